using System.IO.Hashing;
using System.Runtime.InteropServices;
using ProductSpace.Storage.Embeddings;

namespace ProductSpace.Building;

/// <summary>
/// An embedding file with some rows removed, some changed and some appended. It has no ids; those are listed
/// separately. Does not own the file.
/// </summary>
/// <param name="file">The underlying file.</param>
/// <param name="rows">Row of the file for each row, or -1.</param>
/// <param name="changed">Replacement vector of each row, or null; then the vectors of the appended rows.</param>
/// <param name="source">Origin of these vectors, for messages.</param>
internal sealed class MergedEmbedding(EmbeddingFile file, int[] rows, float[]?[] changed, string source) : EmbeddingFile
{
    private ulong? _hash;

    public override int Count => changed.Length;

    public override int Dimension => file.Dimension;

    public override string Format => file.Format;

    public override bool HasIds => false;

    /// <summary>Hash of the file's own hash and of the changes.</summary>
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

    public override string Locate(int row) =>
        changed[row] is not null ? source : rows[row] < 0 ? "not in the file" : file.Locate(rows[row]);

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
