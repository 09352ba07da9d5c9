using System.Diagnostics;
using System.Globalization;
using ProductSpace.Generations;
using ProductSpace.Hosting;
using ProductSpace.RecallBench.Common;

namespace ProductSpace.RecallBench.Hosting;

/// <summary>Shops of 1,000 products: making one, opening one by each mode, and many of them in one process, all open or a fifth.</summary>
internal static class SmallShopCost
{
    private const int Products = 1000;
    private const int Dimension = 100;
    private const int Builds = 7;

    public static void Write(Markdown page, string folder, int shops)
    {
        Directory.CreateDirectory(folder);
        string snapshot = Path.Combine(folder, "small.psx");
        List<(double Wall, double Cpu)> builds = [.. Enumerable.Range(0, Builds).Select(seed => Build(snapshot, seed))];
        page.Line($"One shop of {Products} x {Dimension} made, {Builds} times in one process: the first {Ms(builds[0].Wall)} ms, then {Ms(builds.Skip(1).Min(one => one.Wall))} to {Ms(builds.Skip(1).Max(one => one.Wall))} ms of wall time, {Ms(builds.Skip(1).Min(one => one.Cpu))} to {Ms(builds.Skip(1).Max(one => one.Cpu))} ms of CPU time; {new FileInfo(snapshot).Length >> 10} KiB").Line();
        for (int shop = 0; shop < shops; shop++)
        {
            string directory = Path.Combine(folder, Name(shop));
            Directory.CreateDirectory(directory);
            new GenerationFolder(directory).Publish(snapshot);
        }

        List<string[]> rows = [];
        foreach (OpenMode mode in Enum.GetValues<OpenMode>())
        {
            rows.Add(OpenAll(folder, shops, mode));
        }

        page.Line($"{shops} shops opened one after the other through `ProductShops`, all allowed to be open; ms from asking to the lease").Line();
        page.Table(["mode", "first", "median", "p99", "least", "KiB of managed memory a shop", "a query of each, us (median)"], rows);
        page.Line();
        WriteClosing(page, folder, shops);
    }

    private static (double Wall, double Cpu) Build(string path, int seed)
    {
        Random random = new(seed);
        float[] vectors = new float[Products * Dimension];
        for (int i = 0; i < vectors.Length; i++)
        {
            vectors[i] = (random.NextSingle() + random.NextSingle() + random.NextSingle()) - 1.5f;
        }

        string[] ids = [.. Enumerable.Range(0, Products).Select(id => $"p-{id}")];
        CatalogProduct[] catalog = [.. ids.Select((id, number) => new CatalogProduct { Id = id, Category = $"shop/{number % 20}", Price = number })];
        TimeSpan cpu = Process.GetCurrentProcess().TotalProcessorTime;
        Stopwatch clock = Stopwatch.StartNew();
        new ProductIndexBuilder().UseVectors(vectors, Dimension).UseIds(ids).UseCatalog(catalog).Build(path);
        return (clock.Elapsed.TotalMilliseconds, (Process.GetCurrentProcess().TotalProcessorTime - cpu).TotalMilliseconds);
    }

    private static string[] OpenAll(string folder, int shops, OpenMode mode)
    {
        using ProductShops many = new(new ManyShopsOptions { Root = folder, MaxOpenShops = shops, Each = new ShopOptions { Mode = mode } });
        long before = GC.GetTotalMemory(forceFullCollection: true);
        double[] opening = [.. Enumerable.Range(0, shops).Select(shop => Timed(() => many.Acquire(Name(shop)).Dispose()))];
        long bytes = GC.GetTotalMemory(forceFullCollection: true) - before;
        Neighbor[] hits = new Neighbor[10];
        string[] viewed = ["p-1", "p-2"];
        for (int warm = 0; warm < 3; warm++)
        {
            Ask(0);
        }

        double[] asking = [.. Enumerable.Range(0, shops).Select(shop => 1000 * Timed(() => Ask(shop)))];
        double[] sorted = [.. opening.Order()];
        return
        [
            mode.ToString(), Ms(opening[0]), Ms(Statistics.Percentile(sorted, 0.5)), Ms(Statistics.Percentile(sorted, 0.99)), Ms(sorted[0]),
            (bytes / shops >> 10).ToString(CultureInfo.InvariantCulture), Statistics.Median(asking).ToString("0.0", CultureInfo.InvariantCulture),
        ];

        void Ask(int shop)
        {
            using IndexLease lease = many.Acquire(Name(shop));
            lease.SearchSession(viewed, hits);
        }
    }

    /// <summary>A fifth may be open; shops are asked by a popularity that falls with their number.</summary>
    private static void WriteClosing(Markdown page, string folder, int shops)
    {
        const int requests = 20_000;
        using ProductShops many = new(new ManyShopsOptions { Root = folder, MaxOpenShops = Math.Max(1, shops / 5) });
        Random random = new(1);
        Neighbor[] hits = new Neighbor[10];
        string[] viewed = ["p-1", "p-2"];
        double[] times = new double[requests];
        for (int request = 0; request < requests; request++)
        {
            string shop = Name((int)(shops * Math.Pow(random.NextDouble(), 3)));
            times[request] = 1000 * Timed(() =>
            {
                using IndexLease lease = many.Acquire(shop);
                lease.SearchSession(viewed, hits);
            });
        }

        double[] sorted = [.. times.Order()];
        page.Line(string.Create(CultureInfo.InvariantCulture, $"{requests} requests for {shops} shops of which {shops / 5} may be open (a shop's number is the cube of a uniform one): p50 {Statistics.Percentile(sorted, 0.5):0.0} us, p99 {Statistics.Percentile(sorted, 0.99):0} us, p99.9 {Statistics.Percentile(sorted, 0.999):0} us, openings and closings included; {many.Status.Open} open at the end, {many.Status.MappedBytes >> 20} MiB mapped")).Line();
    }

    private static string Name(int shop) => $"shop-{shop}";

    private static double Timed(Action ask)
    {
        long start = Stopwatch.GetTimestamp();
        ask();
        return Stopwatch.GetElapsedTime(start).TotalMilliseconds;
    }

    private static string Ms(double milliseconds) => milliseconds.ToString(milliseconds < 10 ? "0.000" : "0", CultureInfo.InvariantCulture);
}
