using System.Diagnostics.Metrics;
using System.Globalization;
using ProductSpace.Generations;
using ProductSpace.Hosting;
using ProductSpace.Memory;
using ProductSpace.RecallBench.Common;

namespace ProductSpace.RecallBench.Hosting;

/// <summary>
/// The same queries through each way, in turns pass by pass: CPU time of the thread, medians over passes, and the median of
/// the quotient within a pass, which other work on the machine moves less.
/// </summary>
internal static class QueryCost
{
    private const int K = 10;

    public static void Write(Markdown page, string snapshot, string folder, float[][] queries, int passes)
    {
        Directory.CreateDirectory(folder);
        new GenerationFolder(folder).Publish(snapshot);
        using ProductShop plain = ProductShop.Open("plain", new ShopOptions { Directory = folder, UseWatcher = false });
        using ProductShop divided = ProductShop.Open("divided", new ShopOptions { Directory = folder, UseWatcher = false, Experiment = new ExperimentOptions { Name = "e", Variants = [new() { Label = "a" }, new() { Label = "b", TargetRecall = 0.95f }] } });
        using ProductShop sampled = ProductShop.Open("sampled", new ShopOptions { Directory = folder, UseWatcher = false, LiveRecall = new LiveRecallOptions { OneIn = 1000, CpuShare = 0.01 } });
        long heard = 0;
        string[] keys = [.. Enumerable.Range(0, queries.Length).Select(key => key.ToString(CultureInfo.InvariantCulture))];
        (string Name, Func<int, int> Ask)[] ways =
        [
            ("the index under a lease of the follower", query => AskIndex(plain, queries[query])),
            ("through a lease, nobody listens", query => AskLease(plain, default, queries[query])),
            ("- with an experiment of two variants", query => AskLease(divided, keys[query], queries[query])),
            ("- with live recall of one in 1000", query => AskLease(sampled, default, queries[query])),
            ("through a lease, a meter listener listens", query => AskLease(plain, default, queries[query])),
        ];
        double[][] times = [.. ways.Select(_ => new double[passes])];
        long[] bytes = new long[ways.Length];
        for (int pass = -2; pass < passes; pass++)
        {
            for (int turn = 0; turn < ways.Length; turn++)
            {
                // Another one begins each time: what ran before leaves its mark in the caches.
                int way = (turn + pass + ways.Length) % ways.Length;
                using MeterListener? listener = way == ways.Length - 1 ? Listen(() => heard++) : null;
                long allocated = GC.GetAllocatedBytesForCurrentThread();
                long start = LibC.ThreadCpuNanoseconds();
                for (int query = 0; query < queries.Length; query++)
                {
                    ways[way].Ask(query);
                }

                long taken = LibC.ThreadCpuNanoseconds() - start;
                if (pass >= 0)
                {
                    times[way][pass] = (double)taken / queries.Length;
                    bytes[way] += GC.GetAllocatedBytesForCurrentThread() - allocated;
                }
            }
        }

        page.Line().Line($"{queries.Length} queries of {Path.GetFileName(snapshot)} ({new FileInfo(snapshot).Length >> 20} MiB), k = {K}, default recall target; {passes} passes in turns, thread CPU; {heard} measurements heard").Line();
        page.Table(
            ["way", "us a query", "over the first (median of quotients)", "bytes a query"],
            ways.Select((way, number) => new[]
            {
                way.Name,
                HostingCommand.Microseconds(Statistics.Median(times[number])),
                Statistics.Median(times[number].Zip(times[0], (a, b) => a / b)).ToString("0.000", CultureInfo.InvariantCulture),
                ((double)bytes[number] / ((long)passes * queries.Length)).ToString("0.##", CultureInfo.InvariantCulture),
            }));
        page.Line();
        WriteWrapper(page, plain, passes);
    }

    /// <summary>A session without products is answered at once, so that what stands around a question shows.</summary>
    private static void WriteWrapper(Markdown page, ProductShop shop, int passes)
    {
        const int questions = 100_000;
        double[] plain = new double[passes];
        double[] leased = new double[passes];
        double[] heard = new double[passes];
        using IndexLease lease = shop.Acquire();
        for (int pass = 0; pass < passes; pass++)
        {
            long start = LibC.ThreadCpuNanoseconds();
            for (int i = 0; i < questions; i++)
            {
                lease.Index.SearchSession(ReadOnlySpan<int>.Empty, []);
            }

            plain[pass] = (double)(LibC.ThreadCpuNanoseconds() - start) / questions;
            leased[pass] = AskEmpty(lease, questions);
            using MeterListener listener = Listen(() => { });
            heard[pass] = AskEmpty(lease, questions);
        }

        page.Line(string.Create(CultureInfo.InvariantCulture, $"A question without products, which is answered at once: {plain.Min():0.0} ns asked of the index, {leased.Min():0.0} ns through the lease with nobody listening, {heard.Min():0.0} ns with a listener (least of {passes} x {questions}, thread CPU)")).Line();
    }

    private static double AskEmpty(scoped in IndexLease lease, int questions)
    {
        long start = LibC.ThreadCpuNanoseconds();
        for (int i = 0; i < questions; i++)
        {
            lease.SearchSession(ReadOnlySpan<int>.Empty, []);
        }

        return (double)(LibC.ThreadCpuNanoseconds() - start) / questions;
    }

    private static MeterListener Listen(Action heard)
    {
        MeterListener listener = new()
        {
            InstrumentPublished = (instrument, all) =>
            {
                if (instrument.Meter.Name == ProductSpaceTelemetry.MeterName && !instrument.IsObservable)
                {
                    all.EnableMeasurementEvents(instrument);
                }
            },
        };
        listener.SetMeasurementEventCallback<double>((_, _, _, _) => heard());
        listener.SetMeasurementEventCallback<long>((_, _, _, _) => heard());
        listener.Start();
        return listener;
    }

    private static int AskIndex(ProductShop shop, float[] query)
    {
        using IndexLease lease = shop.Acquire();
        Span<Neighbor> hits = stackalloc Neighbor[K];
        return lease.Index.Search(query, hits).Count;
    }

    private static int AskLease(ProductShop shop, ReadOnlySpan<char> key, float[] query)
    {
        using IndexLease lease = shop.Acquire(key);
        Span<Neighbor> hits = stackalloc Neighbor[K];
        return lease.Search(query, hits).Count;
    }
}
