using ProductSpace.Memory;
using ProductSpace.VectorData.Filters;
using ProductSpace.VectorData.Records;

namespace ProductSpace.VectorData.Vectors;

/// <summary>
/// One sealed generation of a collection: its records file, the indexes of its vector columns, and the filters compiled
/// for it. Whoever reads enters first and leaves afterwards; closing waits for them.
/// </summary>
internal sealed class SealedBase(RecordFile records, VectorIndex?[] indexes) : IDisposable
{
    private const int MostFilters = 256;
    private const long MostFilterBytes = 32L << 20;

    private readonly Lease _lease = new();
    private readonly Filtering.LruCache<FilterKey, CompiledFilter> _filters = new(MostFilters, MostFilterBytes);

    public RecordFile Records { get; } = records;

    /// <summary>
    /// Whether a column that was sealed with an index lost it, so that its vectors are compared one by one.
    /// </summary>
    public bool LacksIndex { get; } = Enumerable.Range(0, records.Schema.Count).Any(column =>
        records.IndexOf(column) is not null && indexes[column] is null);

    public bool TryEnter() => _lease.TryEnter();

    public void Exit() => _lease.Exit();

    /// <summary>The index of a column; null if it has none.</summary>
    public VectorIndex? IndexOf(int column) => (uint)column < (uint)indexes.Length ? indexes[column] : null;

    /// <summary>Compiles a filter, or returns the one that was compiled for the same question.</summary>
    /// <param name="node">The filter.</param>
    /// <param name="schema">The collection's schema, which may have more columns than the records file.</param>
    public CompiledFilter Compile(FilterNode node, Schema schema)
    {
        FilterKey key = FilterKey.Of(node, schema);
        if (_filters.TryGet(key, out CompiledFilter? known))
        {
            return known;
        }

        try
        {
            CompiledFilter filter = new(node, ColumnFilter.Run(node, Records));

            // Twice the bits: the index's own filter holds them too.
            return _filters.Add(key, filter, key.Length + (2L * sizeof(ulong) * filter.Rows.Length));
        }
        catch (InvalidDataException fault)
        {
            throw StoreFault.Damaged(Records.Path, fault.Message, fault);
        }
    }

    /// <summary>Waits for readers, then closes all files.</summary>
    public void Dispose()
    {
        if (_lease.Close())
        {
            foreach (VectorIndex? index in indexes)
            {
                index?.Dispose();
            }

            Records.Dispose();
        }
    }
}
