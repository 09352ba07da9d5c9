using System.Diagnostics;
using System.Globalization;
using ProductSpace.Delta;
using ProductSpace.Generations;
using ProductSpace.Hosting;
using ProductSpace.Memory;
using ProductSpace.RecallBench.Common;
using ProductSpace.Snapshot;

namespace ProductSpace.RecallBench.Delta;

/// <summary>
/// `delta`: what a delta adds to a query, in CPU time of the thread, and how many writes a second it takes with flushes that
/// writers share. Queries without a delta, with one whose rows are all compared and with one whose rows are screened go in turns over the
/// same vectors.
/// </summary>
internal static class DeltaCommand
{
    private const int K = 10;
    private const int WritesOfFlush = 256;

    public static void Run(Arguments arguments)
    {
        string snapshot = arguments.Text("snapshot");
        int[] products = arguments.Numbers("products", [1_000, 10_000, 60_000]);
        string? given = arguments.Find("rows");
        string? asked = arguments.Find("queries");
        int count = arguments.Number("count", 200);
        int passes = arguments.Number("passes", 15);
        int writes = arguments.Number("writes", 200_000);
        int writers = arguments.Number("writers", 2);
        string? output = arguments.Find("out");
        arguments.RefuseUnread();
        string folder = Directory.CreateTempSubdirectory("productspace-delta-").FullName;
        try
        {
            using ProductIndex index = ProductIndex.Open(snapshot, OpenMode.Warm);
            float[][] queries = asked is null ? Rows(index, count, seed: 1) : [.. Vecs.Read(asked).Take(count)];
            float[][] rows = given is null ? Rows(index, products.Max(), seed: 2) : Vecs.Read(given);
            Markdown page = new();
            page.Line($"# Delta: {Path.GetFileName(snapshot)}, {index.Count} x {index.Dimension}").Line();
            page.Line($"- machine: {Machine.Describe()}");
            page.Line($"- command: `RecallBench {arguments.Line}`").Line();
            page.Line("CPU microseconds a query, the median of the passes; in brackets what the delta adds. Of the new products among the true ten nearest, the share that was found.").Line();
            page.Line("| new products | question | without | every row compared | screened by coarse codes | found, every row | found, screened |").Line("|---|---|---|---|---|---|---|");
            foreach (int some in products)
            {
                DeltaLog plain = new(index.Columns, [.. Spaces(index)], 2 * some, index.Count) { UsesCoarse = false };
                DeltaLog screened = new(index.Columns, [.. Spaces(index)], 2 * some, index.Count);
                long start = Stopwatch.GetTimestamp();
                Write(plain, rows, some);
                double first = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
                start = Stopwatch.GetTimestamp();
                Write(screened, rows, some);
                double second = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
                Progress.Say(string.Create(CultureInfo.InvariantCulture, $"{some} rows: {first:F0} ms and {second:F0} ms"));
                ProductFilter filter = index.CreateFilter(f => f.PriceBetween(0, some / 2));
                Row(page, index, [plain, screened], queries, passes, some, "target .90", new SearchOptions { TargetRecall = 0.9f });
                Row(page, index, [plain, screened], queries, passes, some, "target .95", new SearchOptions());
                Row(page, index, [plain, screened], queries, passes, some, "target .98", new SearchOptions { TargetRecall = 0.98f });
                Row(page, index, [plain, screened], queries, passes, some, "a filter that half of them pass", new SearchOptions { Filter = filter });
            }

            page.Line();
            if (writes > 0)
            {
                Writes(page, index, Path.Combine(folder, "writes.psd"), writes, writers);
            }

            Console.Write(page.ToString());
            if (output is not null)
            {
                File.WriteAllText(output, page.ToString());
            }
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static IEnumerable<SpaceView> Spaces(ProductIndex index)
    {
        yield return index.ViewOf(Space.Similar);
        if (index.HasNext)
        {
            yield return index.ViewOf(Space.Next);
        }
    }

    private static void Write(DeltaLog log, float[][] rows, int count)
    {
        for (int i = 0; i < count; i++)
        {
            log.Apply(new DeltaRecord { Kind = DeltaKind.Upsert, Id = string.Create(CultureInfo.InvariantCulture, $"new-{i}"), Vector = rows[i], Price = i });
        }
    }

    private static void Row(Markdown page, ProductIndex index, DeltaLog[] logs, float[][] queries, int passes, int products, string name, SearchOptions options)
    {
        List<double>[] times = [[], [], []];
        double[] found = new double[logs.Length];
        for (int log = 0; log < logs.Length; log++)
        {
            index.DeltaLog = logs[log];
            found[log] = Found(index, queries, options);
        }

        for (int pass = -1; pass < passes; pass++)
        {
            for (int log = 0; log <= logs.Length; log++)
            {
                index.DeltaLog = log == 0 ? null : logs[log - 1];
                double time = Pass(index, queries, options);
                if (pass >= 0)
                {
                    times[log].Add(time);
                }
            }
        }

        index.DeltaLog = null;
        double[] medians = [.. times.Select(some => some.Order().ElementAt(some.Count / 2))];
        page.Line(string.Create(
            CultureInfo.InvariantCulture,
            $"| {products:N0} | {name} | {medians[0]:F1} | {medians[1]:F1} (+{medians[1] - medians[0]:F1}) | {medians[2]:F1} (+{medians[2] - medians[0]:F1}) | {found[0]:F4} | {found[1]:F4} |"));
    }

    /// <summary>Of the new products among the true nearest, the share that a search finds.</summary>
    private static double Found(ProductIndex index, float[][] queries, SearchOptions options)
    {
        Neighbor[] truth = new Neighbor[K];
        Neighbor[] hits = new Neighbor[K];
        int wanted = 0;
        int found = 0;
        foreach (float[] query in queries)
        {
            int exact = index.SearchExact(query, truth, options with { TargetRecall = 1 }).Count;
            int count = index.Search(query, hits, options).Count;
            foreach (Neighbor hit in truth.AsSpan(0, exact))
            {
                if (hit.Ordinal >= index.Count)
                {
                    wanted++;
                    found += hits.AsSpan(0, count).Contains(hit) ? 1 : 0;
                }
            }
        }

        return wanted == 0 ? double.NaN : (double)found / wanted;
    }

    /// <summary>Microseconds of CPU time a query.</summary>
    private static double Pass(ProductIndex index, float[][] queries, SearchOptions options)
    {
        Span<Neighbor> hits = stackalloc Neighbor[K];
        long start = LibC.ThreadCpuNanoseconds();
        foreach (float[] query in queries)
        {
            index.Search(query, hits, options);
        }

        return (LibC.ThreadCpuNanoseconds() - start) / 1000.0 / queries.Length;
    }

    private static void Writes(Markdown page, ProductIndex index, string path, int writes, int writers)
    {
        foreach (bool isUpsert in new[] { false, true })
        {
            using ProductDelta delta = ProductDelta.Open(path, index, new DeltaOptions { Capacity = Math.Clamp(2 * writes, 1 << 16, 1 << 20) });
            string[] ids = [.. Enumerable.Range(0, 1000).Select(index.GetProductId)];
            float[][] vectors = Rows(index, 1000, seed: 3);
            long flushes = 0;
            long start = Stopwatch.GetTimestamp();
            Parallel.For(0, writers, new ParallelOptions { MaxDegreeOfParallelism = writers }, writer =>
            {
                for (int i = 0; i < writes / writers; i++)
                {
                    if (isUpsert)
                    {
                        delta.Upsert(new DeltaProduct { Id = string.Create(CultureInfo.InvariantCulture, $"{writer}-{i}"), Vector = vectors[i % vectors.Length], Price = i });
                    }
                    else
                    {
                        delta.Set(ids[i % ids.Length], new DeltaChange { Price = i });
                    }

                    if (i % WritesOfFlush == WritesOfFlush - 1)
                    {
                        delta.Flush();
                        Interlocked.Increment(ref flushes);
                    }
                }
            });
            delta.Flush();
            double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
            page.Line(string.Create(CultureInfo.InvariantCulture, $"- {(isUpsert ? "upserts of new products" : "price changes")}: {writes:N0} by {writers} writers, each flushing after {WritesOfFlush}: {writes / seconds:N0} a second, {flushes:N0} flushes asked for"));
        }
    }

    /// <summary>Vectors of the index, two mixed for each: near to products and equal to none.</summary>
    private static float[][] Rows(ProductIndex index, int count, int seed)
    {
        Random random = new(seed);
        float[][] rows = new float[count][];
        float[] other = new float[index.Dimension];
        for (int i = 0; i < count; i++)
        {
            rows[i] = new float[index.Dimension];
            index.GetVector(random.Next(index.Count), rows[i]);
            index.GetVector(random.Next(index.Count), other);
            for (int j = 0; j < other.Length; j++)
            {
                rows[i][j] += 0.5f * other[j];
            }
        }

        return rows;
    }
}
