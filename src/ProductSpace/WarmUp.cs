using System.Text;
using ProductSpace.Cells;
using ProductSpace.Delta;
using ProductSpace.Filtering;
using ProductSpace.Graph;
using ProductSpace.Memory;
using ProductSpace.Numerics;
using ProductSpace.Planning;
using ProductSpace.Search;
using ProductSpace.Snapshot;

namespace ProductSpace;

/// <summary>
/// Asks an index that was just opened one question of each kind, so that the first shopper does not wait for the
/// compiler: every strategy, filter and session in every space. The questions are fixed, nobody sees the answers, and
/// what they leave behind is a search's scratch of the right size and remembered plans that any search would have
/// computed alike. The work is that of some dozens of searches and one pass over prices, times, stock and categories,
/// never a scan of all vectors. In a program compiled ahead the same questions touch code and memory.
/// </summary>
internal static class WarmUp
{
    private const int K = 10;
    private const int EfSearch = 32;
    private const int Cells = 8;

    /// <summary>Rows that the scan looks at, the first ones.</summary>
    private const int ScannedRows = 1024;

    public static void Run(ProductIndex index)
    {
        if (index.Count == 0)
        {
            return;
        }

        try
        {
            AskEverything(index);
        }
        catch (Exception fault) when (fault is ArgumentException or SnapshotException)
        {
            // A forged file: without Verify it is not refused here, the search that meets the fault says so.
        }
    }

    /// <summary>Throws where a forged file, or a mistake here, makes a question fail.</summary>
    internal static void AskEverything(ProductIndex index)
    {
        ProductFilter all = FirstRows(index, index.Count);
        ProductFilter few = FirstRows(index, Math.Min(index.Count, ScannedRows));
        ProductFilter scattered = Scattered(index);
        float[] vector = Direction(index.Dimension);
        string[] ids = [index.GetProductId(0)];
        for (int number = 0; number < (index.HasNext ? 2 : 1); number++)
        {
            SearchOptions options = new() { Space = (Space)number };
            Ask(index, vector, ids, K, options);

            // The least of all walks, which is a walk in small shops too; without a graph there is none.
            int walk = index.ViewOf((Space)number).HasGraph ? 1 : 0;
            Ask(index, vector, ids, 1, options with { EfSearch = walk });
            Ask(index, vector, ids, 1, options with { EfSearch = walk, Filter = all });
            Ask(index, vector, ids, K, options with { Filter = all });
            Ask(index, vector, ids, K, options with { Filter = scattered, MaxScoredVectors = long.MaxValue });
            AskExactly(index, vector, ids, options with { Filter = few });
            AskExactly(index, vector, ids, options with { Filter = scattered });

            // Limits that nothing reaches, and choices among candidates.
            Ask(
                index,
                vector,
                ids,
                1,
                options with { EfSearch = walk, MaxScoredVectors = long.MaxValue, TimeLimit = TimeSpan.FromDays(1) });
            SearchOptions shaped = options with
            {
                MaxScoredVectors = long.MaxValue, DiversityLambda = 0.5f, GroupLimit = GroupLimit.ByCategory(1, 2),
            };
            Ask(index, vector, ids, 1, shaped with { EfSearch = walk });
            AskExactly(index, vector, ids, shaped with { Filter = few });
            AskExactly(index, vector, ids, shaped with { Filter = scattered });
            index.Snapshot.Groups.OfLevel(1).Possible(1);
            AskCells(index.ViewOf((Space)number), index.Count, vector);
        }

        FillPool();
        AskWithDelta(index, vector, ids, few, scattered);

        // Any of four kinds of terms, said by negation: each is looked at, and what the other terms leave of them.
        string category = Encoding.UTF8.GetString(index.Columns.PathOf(index.Columns.CategoryCount - 1));
        index.CreateFilter(f => f
            .Not(g => g.NotInCategory(category).Not(static h => h.PriceBetween(0, 0))
                .Not(static h => h.FirstSeenBefore(DateTimeOffset.UnixEpoch)).Not(static h => h.InStock()))
            .InStock().Not(static g => g.Ordinals([0])));
    }

    /// <summary>
    /// Asks with a delta that has a write of each kind, which nobody else sees: the index is not handed out yet.
    /// </summary>
    private static void AskWithDelta(
        ProductIndex index, float[] vector, string[] ids, ProductFilter few, ProductFilter scattered)
    {
        const long price = 1L << 60;
        DeltaLog log = index.NewDelta(DeltaLog.MinCapacity);
        DeltaRecord upsert = new()
        {
            Kind = DeltaKind.Upsert,
            Id = "warm-up",
            Category = "warm-up/path",
            Vector = vector,
            NextVector = index.HasNext ? vector : null,
        };
        Write(log, upsert);
        Write(log, new DeltaRecord { Kind = DeltaKind.Set, Id = ids[0], Price = price });
        Write(log, new DeltaRecord { Kind = DeltaKind.Remove, Id = index.GetProductId(index.Count - 1) });
        string category = Encoding.UTF8.GetString(index.Columns.PathOf(index.Columns.CategoryCount - 1));
        ProductFilter priced = index.CreateFilter(
            f => f.PriceBetween(price, price).Not(g => g.InCategory(category).InStock()));
        ProductFilter named = index.CreateFilter(
            f => f.Not(g => g.NotInCategory("warm-up/path").Not(h => h.Products("warm-up", "warmer"))),
            allowUnknown: true);
        index.DeltaLog = log;
        try
        {
            log.Rows(0).Decode(0, new float[index.Header.Dimension]);
            for (int number = 0; number < (index.HasNext ? 2 : 1); number++)
            {
                SearchOptions options = new() { Space = (Space)number, Exclude = new int[] { 0 }, ExcludeIds = ids };
                Ask(index, vector, ids, K, options);
                Ask(index, vector, ["warm-up"], K, options with { MaxScoredVectors = long.MaxValue });
                Ask(index, vector, ids, K, options with { Filter = priced });
                Ask(index, vector, ids, K, options with { Filter = named });
                AskExactly(index, vector, ids, options with { Filter = few });
                SearchOptions shaped = options with
                {
                    Filter = scattered, DiversityLambda = 0.5f, GroupLimit = GroupLimit.ByCategory(1, 2),
                };
                AskExactly(index, vector, ids, shaped);
                Ask(index, vector, ids, 1, options with { EfSearch = index.ViewOf((Space)number).HasGraph ? 1 : 0 });
            }
        }
        finally
        {
            index.DeltaLog = null;
        }
    }

    private static void Write(DeltaLog log, DeltaRecord record)
    {
        if (log.FindFault(record) is null)
        {
            log.Apply(record);
        }
    }

    private static void Ask(ProductIndex index, float[] vector, string[] ids, int k, in SearchOptions options)
    {
        Span<Neighbor> hits = stackalloc Neighbor[K];
        hits = hits[..k];
        index.Search(vector, hits, options);
        index.SearchMany(vector, hits, stackalloc SearchResult[1], options);
        index.SearchSession([0], hits, options);
        index.SearchSession(ids, hits, options);
    }

    private static void AskExactly(ProductIndex index, float[] vector, string[] ids, in SearchOptions options)
    {
        Span<Neighbor> hits = stackalloc Neighbor[K];
        index.SearchExact(vector, hits, options);
        index.SearchManyExact(vector, hits, stackalloc SearchResult[1], options);
        index.SearchSessionExact([0], hits, options);
        index.SearchSessionExact(ids, hits, options);
    }

    /// <summary>Fills a small pool as long walks fill theirs, which those of a small shop do not.</summary>
    private static void FillPool()
    {
        SearchPool pool = new();
        pool.Reset(capacity: 3, front: 1);
        for (int node = 0; node < 16; node++)
        {
            pool.Insert(distance: 16 - node, node);
        }

        while (pool.TryNext(out _))
        {
            // Each grows the front.
        }
    }

    /// <summary>The planner takes cells in large shops only; a search of them is the same code in small ones.</summary>
    private static void AskCells(SpaceView space, int count, float[] vector)
    {
        if (space.Cells is null)
        {
            return;
        }

        SearchContext scratch = ScratchPool<SearchContext>.Rent(count);
        try
        {
            SessionVector.FromVector(space.Model, vector, scratch);
            scratch.Hits.Excluded.Clear();
            scratch.Hits.Start(K);
            scratch.Cells.Run(space, scratch, Cells, ef: 0, K, [0]);
            scratch.Cells.Run(space, scratch, Cells, EfSearch, K, [0]);
            SpaceFilter half = Rows(space, 0x5555_5555_5555_5555UL);
            SpaceFilter few = Rows(space, 0x0100_0001UL);
            foreach (SpaceFilter filter in new[] { half, few })
            {
                scratch.FilteredCells.Run(space, scratch, K, filter, allowedMisses: 0.25, inRounds: false);
                scratch.FilteredCells.Run(space, scratch, K, filter, allowedMisses: 0.25, inRounds: true);
                MatchGraphSearch.Run(space, scratch, filter, [Cells], EfSearch, K);
                filter.Placement?.PartOfCellsBelow(hit: 1, edge: 0, perDeviation: 1);
                filter.Placement?.PartOfGroupsBelow(hit: 1, edge: 0, perDeviation: 1);
                scratch.Budget.Begin(new SearchLimits(long.MaxValue, 0, default));
            }

            ulong[] words = new ulong[Math.Min(RowBits.WordsOf(space.Count), ScannedRows / 64)];
            Array.Fill(words, 0x5555_5555_5555_5555UL);
            SpaceFilter scattered = new(new RowSet(words), few.Cells);
            GroupScanEstimator.PartFor(space.GroupStatistics, K, 0.05);
            if (space.Codes.Stride > CodeDot.Block)
            {
                SearchPlan plan = new(Strategy.GroupedPrefixScan) { AllowedMisses = 0.5, PrefixRecall = 0.95 };
                SearchExecutor.Scan(Strategy.PrefixScan, space, scratch, plan, scattered);
                SearchExecutor.Scan(
                    Strategy.GroupedPrefixScan,
                    space,
                    scratch,
                    plan,
                    few with { List = new MatchList(few.Rows, space.Cells) });
            }
            else
            {
                SearchExecutor.Scan(Strategy.Scan, space, scratch, SearchPlan.Exact, scattered);
            }
        }
        finally
        {
            ScratchPool<SearchContext>.Return(count, scratch);
        }
    }

    private static ProductFilter FirstRows(ProductIndex index, int rows)
    {
        ulong[] words = new ulong[(rows + 63) / 64];
        Array.Fill(words, ulong.MaxValue);
        if ((rows & 63) != 0)
        {
            words[^1] = (1UL << (rows & 63)) - 1;
        }

        return Filter(index, words);
    }

    /// <summary>Every second of the first rows: they are gathered one by one.</summary>
    private static ProductFilter Scattered(ProductIndex index)
    {
        ulong[] words = new ulong[Math.Min((index.Count + 63) / 64, ScannedRows / 64)];
        Array.Fill(words, 0x5555_5555_5555_5555UL);
        return Filter(index, words);
    }

    /// <summary>Returns a filter of equal rows in both spaces: which products they are does not matter here.</summary>
    private static ProductFilter Filter(ProductIndex index, ulong[] words)
    {
        SpaceFilter[] filters = new SpaceFilter[2];
        for (int space = 0; space < filters.Length; space++)
        {
            CellView? cells = space < (index.HasNext ? 2 : 1) ? index.ViewOf((Space)space).Cells : null;
            RowSet rows = new(words);
            filters[space] = new SpaceFilter(rows, cells is null ? null : new CellSet(cells, rows));
        }

        return new ProductFilter(index, filters, new DeltaMatches(predicate: null, filters[0].Rows));
    }

    /// <summary>The rows of a pattern of 64.</summary>
    private static SpaceFilter Rows(SpaceView space, ulong pattern)
    {
        ulong[] words = new ulong[RowBits.WordsOf(space.Count)];
        Array.Fill(words, pattern);
        words[^1] &= (space.Count & 63) == 0 ? ulong.MaxValue : (1UL << (space.Count & 63)) - 1;
        RowSet rows = new(words);
        CellSet cells = new(space.Cells!, rows);
        return new SpaceFilter(rows, cells) { Placement = CellPlacement.Of(space, cells) };
    }

    private static float[] Direction(int dimension)
    {
        SeededRandom random = new(1);
        float[] vector = new float[dimension];
        for (int i = 0; i < dimension; i++)
        {
            vector[i] = (float)random.NextDouble() - 0.5f;
        }

        return vector;
    }
}
