using System.IO.Hashing;
using ProductSpace.Memory;

namespace ProductSpace.Storage.Embeddings;

/// <summary>Position of the rows of a fixed-stride file: row r begins at Offset + r * Stride.</summary>
internal readonly record struct RowLayout(ElementType Type, int Count, int Dimension, long Offset, long Stride);

/// <summary>
/// An embedding file whose rows have one length, mapped and read in place: .npy and .safetensors, and the base of
/// .fvecs. These formats carry no ids. Invariant: the format's reader has checked that all rows lie within the map.
/// </summary>
internal class MappedEmbeddingFile : EmbeddingFile
{
    private const int HashChunkBytes = 16 << 20;

    private readonly IByteOwner _file;
    private readonly RowLayout _layout;
    private readonly Lazy<ulong> _hash;

    public MappedEmbeddingFile(IByteOwner file, string format, RowLayout layout)
    {
        _file = file;
        _layout = layout;
        Format = format;
        _hash = new Lazy<ulong>(ComputeHash);
    }

    public override int Count => _layout.Count;

    public override int Dimension => _layout.Dimension;

    public override string Format { get; }

    public override bool HasIds => false;

    public override ulong ContentHash => _hash.Value;

    public override void ReadRow(int row, Span<float> destination)
    {
        CheckRow(row, destination.Length);
        ElementTypes.Decode(_layout.Type, RowBytes(row), destination);
        GC.KeepAlive(_file);
    }

    public override ReadOnlySpan<byte> GetId(int row)
    {
        CheckRow(row);
        return default;
    }

    public override string Locate(int row) => $"row {row} (byte {RowOffset(row)})";

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _file.Dispose();
        }

        base.Dispose(disposing);
    }

    protected long RowOffset(int row) => _layout.Offset + (row * _layout.Stride);

    private Span<byte> RowBytes(int row) =>
        _file.Bytes.Slice(RowOffset(row), _layout.Dimension * _layout.Type.SizeInBytes());

    private ulong ComputeHash()
    {
        XxHash3 hash = new();
        NativeView<byte> bytes = _file.Bytes;
        for (long start = 0; start < bytes.Length; start += HashChunkBytes)
        {
            hash.Append(bytes.Slice(start, (int)Math.Min(HashChunkBytes, bytes.Length - start)));
        }

        GC.KeepAlive(_file);
        return hash.GetCurrentHashAsUInt64();
    }
}
