using Microsoft.Extensions.DependencyInjection;

namespace ProductSpace.Hosting.Tests.Sample;

/// <summary>The samples of the page on hosting but the first, which is a program: what stands between marks is compared with the page, line by line.</summary>
internal static class HostingSamples
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
}
