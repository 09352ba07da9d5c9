using System.Runtime.CompilerServices;
using ProductSpace.Filtering;
using ProductSpace.Graph;
using ProductSpace.Numerics;
using ProductSpace.Planning;
using ProductSpace.Snapshot;

namespace ProductSpace.Search;

/// <summary>
/// Collects the hits of one search: the k nearest, the best under group limits where there are some, and what may not
/// be among them. Strategies offer rows, one by one after a walk, in blocks with the dot products of their codes in a
/// scan; of a block every row that could still be among the best, within the bound of what its codes lost
/// (<see cref="AdmissionBound"/>), is measured by the exact form. Hence the answer of a scan is exact by construction.
/// Order: similarity descending, ties by ordinal ascending.
/// </summary>
internal sealed class HitCollector
{
    /// <summary>Rows of a block: their dot products stay in the first-level cache.</summary>
    public const int BlockRows = 256;

    private readonly int[] _waiting = new int[2 * BlockRows];
    private readonly int[] _places = new int[BlockRows];
    private readonly AdmissionBound _bound = new();
    private int _waitingCount;

    /// <summary>The k nearest.</summary>
    public TopK Top { get; } = new();

    /// <summary>The best under the group limits, where there are some: they may lie far behind the k nearest.</summary>
    public GroupLimitedTopK Limited { get; } = new();

    public ExclusionList Excluded { get; } = new();

    /// <summary>
    /// Number of the first hits that a search has to find by its target; those behind are what it meets on its way.
    /// </summary>
    public int Promised { get; set; } = int.MaxValue;

    /// <summary>Dot product of the k-th nearest, about; the least there is while there are fewer.</summary>
    public int Kth
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => _bound.Kth;
    }

    /// <summary>Whether the promised products were found, and as many as the group limits allow.</summary>
    public bool IsFilled
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => Top.Count >= Math.Min(Promised, Top.Capacity) && (!Limited.IsOn || Limited.IsFilled());
    }

    /// <summary>
    /// Similarity that a product must exceed to change the hits; a group may take what is nearer than its own last.
    /// </summary>
    public double Least
    {
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        get => Top is not { IsFull: true, Count: > 0 } ? double.NegativeInfinity
            : !Limited.IsOn ? Top.Least
            : Limited is { IsFull: true, Count: > 0 } ? Math.Min(Top.Least, Limited.Least)
            : double.NegativeInfinity;
    }

    /// <summary>Forgets the hits and asks for the <paramref name="k"/> nearest.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Start(int k) => Top.Reset(k);

    /// <summary>Products to measure exactly for <paramref name="k"/> hits, at least.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int DepthFor(int k) => Math.Max(WorkModel.RerankDepth(Math.Min(k, Promised)), k);

    /// <summary>
    /// Pool nodes of a walk that are looked at for <paramref name="k"/> hits, at least: more where it compared short
    /// codes.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int WalkDepthFor(SpaceView space, int k) =>
        Math.Max(WorkModel.RerankDepth(space, Math.Min(k, Promised)), k);

    /// <summary>How far the pool of a walk is ordered by whole codes, where it compared short ones.</summary>
    /// <param name="space">That was walked.</param>
    /// <param name="query">Prepared.</param>
    /// <param name="k">Hits.</param>
    /// <param name="allowed">Share of them that the walk's end allowed to be missing, in 65535ths; 0 for none.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public OrderDepth OrderDepthFor(SpaceView space, PreparedQuery query, int k, int allowed)
    {
        OrderDepth depth = OrderDepth.For(
            space.Model.Navigation, Math.Min(k, Promised), allowed, query.LengthFor(space.Model));
        return depth with { Nodes = Math.Max(depth.Nodes, k) };
    }

    /// <summary>
    /// Nodes that a walk of this efSearch keeps for <paramref name="k"/> hits: more where it may end before it would
    /// have found the last of them.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int PoolFor(int k, int ef) => Promised < k ? Math.Max(ef, k + Excluded.Count) : ef;

    /// <summary>Keeps a product of known exact similarity if it is among the best.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Offer(double similarity, int ordinal)
    {
        Top.Add(similarity, ordinal);
        if (Limited.IsOn)
        {
            Limited.Add(similarity, ordinal);
        }
    }

    /// <summary>
    /// Measures a row by the exact form and offers its product, unless it is excluded. False where the row does not
    /// match, leads nowhere or is hidden by a delta: it fills no place of a re-ranking depth then.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool Offer(SpaceView space, PreparedQuery query, int row, RowSet? filter)
    {
        if ((uint)row >= (uint)space.Count || (filter is not null && !filter.Contains(row)))
        {
            return false;
        }

        if (!space.TryGetOrdinal(row, out int ordinal) || Excluded.IsHidden(ordinal))
        {
            return false;
        }

        if (!Excluded.IsListed(ordinal))
        {
            Offer(space.Exact.Similarity(row, query.Exact), ordinal);
        }

        return true;
    }

    /// <summary>Prepares for blocks; hits that were found before spare rows their exact form.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void BeginBlocks(SpaceView space, PreparedQuery query)
    {
        query.PrepareScan(space.Model);
        _waitingCount = 0;
        _bound.Begin(space, query, Limited);
        _bound.Raise(query, Top, Limited);
    }

    /// <summary>Offers the rows first, first + 1, ... with the dot products of their codes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void OfferRange(SpaceView space, PreparedQuery query, int first, ReadOnlySpan<int> dots)
    {
        if (Limited.IsOn)
        {
            OfferLimited(space, query, rows: default, first, dots);
            return;
        }

        if (!_bound.IsSet)
        {
            StartBound(space, query, rows: default, first, dots);
        }

        int found = Threshold.Find(dots, _bound.Loosest, _places);
        int count = _waitingCount;
        for (int i = 0; i < found; i++)
        {
            int place = _places[i];
            if (_bound.Admits(space, first + place, dots[place]))
            {
                _waiting[count++] = first + place;
            }
        }

        _waitingCount = count;
        if (count >= BlockRows)
        {
            Flush(space, query);
        }
    }

    /// <summary>Offers listed rows with the dot products of their codes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void OfferRows(SpaceView space, PreparedQuery query, ReadOnlySpan<int> rows, ReadOnlySpan<int> dots)
    {
        dots = dots[..rows.Length];
        if (Limited.IsOn)
        {
            OfferLimited(space, query, rows, first: 0, dots);
            return;
        }

        if (!_bound.IsSet)
        {
            StartBound(space, query, rows, first: 0, dots);
        }

        int found = Threshold.Find(dots, _bound.Loosest, _places);
        for (int i = 0; i < found; i++)
        {
            int place = _places[i];
            if (_bound.Admits(space, rows[place], dots[place]))
            {
                _waiting[_waitingCount++] = rows[place];
            }
        }

        if (_waitingCount >= BlockRows)
        {
            Flush(space, query);
        }
    }

    /// <summary>Measures the rows that wait; call once more after the last block.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Flush(SpaceView space, PreparedQuery query)
    {
        Span<int> waiting = _waiting.AsSpan(0, _waitingCount);
        foreach (int row in waiting)
        {
            space.Exact.Prefetch(row);
        }

        foreach (int row in waiting)
        {
            if (space.TryGetOrdinal(row, out int ordinal) && !Excluded.Contains(ordinal))
            {
                Offer(space.Exact.Similarity(row, query.Exact), ordinal);
            }
        }

        _waitingCount = 0;
        _bound.Raise(query, Top, Limited);
    }

    /// <summary>
    /// Offers rows under group limits: one counts too where it could be among the best of its group. A group that has
    /// its share never takes a worse one again, so that its bound stays when one of its members is dropped.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void OfferLimited(
        SpaceView space, PreparedQuery query, ReadOnlySpan<int> rows, int first, ReadOnlySpan<int> dots)
    {
        for (int i = 0; i < dots.Length; i++)
        {
            int row = rows.IsEmpty ? first + i : rows[i];
            if (_bound.AdmitsLimited(space, Limited, row, dots[i]))
            {
                _waiting[_waitingCount++] = row;
            }
        }

        if (_waitingCount >= BlockRows)
        {
            Flush(space, query);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void StartBound(
        SpaceView space, PreparedQuery query, ReadOnlySpan<int> rows, int first, ReadOnlySpan<int> dots)
    {
        int needed = Top.Capacity + Excluded.Count;
        if (Excluded.Hides)
        {
            for (int i = 0; i < dots.Length; i++)
            {
                int row = rows.IsEmpty ? first + i : rows[i];
                needed += space.TryGetOrdinal(row, out int ordinal) && Excluded.IsHidden(ordinal) ? 1 : 0;
            }
        }

        _bound.Start(space, query, rows, first, dots, needed);
    }
}
