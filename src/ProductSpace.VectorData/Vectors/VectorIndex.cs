using ProductSpace.Memory;
using ProductSpace.VectorData.Records;

namespace ProductSpace.VectorData.Vectors;

/// <summary>
/// The engine's index of one vector column, and how its ordinals and the rows of the records file belong together.
/// Thread-safe; closed with the generation that it belongs to.
/// </summary>
internal sealed class VectorIndex : IDisposable
{
    private readonly int[]? _rows;
    private readonly int[]? _ordinals;

    private VectorIndex(ProductIndex index, IndexForm form, int[]? rows, int[]? ordinals)
    {
        Index = index;
        Form = form;
        _rows = rows;
        _ordinals = ordinals;
    }

    public ProductIndex Index { get; }

    public IndexForm Form { get; }

    /// <summary>
    /// Joins an open snapshot to a records file; null if it is not the one that was made with it, or is damaged.
    /// </summary>
    public static VectorIndex? TryJoin(ProductIndex index, RecordFile records, int column, IndexEntry entry)
    {
        Column described = records.Schema[column];
        NativeView<int> rows = records.RowsOf(entry);
        bool fits = index.Info.ContentHash == entry.ContentHash
            && index.Dimension == described.Dimension
            && index.Count <= records.Count
            && (rows.IsEmpty || rows.Length == index.Count)
            && index.Info.Similarity == SimilarityOf(described.Index);
        return fits ? Join(index, described.Index, rows, records.Count) : null;
    }

    /// <summary>The engine's similarity of a form.</summary>
    public static Similarity SimilarityOf(IndexForm form) =>
        form == IndexForm.Dot ? Similarity.Dot : Similarity.Cosine;

    public int RowOf(int ordinal) => _rows is null ? ordinal : _rows[ordinal];

    /// <summary>Ordinal of a row; -1 if the record has no vector.</summary>
    public int OrdinalOf(int row) => _ordinals is not null ? _ordinals[row] : row < Index.Count ? row : -1;

    /// <summary>Turns bits of rows into bits of ordinals.</summary>
    public ulong[] ToOrdinals(ReadOnlySpan<ulong> rows)
    {
        ulong[] ordinals = new ulong[(Index.Count + 63) / 64];
        if (_rows is null)
        {
            rows[..ordinals.Length].CopyTo(ordinals);
            if (Index.Count % 64 != 0)
            {
                ordinals[^1] &= (1UL << (Index.Count % 64)) - 1;
            }

            return ordinals;
        }

        for (int ordinal = 0; ordinal < _rows.Length; ordinal++)
        {
            ulong bit = (rows[_rows[ordinal] >> 6] >> (_rows[ordinal] & 63)) & 1;
            ordinals[ordinal >> 6] |= bit << (ordinal & 63);
        }

        return ordinals;
    }

    public void Dispose() => Index.Dispose();

    private static VectorIndex? Join(ProductIndex index, IndexForm form, NativeView<int> rows, int count)
    {
        if (rows.IsEmpty)
        {
            return new VectorIndex(index, form, rows: null, ordinals: null);
        }

        int[] of = new int[index.Count];
        int[] ordinals = new int[count];
        Array.Fill(ordinals, -1);
        for (int ordinal = 0; ordinal < of.Length; ordinal++)
        {
            int row = rows[ordinal];
            if ((uint)row >= (uint)count || ordinals[row] >= 0)
            {
                return null;
            }

            of[ordinal] = row;
            ordinals[row] = ordinal;
        }

        return new VectorIndex(index, form, of, ordinals);
    }
}
