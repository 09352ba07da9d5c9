using ProductSpace.VectorData.Changes;
using ProductSpace.VectorData.Filters;
using ProductSpace.VectorData.Records;
using ProductSpace.VectorData.Values;
using ProductSpace.VectorData.Vectors;

namespace ProductSpace.VectorData.Collections;

/// <summary>
/// A look at a collection that stays the same until it is disposed, whatever is written or sealed meanwhile. Blocks
/// nobody but the closing of files, so keep it short. For one thread.
/// </summary>
internal readonly ref struct CollectionRead : IDisposable
{
    private readonly CollectionState _state;

    /// <param name="state">The state, whose base is entered.</param>
    /// <param name="view">Its changes.</param>
    /// <param name="schema">The collection's schema, read after the changes, which may have its newest columns.</param>
    public CollectionRead(CollectionState state, PendingView view, Schema schema)
    {
        _state = state;
        View = view;
        Schema = schema;
    }

    public Schema Schema { get; }

    public PendingView View { get; }

    public SealedBase Sealed => _state.Sealed;

    /// <summary>Finds a record by its key; false if there is none.</summary>
    /// <exception cref="ArgumentException">The key is of another type than the collection's keys.</exception>
    public bool TryFind(object key, out RowRef row)
    {
        byte[] bytes = KeyText.BytesOf(Schema[Schema.Key].Kind, key);
        row = default;
        if (_state.Changes.Find(key, View) is Change change)
        {
            row = change.Values is object?[] values ? new RowRef(values) : default;
            return change.Values is not null;
        }

        int found = Sealed.Records.Find(bytes);
        row = found < 0 ? default : new RowRef(Sealed.Records, found);
        return found >= 0;
    }

    /// <summary>The record of a hit.</summary>
    public RowRef RowOf(int record) => record >= 0
        ? new RowRef(Sealed.Records, record)
        : new RowRef(View.At(-1 - record).Values!);

    /// <summary>
    /// Returns the records that match a filter: sealed ones first, by row, then changed ones, by time. As numbers like
    /// those of hits.
    /// </summary>
    /// <param name="filter">Filter; null for all.</param>
    /// <param name="most">Number after which to stop.</param>
    public List<int> Matching(FilterNode? filter, long most)
    {
        List<int> matching = [];
        ulong[] living = View.BaseBits();
        ulong[]? rows = filter is null ? null : Sealed.Compile(filter, Schema).Rows;
        for (int word = 0; word < living.Length && matching.Count < most; word++)
        {
            ulong bits = living[word] & (rows?[word] ?? ulong.MaxValue);
            while (bits != 0 && matching.Count < most)
            {
                matching.Add((word * 64) + System.Numerics.BitOperations.TrailingZeroCount(bits));
                bits &= bits - 1;
            }
        }

        for (int change = 0; change < View.Count && matching.Count < most; change++)
        {
            if (View.Find(change) is object?[] values
                && (filter is null || RowFilter.Matches(filter, new RowRef(values), Schema)))
            {
                matching.Add(-1 - change);
            }
        }

        return matching;
    }

    /// <summary>Sorts records by columns, stably; null comes before every value.</summary>
    public List<int> Sorted(List<int> records, IReadOnlyList<(int Column, bool IsAscending)> order)
    {
        object?[][] keys = new object?[records.Count][];
        for (int i = 0; i < keys.Length; i++)
        {
            RowRef row = RowOf(records[i]);
            keys[i] = new object?[order.Count];
            for (int part = 0; part < order.Count; part++)
            {
                keys[i][part] = order[part].Column < 0 ? null : row.Get(order[part].Column);
            }
        }

        Scalar?[] scalars = new Scalar?[order.Count];
        for (int part = 0; part < scalars.Length; part++)
        {
            scalars[part] = order[part].Column < 0 ? null : Scalars.Of(Schema[order[part].Column].Kind);
        }

        int[] places = new int[records.Count];
        for (int i = 0; i < places.Length; i++)
        {
            places[i] = i;
        }

        Array.Sort(places, (left, right) => Compare(keys[left], keys[right], scalars, order) switch
        {
            0 => left.CompareTo(right),
            int found => found,
        });
        return [.. places.Select(place => records[place])];
    }

    public void Dispose() => Sealed.Exit();

    private static int Compare(
        object?[] left, object?[] right, Scalar?[] scalars, IReadOnlyList<(int Column, bool IsAscending)> order)
    {
        for (int part = 0; part < scalars.Length; part++)
        {
            int found = (left[part], right[part]) switch
            {
                (null, null) => 0,
                (null, _) => -1,
                (_, null) => 1,
                (object one, object other) => scalars[part]!.Order(one, other),
            };
            if (found != 0)
            {
                return order[part].IsAscending ? found : -found;
            }
        }

        return 0;
    }
}
