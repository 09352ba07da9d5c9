using System.Runtime.InteropServices;
using ProductSpace.Memory;

namespace ProductSpace.Storage.Embeddings;

/// <summary>Where the rows of the spool came from in the file, for messages.</summary>
internal readonly record struct RowOrigin(string Unit, long First, long? DroppedRow);

/// <summary>
/// An embedding file of variable row length after its one conversion pass: reads the mapped scratch files that
/// <see cref="RowSpool"/> wrote, whose layout it shares. Disposing it removes them.
/// </summary>
internal sealed class ConvertedEmbeddingFile : EmbeddingFile
{
    private readonly IByteOwner _records;
    private readonly IByteOwner _ids;
    private readonly RowOrigin _origin;
    private readonly long _stride;

    public ConvertedEmbeddingFile(
        RowSpool spool, string format, int dimension, ulong contentHash, RowOrigin origin, bool hasIds)
    {
        HasIds = hasIds;
        Count = spool.Count;
        Dimension = dimension;
        Format = format;
        ContentHash = contentHash;
        _origin = origin;
        _stride = RowSpool.NumbersOffset + ((long)dimension * sizeof(float));
        (_records, _ids) = spool.Seal();
    }

    public override int Count { get; }

    public override int Dimension { get; }

    public override string Format { get; }

    public override bool HasIds { get; }

    public override ulong ContentHash { get; }

    public override void ReadRow(int row, Span<float> destination)
    {
        CheckRow(row, destination.Length);
        int bytes = Dimension * sizeof(float);
        _records.Bytes.Slice(
            (row * _stride) + RowSpool.NumbersOffset, bytes).CopyTo(MemoryMarshal.AsBytes(destination));
        GC.KeepAlive(this);
    }

    public override ReadOnlySpan<byte> GetId(int row)
    {
        CheckRow(row);
        ReadOnlySpan<byte> header = _records.Bytes.Slice(row * _stride, RowSpool.NumbersOffset);
        ReadOnlySpan<byte> id = _ids.Bytes.Slice(
            MemoryMarshal.Read<long>(header), MemoryMarshal.Read<int>(header[RowSpool.IdLengthOffset..]));
        GC.KeepAlive(this);
        return id;
    }

    public override string Locate(int row) =>
        $"{_origin.Unit} {_origin.First + row + (row >= _origin.DroppedRow ? 1 : 0)}";

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _records.Dispose();
            _ids.Dispose();
        }

        base.Dispose(disposing);
    }
}
