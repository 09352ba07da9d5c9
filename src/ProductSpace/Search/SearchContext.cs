using System.Runtime.CompilerServices;
using ProductSpace.Delta;
using ProductSpace.Graph;
using ProductSpace.Memory;
using ProductSpace.Numerics;
using ProductSpace.Snapshot;

namespace ProductSpace.Search;

/// <summary>All that one search writes; borrowed from <see cref="ScratchPool{T}"/> and used by one thread at a time.</summary>
internal sealed class SearchContext
{
    public SearchContext()
    {
        Excluded = new ExclusionList();
        Top = new TopK();
        Caps = new GroupLimitedTopK();
        Scan = new ExactScan(Top, Excluded, Caps);
    }

    public PreparedQuery Query { get; } = new();

    public WalkScratch Walk { get; } = new();

    public CellSearch Cells { get; } = new();

    /// <summary>The cells under a filter.</summary>
    public FilteredCellSearch Filtered { get; } = new();

    public CandidateRefiner CandidateRefiner { get; } = new();

    public PrefixPruning Heads { get; } = new();

    public GroupScan Groups { get; } = new();

    /// <summary>Rows that a scan in the order of groups looked at; below 0 where there was none.</summary>
    public int GroupRows { get; set; } = -1;

    /// <summary>Vectors that a look at the cells under a filter scored so far.</summary>
    public int PassingScored { get; set; }

    public ExclusionList Excluded { get; }

    /// <summary>The delta as this search sees it; set before products are looked up.</summary>
    public DeltaView Delta { get; private set; }

    /// <summary>Vectors of the delta that were compared so far.</summary>
    public long DeltaScored { get; set; }

    /// <summary>By what the cells' own allowances are multiplied, because the delta hides many of the nearest.</summary>
    public double Width { get; set; } = 1;

    public TopK Top { get; }

    /// <summary>The best under the caps of a diversity; off without.</summary>
    public GroupLimitedTopK Caps { get; }

    public ExactScan Scan { get; }

    /// <summary>What the search may still spend.</summary>
    public SearchBudget Budget { get; } = new();

    /// <summary>Chooses among the candidates.</summary>
    public Diversifier Choice { get; } = new();

    public DiversityPlan Diversity { get; private set; }

    /// <summary>Results asked for; the lists hold the candidates for them.</summary>
    public int Wanted { get; private set; }

    /// <summary>Whether the lists hold what a walk or cells found, for a scan to go on from.</summary>
    public bool HasFound { get; set; }

    /// <summary>Cells that the search looked at so far.</summary>
    public int CellsScanned { get; set; }

    /// <summary>Dot products of one block of rows.</summary>
    public int[] Dots { get; } = new int[ExactScan.BlockRows];

    /// <summary>Row numbers of one block.</summary>
    public int[] Rows { get; } = new int[ExactScan.BlockRows];

    /// <summary>Ordinals of the viewed products of a session.</summary>
    public int[] Viewed { get; private set; } = new int[64];

    /// <summary>Numbers of one vector.</summary>
    public float[] Vector { get; private set; } = [];

    /// <summary>Readies the lists and the budget for a question of k results, at least 1.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Begin(in SearchLimits limits, in DiversityPlan diversity, int k)
    {
        Budget.Begin(limits);
        Caps.Begin(diversity.Groups, diversity.MostPerGroup, k, Delta);
        Diversity = diversity;
        Wanted = k;
        HasFound = false;
        CellsScanned = 0;
        PassingScored = 0;
        GroupRows = -1;
        DeltaScored = 0;
        Width = 1;
    }

    /// <summary>Takes the delta as it is now, and what it hides under a filter.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void See(DeltaView delta, SpaceFilter? filter)
    {
        Delta = delta;
        Excluded.Hide(delta, delta.IsOn ? filter?.Passes.For(delta) : null);
    }

    /// <summary>Leaves products out, by the ordinals that they were known by and by those that they have now.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Exclude(ReadOnlySpan<int> ordinals)
    {
        Excluded.Add(ordinals);
        if (!Delta.IsOn)
        {
            return;
        }

        foreach (int ordinal in ordinals)
        {
            int now = Delta.Current(ordinal, count: 0);
            if (now >= 0 && now != ordinal)
            {
                Excluded.Add(new ReadOnlySpan<int>(in now));
            }
        }
    }

    /// <summary>Empties the lists, where the base can have no match: the delta alone answers.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public SearchStrategy TakeNothing()
    {
        Top.Reset(0);
        return SearchStrategy.None;
    }

    /// <summary>Lets go of what belongs to the caller and to the index.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void End()
    {
        Budget.Begin(default);
        Caps.Begin(column: null, most: 0, capacity: 0);
        Diversity = default;
        HasFound = false;
        Width = 1;
        See(default, filter: null);
    }

    /// <summary>Takes a product whose exact similarity was measured.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Add(double similarity, int ordinal)
    {
        Top.Add(similarity, ordinal);
        if (Caps.IsOn)
        {
            Caps.Add(similarity, ordinal);
        }
    }

    /// <summary>Chooses the answer among the candidates, where order by similarity alone does not.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Choose(SpaceView space)
    {
        if (Diversity.Penalty > 0)
        {
            Choice.Choose(space, Delta, Top, Caps, Diversity, Wanted);
        }
    }

    /// <summary>Writes the answer; returns how many.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public int Write(Span<Neighbor> hits)
    {
        bool chosen = Diversity.Penalty > 0;
        int count = chosen ? Choice.Count : Caps.IsOn ? Caps.Count : Top.Count;
        for (int i = 0; i < count; i++)
        {
            hits[i] = chosen ? new Neighbor(Choice.Ordinal(i), (float)Choice.Similarity(i))
                : Caps.IsOn ? new Neighbor(Caps.Ordinal(i), (float)Caps.Similarity(i))
                : new Neighbor(Top.Ordinal(i), (float)Top.Similarity(i));
        }

        return count;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void EnsureDimension(int dimension)
    {
        Query.EnsureCapacity(dimension);
        if (Vector.Length < dimension)
        {
            Vector = new float[dimension];
        }
    }

    /// <summary>Weights of the viewed products.</summary>
    public float[] Weights { get; private set; } = new float[64];

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void EnsureViews(int count)
    {
        if (Viewed.Length < count)
        {
            int length = (int)System.Numerics.BitOperations.RoundUpToPowerOf2((uint)count);
            Viewed = new int[length];
            Weights = new float[length];
        }
    }
}
