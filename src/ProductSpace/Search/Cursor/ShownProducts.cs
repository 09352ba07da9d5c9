using System.Runtime.CompilerServices;
using ProductSpace.Delta;
using ProductSpace.Snapshot;

namespace ProductSpace.Search.Cursor;

/// <summary>
/// The products shown so far, for folding duplicates: one that comes later folds into one before it where both have the
/// same codes (the index holds them as one node), or where the cosine of their vectors by the exact form reaches the
/// limit.
/// Products come nearest first, so that of some duplicates the nearest to the query is shown. Each is compared with all
/// before it.
/// </summary>
internal sealed class ShownProducts
{
    private readonly ProductLikeness _likeness = new();
    private int[] _ordinals = new int[64];
    private int[] _nodes = new int[64];

    /// <summary>Lengths of the rows: 1 under cosine.</summary>
    private double[] _lengths = new double[64];
    private float _limit;
    private DeltaView _delta;

    /// <summary>Products shown, where folding is on.</summary>
    public int Count { get; private set; }

    /// <summary>Whether anything is folded.</summary>
    public bool IsOn => _limit > 0;

    /// <param name="limit">Similarity from which on two products are one, above 0 to 1; 0 folds nothing.</param>
    /// <param name="dimension">Of the space.</param>
    /// <param name="delta">Whose products may be shown too.</param>
    public void Begin(float limit, int dimension, DeltaView delta)
    {
        _delta = delta;
        _limit = limit;
        Count = 0;
        if (IsOn)
        {
            _likeness.EnsureCapacity(dimension);
        }
    }

    /// <summary>Forgets the last ones, which were not shown after all.</summary>
    public void ShortenTo(int count) => Count = Math.Min(Count, count);

    /// <summary>Takes a product as shown; false where it folds into one before it, the first such one.</summary>
    public bool TryAdd(SpaceView space, int ordinal, out int into)
    {
        into = -1;
        if (!IsOn)
        {
            return true;
        }

        int node = NodeOf(space, ordinal);
        into = Find(space, ordinal, node, out double length);
        if (into >= 0)
        {
            return false;
        }

        if (Count == _ordinals.Length)
        {
            Array.Resize(ref _ordinals, 2 * Count);
            Array.Resize(ref _nodes, 2 * Count);
            Array.Resize(ref _lengths, 2 * Count);
        }

        _ordinals[Count] = ordinal;
        _lengths[Count] = length;
        _nodes[Count++] = node;
        return true;
    }

    /// <summary>
    /// Shows a product that <see cref="TryAdd"/> just folded into one in its place; false where it is a duplicate of
    /// another one too, beside which it cannot stand.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public bool TryReplace(SpaceView space, int place, int ordinal)
    {
        int node = NodeOf(space, ordinal);
        double length = _likeness.Take(space, _delta, ordinal);
        for (int i = 0; i < Count; i++)
        {
            if (i != place && (_nodes[i] == node || IsLike(space, i)))
            {
                return false;
            }
        }

        _ordinals[place] = ordinal;
        _nodes[place] = node;
        _lengths[place] = length;
        return true;
    }

    /// <summary>A product of the delta has no node: it folds by similarity.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int NodeOf(SpaceView space, int ordinal) =>
        ordinal < space.Count ? space.NodeOf(space.ToSlot(ordinal)) : -1 - ordinal;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private int Find(SpaceView space, int ordinal, int node, out double length)
    {
        length = 1;
        for (int i = 0; i < Count; i++)
        {
            if (_nodes[i] == node)
            {
                return i;
            }
        }

        length = _likeness.Take(space, _delta, ordinal);
        for (int i = 0; i < Count; i++)
        {
            if (IsLike(space, i))
            {
                return i;
            }
        }

        return -1;
    }

    /// <summary>Whether the one shown at a place is a duplicate of the product taken last.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool IsLike(SpaceView space, int place) =>
        _likeness.With(space, _delta, _ordinals[place], _lengths[place]) >= _limit;
}
