using System.Diagnostics;
using ProductSpace.Memory;

namespace ProductSpace.Cli.Measuring;

/// <summary>Runs all queries of a set several times on one thread, and takes the median run.</summary>
internal static class Measurement
{
    private const int Passes = 3;

    public static BenchRow Run(
        ProductIndex index,
        BenchQueries queries,
        int k,
        SearchOptions options,
        CancellationToken cancellationToken)
    {
        Neighbor[] hits = new Neighbor[k];
        double[] passes = new double[Passes];
        double[] microseconds = new double[queries.Count * Passes];
        Count count = default;
        for (int pass = -1; pass < Passes; pass++)
        {
            // The extra pass before the first warms up caches and compiled code, and counts the hits.
            cancellationToken.ThrowIfCancellationRequested();
            double cpu = CpuMicroseconds();
            for (int i = 0; i < queries.Count; i++)
            {
                long start = Stopwatch.GetTimestamp();
                SearchResult result = queries.Ask(index, i, hits, options);
                long end = Stopwatch.GetTimestamp();
                if (pass < 0)
                {
                    count = count.Plus(
                        queries.CountHits(i, hits.AsSpan(0, result.Count)),
                        queries.CountWanted(i),
                        result);
                }
                else
                {
                    microseconds[(pass * queries.Count) + i] = (end - start) * 1e6 / Stopwatch.Frequency;
                }
            }

            if (pass >= 0)
            {
                passes[pass] = CpuMicroseconds() - cpu;
            }
        }

        Array.Sort(passes);
        Array.Sort(microseconds);
        return new BenchRow(
            count.Scans * 2 > queries.Count ? "scan" : count.CellsAlone * 2 > queries.Count ? "cells" : "walk",
            queries.Name,
            count.Ef,
            count.Wanted == 0 ? 1 : (double)count.Hits / count.Wanted,
            queries.Count * 1e6 / passes[Passes / 2],
            At(microseconds, 0.5),
            At(microseconds, 0.99),
            At(microseconds, 0.999),
            (double)count.Scored / Math.Max(1, queries.Count),
            count.Cells);
    }

    private static double At(double[] sorted, double share) =>
        sorted.Length == 0 ? 0 : sorted[Math.Min(sorted.Length - 1, (int)(share * sorted.Length))];

    private static double CpuMicroseconds()
    {
        long nanoseconds = LibC.ThreadCpuNanoseconds();
        return nanoseconds >= 0 ? nanoseconds / 1000.0 : Stopwatch.GetTimestamp() * 1e6 / Stopwatch.Frequency;
    }

    private readonly record struct Count(
        long Hits,
        long Wanted,
        long Scored,
        int Scans,
        int CellsAlone,
        int Ef,
        int Cells)
    {
        public Count Plus(int hits, int wanted, SearchResult result) =>
            new(
                Hits + hits,
                Wanted + wanted,
                Scored + result.Scored,
                Scans + (result.Strategy == SearchStrategy.Scan ? 1 : 0),
                CellsAlone + (result.Strategy == SearchStrategy.Cells ? 1 : 0),
                Math.Max(Ef, result.EfSearch),
                Math.Max(Cells, result.CellsScanned));
    }
}
