using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace ProductSpace.Hosting.Tests.Sample;

// A sample logs as most programs do; a program that logs a lot uses LoggerMessage.
#pragma warning disable CA1848, CA1873

/// <summary>The samples of the page on hosting but the first, which is a program: what stands between marks is compared with the page, line by line.</summary>
public static class HostingSamples
{
    public static void Named(IServiceCollection services)
    {
        // sample
        services.AddProductSpace("shoes", o =>
        {
            o.Directory = "shops/shoes";
            o.MaxGenerationAge = TimeSpan.FromDays(2);
        });
        services.AddProductSpace("hats", o => o.Directory = "shops/hats");
        services.AddHealthChecks().AddProductSpace("shoes").AddProductSpace("hats");

        // end
    }

    // sample
    public sealed class Storefront([FromKeyedServices("shoes")] ProductShop shoes)
    {
        // Kept for the life of the process: compiled again for each generation before that generation answers.
        private readonly BoundFilter _boots = shoes.CreateFilter(f => f.InCategory("shoes/boots").InStock());

        public string[] NextBoots(string shopper, string[] viewed)
        {
            using IndexLease lease = shoes.Acquire(shopper);
            Span<Neighbor> hits = stackalloc Neighbor[12];
            SearchResult answer = lease.SearchSession(viewed, hits, new SearchOptions { Filter = lease.Filter(_boots) });
            string[] ids = new string[answer.Count];
            for (int i = 0; i < ids.Length; i++)
            {
                ids[i] = lease.GetProductId(hits[i]);
            }

            return ids;
        }
    }

    // end
    public static void Divided(IServiceCollection services)
    {
        // sample
        services.AddProductSpace(o =>
        {
            o.Directory = "shop";
            o.LiveRecall = new LiveRecallOptions { OneIn = 1000 };
            o.Experiment = new ExperimentOptions
            {
                Name = "recall-2027",
                Variants =
                [
                    new VariantOptions { Label = "usual", Weight = 90 },
                    new VariantOptions { Label = "thorough", Weight = 5, TargetRecall = 0.99f },
                    new VariantOptions { Label = "last week's", Weight = 5, Generation = 1 },
                ],
            };
        });

        // end
    }

    public static void Many(IServiceCollection services)
    {
        // sample
        services.AddProductShops(o =>
        {
            o.Root = "shops";
            o.MaxOpenShops = 100;
            o.MaxMappedBytes = 4L << 30;
        });

        // end
    }

    public static int AskMany(ProductShops shops, string name, string shopper, string[] viewed, Neighbor[] hits)
    {
        // sample
        using IndexLease lease = shops.Acquire(name, shopper);
        SearchResult answer = lease.SearchSession(viewed, hits);

        // end
        return answer.Count;
    }

    public static void Alone(TextWriter Console)
    {
        // sample
        using ProductShop shop = ProductShop.Open("shop", new ShopOptions { Directory = "shop" });
        using IndexLease lease = shop.Acquire();
        Neighbor[] hits = new Neighbor[12];
        SearchResult answer = lease.SearchSession(["p-1", "p-7"], hits);
        Console.WriteLine($"generation {answer.Generation}: {lease.GetProductId(hits[0])}");

        // end
    }

    public static void Guarded(TextWriter Console)
    {
        // sample
        using ProductShop guarded = ProductShop.Open("guarded", new ShopOptions { Directory = "shop", GuardOverwrites = true });
        using IndexLease held = guarded.Acquire();
        Console.WriteLine(guarded.Status.Following!.Protection switch
        {
            OverwriteProtection.Lease => "leased: who overwrites the file waits until it is copied into memory",
            OverwriteProtection.Copy => "copied: what happens to the file does not matter",
            _ => "unguarded: nothing but publish may write to the folder",
        });

        // end
    }

    public static void ByConnectionString(IHostApplicationBuilder builder)
    {
        // sample
        builder.AddProductSpace("catalog");         // injected as ProductShop
        builder.AddKeyedProductSpace("outlet");     // injected with [FromKeyedServices("outlet")]

        // end
    }

    // sample
    public sealed class QueryTexts(ProductShop shop, IEmbeddingGenerator<string, Embedding<float>> generator)
    {
        private readonly BoundFilter _inStock = shop.CreateFilter(f => f.InStock());

        public async Task<IReadOnlyList<ProductHit>> FindAsync(string text, CancellationToken cancellationToken)
        {
            TextAnswer answer = await shop.SearchTextAsync(
                generator, text, count: 12, _inStock, cancellationToken: cancellationToken);
            return answer.Products;
        }
    }

    // end

    // sample
    public sealed class Basket(ProductShop shop)
    {
        public async Task<List<string>> NextAsync(string shopper, Func<Task<string[]>> readViewed)
        {
            using KeptLease lease = shop.Acquire(shopper).Keep();
            string[] viewed = await readViewed();
            Neighbor[] hits = new Neighbor[12];
            SearchResult answer = lease.SearchSession(viewed, hits);
            return hits.Take(answer.Count).Select(hit => lease.GetProductId(hit)).ToList();
        }
    }

    // end

    // sample
    public sealed class StockFeed(ProductShop shop)
    {
        public void Apply(IEnumerable<(string Id, long Price, bool InStock)> changes)
        {
            using ProductDelta delta = shop.OpenDelta();
            foreach ((string id, long price, bool inStock) in changes)
            {
                delta.Set(id, new DeltaChange { Price = price, InStock = inStock });
            }

            delta.Flush();
        }
    }

    // end

    // sample
    public sealed class NightlyBuild(ShopFeed feed, NightlyOptions options, ILogger<NightlyBuild> log) : BackgroundService
    {
        protected override async Task ExecuteAsync(CancellationToken stoppingToken)
        {
            using PeriodicTimer nights = new(options.Interval);
            do
            {
                try
                {
                    Publish(stoppingToken);
                }
                catch (Exception fault) when (fault is not OperationCanceledException)
                {
                    // The shop stays on the generation that it has; the next night tries again.
                    log.LogError(fault, "the nightly build failed");
                }
            }
            while (await nights.WaitForNextTickAsync(stoppingToken));
        }

        private void Publish(CancellationToken stoppingToken)
        {
            string snapshot = Path.Combine(options.WorkFolder, "tonight.psx");
            new ProductIndexBuilder()
                .UseVectors(feed.Vectors, feed.Dimension)
                .UseIds(feed.Ids)
                .UseCatalog(feed.Catalog)
                .Build(snapshot, cancellationToken: stoppingToken);
            GenerationFolder folder = new(options.ShopFolder);
            Generation generation = folder.Publish(snapshot, cancellationToken: stoppingToken);
            folder.Prune(keep: 3);
            log.LogInformation("published generation {Number}", generation.Number);
        }
    }

    // end

    // sample
    public sealed class NextProductsTests : IDisposable
    {
        private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory();

        [Fact]
        public void Next_ViewedBoots_AnswersBootsInStock()
        {
            string snapshot = Path.Combine(_folder.FullName, "shop.psx");
            float[] vectors = [1, 0, 0, .9f, .1f, 0, .8f, .2f, 0, 0, 0, 1];
            new ProductIndexBuilder()
                .UseVectors(vectors, dimension: 3)
                .UseIds(["boot-1", "boot-2", "boot-3", "hat-1"])
                .UseCatalog([
                    new CatalogProduct { Id = "boot-1", Category = "boots" },
                    new CatalogProduct { Id = "boot-2", Category = "boots", InStock = false },
                    new CatalogProduct { Id = "boot-3", Category = "boots" },
                    new CatalogProduct { Id = "hat-1", Category = "hats" },
                ])
                .Build(snapshot);
            string published = Directory.CreateDirectory(Path.Combine(_folder.FullName, "shop")).FullName;
            new GenerationFolder(published).Publish(snapshot);
            using ProductShop shop = ProductShop.Open("test", new ShopOptions { Directory = published });
            BoundFilter inStock = shop.CreateFilter(f => f.InStock());

            using KeptLease lease = shop.Acquire().Keep();
            Neighbor[] hits = new Neighbor[1];
            lease.SearchSession(["boot-1"], hits, new SearchOptions { Filter = lease.Filter(inStock) });

            Assert.Equal("boot-3", lease.GetProductId(hits[0]));
        }

        public void Dispose() => _folder.Delete(recursive: true);
    }

    // end
    public sealed record ShopFeed(float[] Vectors, int Dimension, string[] Ids, IReadOnlyList<CatalogProduct> Catalog);

    public sealed record NightlyOptions(string ShopFolder, string WorkFolder, TimeSpan Interval);
}
