using System.IO.Hashing;
using System.Runtime.InteropServices;
using ProductSpace.Storage.Embeddings;

namespace ProductSpace.Building;

/// <summary>Presents the caller's vectors in memory, [count x dimension], as an embedding file without ids.</summary>
internal sealed class MemoryEmbedding(ReadOnlyMemory<float> rows, int dimension) : EmbeddingFile
{
    public override int Count => rows.Length / dimension;

    public override int Dimension => dimension;

    public override string Format => "memory";

    public override bool HasIds => false;

    public override ulong ContentHash => XxHash3.HashToUInt64(MemoryMarshal.AsBytes(rows.Span));

    public override void ReadRow(int row, Span<float> destination) =>
        rows.Span.Slice(row * dimension, dimension).CopyTo(destination);

    public override ReadOnlySpan<byte> GetId(int row) => default;
}
