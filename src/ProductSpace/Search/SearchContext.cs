using System.Numerics;
using System.Runtime.CompilerServices;
using ProductSpace.Delta;
using ProductSpace.Graph;
using ProductSpace.Memory;
using ProductSpace.Numerics;

namespace ProductSpace.Search;

/// <summary>
/// Everything that one search writes, in parts with one owner each: the question (query, views, delta), the answer
/// (hits, choice), the budget, and the scratch of each strategy. Borrowed from <see cref="ScratchPool{T}"/> and used by
/// one thread at a time; buffers grow and stay.
/// </summary>
internal sealed class SearchContext
{
    public PreparedQuery Query { get; } = new();

    /// <summary>The viewed products of a session.</summary>
    public SessionViews Views { get; } = new();

    /// <summary>The delta as this search sees it; attached before products are looked up.</summary>
    public DeltaView Delta { get; private set; }

    public HitCollector Hits { get; } = new();

    /// <summary>Chooses among the hits where order by similarity alone does not.</summary>
    public Diversifier Choice { get; } = new();

    /// <summary>Compares products that the caller names.</summary>
    public ProductLikeness Likeness { get; } = new();

    /// <summary>Measures lengths while <see cref="Likeness"/> holds a product.</summary>
    public ProductLikeness OtherLikeness { get; } = new();

    public DiversityPlan Diversity { get; private set; }

    /// <summary>Results asked for; the hits hold the candidates for them.</summary>
    public int Wanted { get; private set; }

    /// <summary>Cosine below which no product is in the answer.</summary>
    public float Floor { get; set; } = float.NegativeInfinity;

    /// <summary>What the search may still spend.</summary>
    public SearchBudget Budget { get; } = new();

    /// <summary>
    /// By what a strategy multiplies the places that it keeps, because a delta hides many of the nearest; set by the
    /// executor.
    /// </summary>
    public double Oversampling { get; set; } = 1;

    public WalkScratch Walk { get; } = new();

    public CellSearch Cells { get; } = new();

    public FilteredCellSearch FilteredCells { get; } = new();

    public PrefixScan Prefixes { get; } = new();

    public GroupedPrefixScan Groups { get; } = new();

    public WholeScan Whole { get; } = new();

    /// <summary>Dot products of one block of rows.</summary>
    public int[] Dots { get; } = new int[HitCollector.BlockRows];

    /// <summary>Row numbers of one block.</summary>
    public int[] Rows { get; } = new int[HitCollector.BlockRows];

    /// <summary>Attaches the delta as it is now, with what it hides under a filter.</summary>
    public void Attach(DeltaView delta, DeltaMatches? filter)
    {
        Delta = delta;
        Hits.Excluded.Hide(delta, delta.IsOn ? filter?.For(delta) : null);
    }

    /// <summary>
    /// Prepares hits and budget for a search of <paramref name="k"/> results, at least 1, of which the first
    /// <paramref name="promised"/> are found by the target.
    /// </summary>
    public void Begin(in SearchLimits limits, in DiversityPlan diversity, int k, int promised = int.MaxValue)
    {
        Budget.Begin(limits);
        Hits.Promised = promised;
        Hits.Limited.Begin(diversity.Groups, diversity.MaxPerGroup, k, Delta);
        Diversity = diversity;
        Wanted = k;
        Oversampling = 1;
    }

    /// <summary>Excludes products, by the ordinals that they were known by and by those that they have now.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Exclude(ReadOnlySpan<int> ordinals)
    {
        Hits.Excluded.Add(ordinals);
        if (!Delta.IsOn)
        {
            return;
        }

        foreach (int ordinal in ordinals)
        {
            int now = Delta.Current(ordinal, count: 0);
            if (now >= 0 && now != ordinal)
            {
                Hits.Excluded.Add(new ReadOnlySpan<int>(in now));
            }
        }
    }

    /// <summary>Dot product of codes that stands for <see cref="Floor"/>; the least there is without one.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public int FloorOfDots(SpaceModel model)
    {
        if (float.IsNegativeInfinity(Floor) || model.Form.IsDot)
        {
            return int.MinValue;
        }

        Query.PrepareSimilarity(model);
        double dot = (Floor - Query.ZeroSimilarity) / Query.UnitSimilarity;
        return double.IsNaN(dot) ? int.MinValue : (int)Math.Clamp(dot, -1e9, 1e9);
    }

    /// <summary>Multiplies a number of places by <see cref="Oversampling"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int Oversample(int places) =>
        Oversampling > 1 ? (int)Math.Min(int.MaxValue / 4, places * Oversampling) : places;

    /// <summary>Writes the answer, best first, down to a similarity; returns how many.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public int Write(Span<Neighbor> neighbors, float min)
    {
        TopK top = Hits.Top;
        GroupLimitedTopK limited = Hits.Limited;
        bool chosen = Diversity.Penalty > 0;
        int count = chosen ? Choice.Count : limited.IsOn ? limited.Count : top.Count;
        for (int i = 0; i < count; i++)
        {
            Neighbor next = chosen ? new Neighbor(Choice.Ordinal(i), Query.ToAnswer(Choice.Similarity(i)))
                : limited.IsOn ? new Neighbor(limited.Ordinal(i), Query.ToAnswer(limited.Similarity(i)))
                : new Neighbor(top.Ordinal(i), Query.ToAnswer(top.Similarity(i)));
            if (next.Similarity < min)
            {
                return i;
            }

            neighbors[i] = next;
        }

        return count;
    }

    /// <summary>Lets go of what belongs to the caller and to the index.</summary>
    public void End()
    {
        Budget.Begin(default);
        Hits.Limited.Begin(column: null, most: 0, capacity: 0);
        Hits.Promised = int.MaxValue;
        Floor = float.NegativeInfinity;
        Diversity = default;
        Oversampling = 1;
        Attach(default, filter: null);
    }
}

/// <summary>The viewed products of a session, with room for their weights and for one vector.</summary>
internal sealed class SessionViews
{
    /// <summary>Ordinals of the viewed products; after preparation, the slots that a walk starts from.</summary>
    public int[] Ordinals { get; private set; } = new int[64];

    /// <summary>As long as <see cref="Ordinals"/>.</summary>
    public float[] Weights { get; private set; } = new float[64];

    public double[] Vector { get; private set; } = [];

    public void EnsureCapacity(int count)
    {
        if (Ordinals.Length < count)
        {
            int length = (int)BitOperations.RoundUpToPowerOf2((uint)count);
            Ordinals = new int[length];
            Weights = new float[length];
        }
    }

    public void EnsureDimension(int dimension)
    {
        if (Vector.Length < dimension)
        {
            Vector = new double[dimension];
        }
    }
}
