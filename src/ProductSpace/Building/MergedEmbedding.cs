using System.IO.Hashing;
using System.Runtime.InteropServices;
using ProductSpace.Storage.Embeddings;

namespace ProductSpace.Building;

/// <summary>
/// An embedding file of which some rows are left out, some have other numbers, and behind which some are added. It names no
/// rows: the ids are listed beside it. Owns nothing of the file.
/// </summary>
/// <param name="file">The file.</param>
/// <param name="rows">Row of the file for each row, -1 where it has none.</param>
/// <param name="changed">For each row a vector in the place of the file's, or null; then the added ones, which have one.</param>
/// <param name="source">Where these vectors come from, for messages.</param>
internal sealed class MergedEmbedding(EmbeddingFile file, int[] rows, float[]?[] changed, string source) : EmbeddingFile
{
    private ulong? _hash;

    public override int Count => changed.Length;

    public override int Dimension => file.Dimension;

    public override string Format => file.Format;

    public override bool HasIds => false;

    /// <summary>Of the file's own, and of what was made of it.</summary>
    public override ulong ContentHash => _hash ??= Hash();

    public override void ReadRow(int row, Span<float> destination)
    {
        CheckRow(row, destination.Length);
        if (changed[row] is float[] vector)
        {
            vector.CopyTo(destination);
        }
        else if (rows[row] < 0)
        {
            destination.Clear();
        }
        else
        {
            file.ReadRow(rows[row], destination);
        }
    }

    public override ReadOnlySpan<byte> GetId(int row) => default;

    public override string Locate(int row) => changed[row] is not null ? source : rows[row] < 0 ? "not in the file" : file.Locate(rows[row]);

    private ulong Hash()
    {
        XxHash3 hash = new((long)file.ContentHash);
        hash.Append(MemoryMarshal.AsBytes(rows.AsSpan()));
        Span<int> place = [0];
        for (int row = 0; row < changed.Length; row++)
        {
            if (changed[row] is float[] vector)
            {
                place[0] = row;
                hash.Append(MemoryMarshal.AsBytes(place));
                hash.Append(MemoryMarshal.AsBytes(vector.AsSpan()));
            }
        }

        return hash.GetCurrentHashAsUInt64();
    }
}
