using System.Diagnostics;
using System.Runtime.CompilerServices;
using ProductSpace.Delta;
using ProductSpace.Search;
using ProductSpace.Snapshot;

namespace ProductSpace.Tests.Child;

/// <summary>
/// Asks an open snapshot every kind of question again and again for some time. The test reads in the log of the just-in-time
/// compiler what was compiled between <see cref="Opened"/> and <see cref="Asked"/>, which stand there as marks.
/// </summary>
internal static class AfterOpening
{
    private const int K = 10;
    private const double Milliseconds = 700;

    /// <summary>Each kind of question twice, also where other work holds the process up.</summary>
    private const int LeastRounds = 256;

    private static long s_sum;

    public static int Run(string file, OpenMode mode)
    {
        Ask(file, mode);
        Console.WriteLine($"asked {s_sum}");

        // With the log on, one process in thirty was seen to die at its exit, none without: the log, it seems, is closed
        // while a compilation in the background still writes to it.
        Thread.Sleep(300);
        return 0;
    }

    private static void Ask(string file, OpenMode mode)
    {
        using ProductIndex index = ProductIndex.Open(file, mode);
        string[] ids = [index.GetProductId(1), index.GetProductId(2), "nobody"];
        string category = index.GetCategories()[^1].Key;
        bool hasNext = index.HasNext;
        SpaceView[] spaces = hasNext ? [index.ViewOf(Space.Similar), index.ViewOf(Space.Next)] : [index.ViewOf(Space.Similar)];
        float[] vector = new float[index.Dimension];
        vector[0] = 1;
        int[] ordinals = [10, 20, 30];
        Neighbor[] hits = new Neighbor[K];
        SearchResult[] results = new SearchResult[1];

        // Compiling a filter is no search: its small parts are compiled anew in the background as they are used.
        ProductFilter stock = index.CreateFilter(f => f.InStock().PriceBetween(1, 1_000_000));
        ProductFilter leaf = index.CreateFilter(f => f.InCategory(category));

        DeltaLog delta = Changed(index, ids[0]);

        // What opening alone asked for thirty times is compiled anew in the background.
        Thread.Sleep(500);
        Opened();
        SearchContext scratch = new();
        long start = Stopwatch.GetTimestamp();
        for (int round = 0; round < LeastRounds || Stopwatch.GetElapsedTime(start).TotalMilliseconds < Milliseconds; round++)
        {
            Canary();
            index.DeltaLog = round / 128 % 2 == 0 ? null : delta;
            SearchOptions options = new() { Space = (Space)(round & (hasNext ? 1 : 0)), Filter = (round / 2 % 4) switch { 1 => stock, 2 => leaf, _ => null } };
            options.EfSearch = round / 8 % 2 * 40;
            options.Exclude = round / 16 % 2 == 0 ? default : ordinals;
            Sum(index.Search(vector, hits, options));
            Sum(index.SearchSession(ids, hits, options));
            Sum(index.SearchSession(ordinals, hits, options));
            index.SearchMany(vector, hits, results, options);
            Sum(results[0]);
            Sum(index.SearchExact(vector, hits, options));
            index.SearchManyExact(vector, hits, results, options);
            Sum(results[0]);
            Sum(index.SearchSessionExact(ids, hits, options));
            Sum(index.SearchSessionExact(ordinals, hits, options));
            options.MaxScoredVectors = 100 << (round % 8);
            options.TimeLimit = TimeSpan.FromMilliseconds(1);
            Sum(index.Search(vector, hits, options));
            options.Diversity = new() { Lambda = 0.5f + (round / 32 % 2 * 0.5f), CategoryLevel = 1 + (round / 64 % 2), MostPerGroup = 1 + (round % 3) };
            Sum(index.Search(vector, hits, options));
            Sum(index.SearchExact(vector, hits, options));
            index.SearchMany(vector, hits, results, options);
            Sum(results[0]);
            options.MaxScoredVectors = 0;
            Sum(index.SearchSession(ids, hits, options));
            Sum(index.SearchSessionExact(ordinals, hits, options));
            AskCells(spaces[(int)options.Space], scratch, vector, round & 16);
        }

        Asked();
    }

    /// <summary>A delta with a write of each kind.</summary>
    private static DeltaLog Changed(ProductIndex index, string id)
    {
        DeltaLog delta = index.NewDelta(DeltaLog.MinCapacity);
        float[] vector = new float[index.Dimension];
        vector[^1] = 1;
        delta.Apply(new DeltaRecord { Kind = DeltaKind.Upsert, Id = "new", Vector = vector, NextVector = index.HasNext ? vector : null });
        delta.Apply(new DeltaRecord { Kind = DeltaKind.Set, Id = id, Price = 1_000_001 });
        delta.Apply(new DeltaRecord { Kind = DeltaKind.Remove, Id = index.GetProductId(5) });
        return delta;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Opened() => s_sum = 0;

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Asked() => s_sum++;

    /// <summary>Compiled twice if anything is: without it in the log the test has seen nothing.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Canary() => s_sum++;

    /// <summary>The planner does not take cells in a shop as small as a test's. Compiled once, as what it calls should be.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void AskCells(SpaceView space, SearchContext scratch, float[] vector, int ef)
    {
        if (space.Cells is not null)
        {
            SessionVector.FromVector(space.Model, vector, scratch);
            scratch.Hits.Excluded.Clear();
            scratch.Hits.Start(K);
            scratch.Cells.Run(space, scratch, cells: 12, ef, K, [1, 2]);
            s_sum += scratch.Hits.Top.Count;
        }
    }

    private static void Sum(SearchResult result) => s_sum += result.Count;
}
