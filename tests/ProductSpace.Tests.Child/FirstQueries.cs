using System.Diagnostics;
using System.Globalization;
using ProductSpace.Numerics;

namespace ProductSpace.Tests.Child;

/// <summary>
/// What a process pays that has just opened a snapshot: milliseconds of the opening and of the first query of each kind,
/// then medians of the queries 100 to 200 and 2,000 to 4,000 in microseconds.
/// </summary>
internal static class FirstQueries
{
    private const int K = 10;
    private const int Queries = 2000;

    /// <summary>By then the runtime has replaced what it wants to replace: it looks every 100 ms.</summary>
    private const double SettledAfterMilliseconds = 500;

    public static int Run(string file, OpenMode mode)
    {
        long start = Stopwatch.GetTimestamp();
        using ProductIndex index = ProductIndex.Open(file, mode);
        Say("open", Milliseconds(start));
        SeededRandom random = new(11);
        float[][] vectors = new float[64][];
        for (int i = 0; i < vectors.Length; i++)
        {
            vectors[i] = new float[index.Dimension];
            for (int j = 0; j < index.Dimension; j++)
            {
                vectors[i][j] = TestShop.Normal(ref random);
            }
        }

        string[] ids = [index.GetProductId(1), index.GetProductId(2), "nobody"];
        Neighbor[] hits = new Neighbor[K];
        Time("vector", () => index.Search(vectors[0], hits));
        Time("session", () => index.SearchSession(ids, hits));
        Time("exact", () => index.SearchExact(vectors[1], hits));
        if (index.HasNext)
        {
            SearchOptions next = new() { Space = Space.Next };
            Time("next", () => index.Search(vectors[2], hits, next));
            Time("next-session", () => index.SearchSession(ids, hits, next));
        }

        ProductFilter stock = index.CreateFilter(f => f.InStock());
        SearchOptions filtered = new() { Filter = stock };
        Time("filter", () => index.Search(vectors[3], hits, filtered));
        double[] early = new double[100];
        double[] microseconds = new double[Queries];
        int asked = 0;
        for (long begin = Stopwatch.GetTimestamp(); asked < Queries || Milliseconds(begin) < SettledAfterMilliseconds; asked++)
        {
            start = Stopwatch.GetTimestamp();
            index.Search(vectors[asked % vectors.Length], hits);
            double took = Milliseconds(start) * 1000;
            if (asked is >= 100 and < 200)
            {
                early[asked - 100] = took;
            }

            microseconds[asked % Queries] = took;
        }

        Say("early", Median(early));
        Say("steady", Median(microseconds));
        return 0;
    }

    private static void Time(string name, Func<SearchResult> query)
    {
        long start = Stopwatch.GetTimestamp();
        query();
        Say(name, Milliseconds(start));
    }

    private static double Milliseconds(long start) => Stopwatch.GetElapsedTime(start).TotalMilliseconds;

    private static double Median(Span<double> values)
    {
        values.Sort();
        return values[values.Length / 2];
    }

    private static void Say(string name, double value) => Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name} {value:R}"));
}
