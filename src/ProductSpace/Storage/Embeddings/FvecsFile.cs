using System.Buffers.Binary;
using ProductSpace.Memory;

namespace ProductSpace.Storage.Embeddings;

/// <summary>
/// .fvecs: every row is an int32 dimension and that many float32, little-endian, without header or ids. Invariant: the
/// length is a multiple of the row, and a row whose own dimension differs from the first is never returned. That is
/// checked as rows are read, because checking at opening would read the whole file once more.
/// </summary>
internal sealed class FvecsFile : MappedEmbeddingFile
{
    private const int RowHeaderBytes = sizeof(int);

    private readonly IByteOwner _file;
    private readonly string _path;

    private FvecsFile(IByteOwner file, string path, RowLayout layout)
        : base(file, "fvecs", layout)
    {
        _file = file;
        _path = path;
    }

    /// <summary>
    /// Recognises the format, which has no signature, by a possible dimension: it has two zero bytes where text formats
    /// have printable ones.
    /// </summary>
    public static bool Matches(ReadOnlySpan<byte> head) =>
        head.Length >= RowHeaderBytes
            && BinaryPrimitives.ReadInt32LittleEndian(head) is > 0 and <= EmbeddingLimits.MaxDimension;

    public static FvecsFile Open(IByteOwner file, string path, EmbeddingReadOptions options)
    {
        if (file.Length < RowHeaderBytes)
        {
            throw Refusal.Of(path, "is cut short inside the first row's dimension", Refusal.Recopy);
        }

        int dimension = Refusal.Dimension(
            path, BinaryPrimitives.ReadInt32LittleEndian(file.Bytes.Slice(0, RowHeaderBytes)), options);
        long stride = RowHeaderBytes + ((long)dimension * sizeof(float));
        if (file.Length % stride != 0)
        {
            bool bytesFit = file.Length % (RowHeaderBytes + dimension) == 0;
            throw Refusal.Of(
                path,
                $"has {file.Length} bytes, not a multiple of the {stride} of a row of {dimension} numbers: cut short "
                    + $"at row {file.Length / stride}"
                    + (bytesFit
                        ? ", or .bvecs (one byte per number), which the package ProductSpace.Interchange reads"
                        : string.Empty),
                Refusal.Recopy);
        }

        int count = Refusal.Rows(path, file.Length / stride);
        FvecsFile result = new(
            file, path, new RowLayout(ElementType.Float32, count, dimension, RowHeaderBytes, stride));
        result.CheckRowHeader(Math.Min(1, count - 1));
        result.CheckRowHeader(count - 1);
        return result;
    }

    public override void ReadRow(int row, Span<float> destination)
    {
        CheckRow(row, destination.Length);
        CheckRowHeader(row);
        base.ReadRow(row, destination);
    }

    private void CheckRowHeader(int row)
    {
        long offset = RowOffset(row) - RowHeaderBytes;
        int dimension = BinaryPrimitives.ReadInt32LittleEndian(_file.Bytes.Slice(offset, RowHeaderBytes));
        if (dimension != Dimension)
        {
            throw Refusal.Of(
                _path,
                $"row {row} (byte {offset}) declares {dimension} numbers, but the first row {Dimension}",
                Refusal.Recopy);
        }
    }
}
