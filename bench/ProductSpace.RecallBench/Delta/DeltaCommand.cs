using System.Diagnostics;
using System.Globalization;
using ProductSpace.Generations;
using ProductSpace.Hosting;
using ProductSpace.Memory;
using ProductSpace.RecallBench.Common;

namespace ProductSpace.RecallBench.Delta;

/// <summary>
/// `delta`: what a delta adds to a query, in CPU time of the thread, and how many writes a second it takes with flushes that
/// writers share. Queries with and without the delta go in turns over the same vectors; the least of the passes counts.
/// </summary>
internal static class DeltaCommand
{
    private const int K = 10;
    private const int WritesOfFlush = 256;

    public static void Run(Arguments arguments)
    {
        string snapshot = arguments.Text("snapshot");
        int products = arguments.Number("products", 10_000);
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
            float[][] queries = Rows(index, count, seed: 1);
            Markdown page = new();
            page.Line($"# Delta: {Path.GetFileName(snapshot)}, {index.Count} x {index.Dimension}").Line();
            page.Line($"- machine: {Machine.Describe()}");
            page.Line($"- command: `RecallBench {arguments.Line}`").Line();
            page.Line("| question | without | with | the delta adds, us |").Line("|---|---|---|---|");
            using (ProductDelta delta = ProductDelta.Open(Path.Combine(folder, "products.psd"), index, new DeltaOptions { Capacity = 2 * products }))
            {
                float[][] rows = Rows(index, products, seed: 2);
                for (int i = 0; i < products; i++)
                {
                    delta.Upsert(new DeltaProduct { Id = string.Create(CultureInfo.InvariantCulture, $"new-{i}"), Vector = rows[i], Price = i });
                }

                ProductFilter filter = index.CreateFilter(f => f.PriceBetween(0, products / 2));
                Row(page, index, queries, passes, $"{products:N0} new products, no filter", new SearchOptions());
                Row(page, index, queries, passes, "the same, target 1 (scan)", new SearchOptions { TargetRecall = 1 });
                Row(page, index, queries, passes, "a filter that half of them pass", new SearchOptions { Filter = filter });
            }

            page.Line();
            Writes(page, index, Path.Combine(folder, "writes.psd"), writes, writers);
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

    private static void Row(Markdown page, ProductIndex index, float[][] queries, int passes, string name, SearchOptions options)
    {
        ProductSpace.Delta.DeltaLog log = index.DeltaLog!;
        double without = double.MaxValue;
        double with = double.MaxValue;
        for (int pass = -1; pass < passes; pass++)
        {
            index.DeltaLog = null;
            double plain = Pass(index, queries, options);
            index.DeltaLog = log;
            double merged = Pass(index, queries, options);
            if (pass >= 0)
            {
                without = Math.Min(without, plain);
                with = Math.Min(with, merged);
            }
        }

        page.Line(string.Create(CultureInfo.InvariantCulture, $"| {name} | {without:F1} | {with:F1} | {with - without:F1} |"));
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
