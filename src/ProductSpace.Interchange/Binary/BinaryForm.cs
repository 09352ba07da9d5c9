using System.Buffers.Binary;
using ProductSpace.Interchange.Rows;
using ProductSpace.Memory;
using ProductSpace.Storage.Embeddings;

namespace ProductSpace.Interchange.Binary;

/// <summary>
/// A form without a signature, recognised by its length: .fbin, .u8bin and .i8bin hold rows and dimension as two int32
/// and then exactly that many numbers; every row of .bvecs begins with its dimension. A file is taken for such a form
/// only where every byte is accounted for, and .fvecs goes first. Signs of bytes cannot be seen: the name decides.
/// </summary>
/// <param name="Name">Name of the form.</param>
/// <param name="Kind">Type of the numbers.</param>
/// <param name="Count">Rows.</param>
/// <param name="Dimension">Numbers of a row.</param>
/// <param name="Offset">Where the numbers of the first row begin.</param>
/// <param name="Stride">Bytes from row to row.</param>
/// <param name="HasRowHeaders">Whether every row has its dimension before it.</param>
internal readonly record struct BinaryForm(
    string Name, NumberKind Kind, int Count, int Dimension, long Offset, long Stride, bool HasRowHeaders)
{
    private const int HeadBytes = 2 * sizeof(int);

    /// <summary>Finds the form; null if the file has none of them.</summary>
    /// <exception cref="EmbeddingFormatException">The file has one, but its name or the options contradict.</exception>
    public static BinaryForm? Find(IByteOwner file, string path, EmbeddingReadOptions options)
    {
        NativeView<byte> bytes = file.Bytes;
        if (file.Length < sizeof(int) + 1)
        {
            return null;
        }

        int first = BinaryPrimitives.ReadInt32LittleEndian(bytes.Slice(0, sizeof(int)));
        if (first < 1 || AreRows(bytes, file.Length, first, sizeof(float)))
        {
            return null;
        }

        if (file.Length > HeadBytes)
        {
            int second = BinaryPrimitives.ReadInt32LittleEndian(bytes.Slice(sizeof(int), sizeof(int)));
            if (second is >= 1 and <= EmbeddingLimits.MaxDimension
                && Counted(file.Length - HeadBytes, path, first, second, options) is BinaryForm counted)
            {
                return counted;
            }
        }

        if (!AreRows(bytes, file.Length, first, 1))
        {
            return null;
        }

        int dimension = Refusal.Dimension(path, first, options);
        long stride = sizeof(int) + (long)dimension;
        int count = Refusal.Rows(path, file.Length / stride);
        return new BinaryForm("bvecs", NumberKind.UInt8, count, dimension, sizeof(int), stride, HasRowHeaders: true);
    }

    /// <summary>Refuses a file whose name claims one of these forms, though its content is none.</summary>
    public static void RefuseName(IByteOwner file, string path)
    {
        string extension = Path.GetExtension(path).ToUpperInvariant();
        if (extension is not (".FBIN" or ".U8BIN" or ".I8BIN" or ".UINT8BIN" or ".INT8BIN") || file.Length < HeadBytes)
        {
            return;
        }

        int rows = BinaryPrimitives.ReadInt32LittleEndian(file.Bytes.Slice(0, sizeof(int)));
        int dimension = BinaryPrimitives.ReadInt32LittleEndian(file.Bytes.Slice(sizeof(int), sizeof(int)));
        int size = extension == ".FBIN" ? sizeof(float) : 1;
        if (rows > 0 && dimension is > 0 and <= EmbeddingLimits.MaxDimension)
        {
            long expected = HeadBytes + ((long)rows * dimension * size);
            throw Refusal.Of(
                path,
                $"declares {rows} rows of {dimension} numbers, {expected} bytes in all, and has {file.Length}"
                    + (file.Length < expected
                        ? $": cut short at row {Math.Max(0, file.Length - HeadBytes) / ((long)dimension * size)}"
                        : string.Empty),
                Refusal.Recopy);
        }
    }

    private static BinaryForm? Counted(
        long dataBytes, string path, int rows, int dimension, EmbeddingReadOptions options)
    {
        long numbers = (long)rows * dimension;
        bool areFloats = dataBytes == numbers * sizeof(float);
        if (!areFloats && dataBytes != numbers)
        {
            return null;
        }

        dimension = Refusal.Dimension(path, dimension, options);
        if (areFloats)
        {
            return new BinaryForm(
                "fbin", NumberKind.Float32, rows, dimension, HeadBytes, (long)dimension * sizeof(float), false);
        }

        string name = Path.GetFileName(path).ToUpperInvariant();
        NumberKind kind = name.Contains("U8BIN", StringComparison.Ordinal)
            || name.Contains("UINT8BIN", StringComparison.Ordinal) ? NumberKind.UInt8
            : name.Contains("I8BIN", StringComparison.Ordinal)
                || name.Contains("INT8BIN", StringComparison.Ordinal) ? NumberKind.Int8
            : throw Refusal.Of(
                path,
                $"holds {rows} rows of {dimension} bytes (.u8bin or .i8bin), which do not tell whether they have signs",
                "name it .u8bin for 0 to 255, or .i8bin for -128 to 127");
        string form = kind == NumberKind.UInt8 ? "u8bin" : "i8bin";
        return new BinaryForm(form, kind, rows, dimension, HeadBytes, dimension, false);
    }

    /// <summary>
    /// Whether the file is whole rows, each a dimension and its numbers: the second and the last row agree with the
    /// first.
    /// </summary>
    private static bool AreRows(NativeView<byte> bytes, long length, int dimension, int numberBytes)
    {
        long stride = sizeof(int) + ((long)dimension * numberBytes);
        if (dimension > EmbeddingLimits.MaxDimension || length % stride != 0)
        {
            return false;
        }

        long count = length / stride;
        return IsAt(Math.Min(1, count - 1)) && IsAt(count - 1);

        bool IsAt(long row) =>
            BinaryPrimitives.ReadInt32LittleEndian(bytes.Slice(row * stride, sizeof(int))) == dimension;
    }
}
