using System.Globalization;
using ProductSpace.Generations.Shipping;
using ProductSpace.Generations.Tests.Shipping;
using ProductSpace.Memory;
using Xunit.Abstractions;

namespace ProductSpace.Generations.Tests.Faults;

/// <summary>
/// Nights of a shop with two storefronts: built, published, fetched over a link that is cut, swapped; sale nights, sold-out
/// products, nights on which nothing comes through, rollbacks, storefronts that crash and start again. Every answer is compared
/// with what the shop was on the night that it names; no storefront may stay behind more nights than its link was down; open
/// files, maps and memory must not grow. A campaign, see <see cref="Campaign"/>.
/// </summary>
[Collection(Telemetry.AloneCollection.Name)]
public class NightsTests(ITestOutputHelper output)
{
    private const int NightsOfTheSuite = 7;

    [Fact]
    public async Task Nights_TwoStorefronts_AnswerRightAndStayFlat()
    {
        int nights = Campaign.Size(NightsOfTheSuite);
        Count count = await RunAsync(nights, wrongWord: false, skipsSwaps: false);
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{nights} nights: {count.Answers:N0} answers, {count.Wrong} wrong, {count.Stale} stale; {count.Fetches} fetches, {count.Cuts} cuts, {count.Missed} nights without a link, {count.Rollbacks} rollbacks, {count.Crashes} crashes; files {count.FilesBefore} to {count.FilesAfter}, maps {count.MapsBefore} to {count.MapsAfter}, memory {count.MemoryBefore:N0} to {count.MemoryAfter:N0}"));
        Assert.Equal((0, 0), (count.Wrong, count.Stale));
        Assert.True(count.Answers > nights * 20);
        Assert.InRange(count.FilesAfter, 0, count.FilesBefore + 8);
        Assert.InRange(count.MapsAfter, 0, count.MapsBefore + 8);
        Assert.InRange(count.MemoryAfter, 0, count.MemoryBefore + (2 << 20));
    }

    /// <summary>A judge of another night's prices, and a storefront that never swaps, must be found.</summary>
    [Fact]
    public async Task Nights_BrokenTwins_AreCaught()
    {
        Assert.NotEqual(0, (await RunAsync(3, wrongWord: true, skipsSwaps: false)).Wrong);
        Assert.NotEqual(0, (await RunAsync(6, wrongWord: false, skipsSwaps: true)).Stale);
    }

    private static async Task<Count> RunAsync(int nights, bool wrongWord, bool skipsSwaps)
    {
        Random random = new(19);
        Count count = new();
        using FetchFolders folders = new();
        using TemporaryFolder second = new();
        using TemporaryFolder built = new();
        GenerationFolder source = new(folders.Source);
        string[] targets = [folders.Target, second.Root];
        Dictionary<string, int> nightOfContent = [];
        Storefront?[] shops = [null, null];
        int published = 0;
        try
        {
            for (int night = 1; night <= nights; night++)
            {
                string snapshot = built.File("tonight.psx");
                NightShop.Build(night, snapshot);
                using (ProductIndex index = ProductIndex.Open(snapshot))
                {
                    nightOfContent[index.Info.ContentHash] = night;
                }

                source.Publish(snapshot);
                published = night;
                if (night > 3 && random.Next(9) == 0)
                {
                    source.Rollback();
                    published = nightOfContent[ContentOf(source)];
                    count.Rollbacks++;
                }

                source.Prune(4);
                for (int i = 0; i < targets.Length; i++)
                {
                    bool linkIsDown = night > 1 && random.Next(10) == 0;
                    int budget = linkIsDown ? 0 : random.Next(20_000, 120_000);
                    folders.Server.Behave = (_, name, answer) => answer.CutAfter = name == "CURRENT" && budget > 0 ? int.MaxValue : budget;
                    try
                    {
                        GenerationFetcher fetcher = new(new HttpSource(folders.Server.Address, HttpSource.NewClient(), TimeSpan.FromSeconds(20)), targets[i], FetchFolders.Quick with { MaxAttempts = 2 }, SystemFiles.Instance);
                        FetchReport report = await fetcher.FetchAsync();
                        count.Fetches++;
                        count.Cuts += report.Cuts;
                    }
                    catch (FetchException fault) when (linkIsDown && fault.IsTransient)
                    {
                        count.Missed++;
                    }

                    new GenerationFolder(targets[i]).Prune(3);
                    if (shops[i] is null || random.Next(12) == 0)
                    {
                        count.Crashes += shops[i] is null ? 0 : 1;
                        shops[i]?.Follower.Dispose();
                        shops[i] = new Storefront(IndexFollower.Open(targets[i], new FollowerOptions(), SystemFiles.Instance, follow: false));
                    }
                    else if (!skipsSwaps)
                    {
                        shops[i]!.Follower.Look();
                    }

                    Judge(shops[i]!, nightOfContent, linkIsDown ? null : published, wrongWord, count);
                }

                if (night == Math.Min(4, nights) || night == nights)
                {
                    count.Measure(isFirst: night != nights);
                }
            }
        }
        finally
        {
            Array.ForEach(shops, shop => shop?.Follower.Dispose());
        }

        return count;
    }

    /// <summary>Every hit against the night that its generation is of; the night against the last that came through.</summary>
    private static void Judge(Storefront shop, Dictionary<string, int> nightOfContent, int? expected, bool wrongWord, Count count)
    {
        using IndexLease lease = shop.Follower.Acquire();
        int night = nightOfContent[lease.Index.Info.ContentHash] + (wrongWord ? 1 : 0);
        count.Stale += expected is not null && night != expected && !wrongWord ? 1 : 0;
        Neighbor[] hits = new Neighbor[8];
        float[] vector = new float[lease.Index.Dimension];
        for (int ask = 0; ask < 12; ask++)
        {
            lease.Index.GetVector(ask * 4, vector);
            bool inStock = ask % 2 == 0;
            SearchOptions options = inStock ? new SearchOptions { Filter = lease.Filter(shop.InStock) } : default;
            SearchResult result = lease.Index.Search(vector, hits, options);
            count.Answers++;
            count.Wrong += result.Count == hits.Length && result.Generation == lease.Generation ? 0 : 1;
            foreach (Neighbor hit in hits.AsSpan(0, result.Count))
            {
                int product = NightShop.ProductOf(lease.GetProductId(result, hit));
                bool right = NightShop.Has(night, product) && lease.Index.GetPrice(hit.Ordinal) == NightShop.PriceOf(night, product) && !(inStock && NightShop.IsSoldOut(night, product));
                count.Wrong += right ? 0 : 1;
            }
        }
    }

    private static string ContentOf(GenerationFolder folder)
    {
        using ProductIndex index = ProductIndex.Open(folder.FindCurrent()!.Path);
        return index.Info.ContentHash;
    }

    private sealed class Storefront(IndexFollower follower)
    {
        public IndexFollower Follower { get; } = follower;

        public BoundFilter InStock { get; } = follower.CreateFilter(filter => filter.InStock());
    }

    private sealed class Count
    {
        public int Answers { get; set; }

        public int Wrong { get; set; }

        public int Stale { get; set; }

        public int Fetches { get; set; }

        public int Cuts { get; set; }

        public int Missed { get; set; }

        public int Rollbacks { get; set; }

        public int Crashes { get; set; }

        public int FilesBefore { get; private set; }

        public int FilesAfter { get; private set; }

        public int MapsBefore { get; private set; }

        public int MapsAfter { get; private set; }

        public long MemoryBefore { get; private set; }

        public long MemoryAfter { get; private set; }

        /// <summary>Open files and maps of snapshots of this test alone; others run beside it in the same process.</summary>
        public void Measure(bool isFirst)
        {
            Thread.Sleep(100);
            GC.Collect();
            GC.WaitForPendingFinalizers();
            long memory = GC.GetTotalMemory(forceFullCollection: true);
            int files = Directory.Exists("/proc/self/fd") ? Directory.GetFiles("/proc/self/fd").Count(link => Target(link).Contains("catalog-", StringComparison.Ordinal)) : 0;
            int maps = File.Exists("/proc/self/maps") ? File.ReadAllLines("/proc/self/maps").Count(line => line.Contains("catalog-", StringComparison.Ordinal)) : 0;
            if (isFirst)
            {
                (FilesBefore, MapsBefore, MemoryBefore) = (files, maps, memory);
            }
            else
            {
                (FilesAfter, MapsAfter, MemoryAfter) = (files, maps, memory);
            }
        }

        private static string Target(string link)
        {
            try
            {
                return new FileInfo(link).LinkTarget ?? string.Empty;
            }
            catch (IOException)
            {
                return string.Empty;
            }
        }
    }
}
