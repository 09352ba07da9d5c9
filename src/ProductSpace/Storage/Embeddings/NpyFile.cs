using System.Buffers.Binary;
using ProductSpace.Memory;

namespace ProductSpace.Storage.Embeddings;

/// <summary>
/// .npy of numpy: 93 'NUMPY', major, minor, header length (u16 in version 1, u32 in 2 and 3), the header, then the
/// numbers in row order. Read: &lt;f2, &lt;f4, &lt;f8 of shape (rows, dimension) or (dimension,), which is one row.
/// Invariant: header and rows fill the file exactly.
/// </summary>
internal static class NpyFile
{
    private const int VersionOffset = 6;
    private const int HeaderLengthOffset = 8;

    public static ReadOnlySpan<byte> Magic => [0x93, (byte)'N', (byte)'U', (byte)'M', (byte)'P', (byte)'Y'];

    public static MappedEmbeddingFile Open(IByteOwner file, string path, EmbeddingReadOptions options)
    {
        ReadOnlySpan<byte> text = HeaderText(file, path, out long dataOffset);
        NpyHeader header = NpyHeader.Parse(text, path);
        ElementType type = TypeOf(header, path);
        if (header.FortranOrder)
        {
            throw Refusal.Of(
                path,
                "is stored in Fortran order (fortran_order: True)",
                "save it with numpy.save(name, numpy.ascontiguousarray(matrix))");
        }

        if (header.Axes is not (1 or 2))
        {
            throw Refusal.Of(
                path,
                $"holds an array of {header.Axes} axes; a matrix of rows and numbers is needed",
                "reshape it to two axes before numpy.save");
        }

        long rows = header.Axes == 2 ? header.Shape0 : 1;
        int count = Refusal.Rows(path, rows);
        int dimension = Refusal.Dimension(path, header.Axes == 2 ? header.Shape1 : header.Shape0, options);
        long stride = (long)dimension * type.SizeInBytes();
        long expected = checked(dataOffset + (stride * count));
        if (file.Length != expected)
        {
            throw Refusal.Of(
                path,
                $"declares {count} rows of {dimension} numbers, {expected} bytes in all, and has {file.Length}"
                    + (file.Length < expected ? ": cut short" : string.Empty),
                Refusal.Recopy);
        }

        return new MappedEmbeddingFile(
            file, $"npy {header.Descr}", new RowLayout(type, count, dimension, dataOffset, stride));
    }

    private static ReadOnlySpan<byte> HeaderText(IByteOwner file, string path, out long dataOffset)
    {
        NativeView<byte> bytes = file.Bytes;
        if (bytes.Length < HeaderLengthOffset + sizeof(uint))
        {
            throw Refusal.Of(path, "is an .npy file cut short inside its preamble", Refusal.Recopy);
        }

        byte major = bytes[VersionOffset];
        if (major is < 1 or > 3)
        {
            throw Refusal.Of(
                path, $"is an .npy file of version {major}; 1 to 3 are supported", "save it again with numpy.save");
        }

        int lengthBytes = major == 1 ? sizeof(ushort) : sizeof(uint);
        ReadOnlySpan<byte> field = bytes.Slice(HeaderLengthOffset, lengthBytes);
        long length = major == 1
            ? BinaryPrimitives.ReadUInt16LittleEndian(field)
            : BinaryPrimitives.ReadUInt32LittleEndian(field);
        dataOffset = HeaderLengthOffset + lengthBytes + length;
        if (length > EmbeddingLimits.MaxNpyHeaderBytes || dataOffset > bytes.Length)
        {
            throw Refusal.Of(
                path,
                $"declares an .npy header of {length} bytes, more than the file or the limit of "
                    + $"{EmbeddingLimits.MaxNpyHeaderBytes} holds",
                Refusal.Recopy);
        }

        return bytes.Slice(HeaderLengthOffset + lengthBytes, (int)length);
    }

    private static ElementType TypeOf(NpyHeader header, string path)
    {
        switch (header.Descr)
        {
            case "<f2":
                return ElementType.Float16;
            case "<f4":
                return ElementType.Float32;
            case "<f8":
                return ElementType.Float64;
            default:
                string kind = header.Descr.StartsWith('>') ? "big-endian numbers" : "numbers of an unsupported type";
                throw Refusal.Of(
                    path,
                    $"holds {kind} (descr '{header.Descr}'); <f2, <f4 and <f8 are supported",
                    "save it with numpy.save(name, matrix.astype('<f4'))");
        }
    }
}
