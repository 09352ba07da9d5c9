using System.Buffers.Binary;
using System.Text;
using ProductSpace.Memory;

namespace ProductSpace.Storage.Embeddings;

/// <summary>
/// .safetensors: u64 length of the header, a JSON header {name: {dtype, shape, data_offsets}}, then the data, offsets
/// counted from its start. Reads one tensor of two axes of F32, F16 or BF16. Invariant: the chosen tensor's bytes are
/// exactly rows x dimension numbers within the file, and the tensors end where the file ends.
/// </summary>
internal static class SafetensorsFile
{
    private const int PrefixBytes = sizeof(ulong);
    private const int ProbeBytes = 16;

    /// <summary>
    /// Recognises the format by its first bytes. A header that exceeds the file also counts, so that it is refused as
    /// what it is.
    /// </summary>
    public static bool Matches(ReadOnlySpan<byte> head)
    {
        if (head.Length < PrefixBytes + 2 || head[PrefixBytes] != '{')
        {
            return false;
        }

        const ulong wildest = 1UL << 40;
        ulong declared = BinaryPrimitives.ReadUInt64LittleEndian(head);
        ReadOnlySpan<byte> json = head[PrefixBytes..];
        json = json[..(int)Math.Min(Math.Min(declared, ProbeBytes), (ulong)json.Length)];
        return declared is >= 2 and < wildest
            && json.IndexOfAnyInRange((byte)0, (byte)8) < 0
            && json[1] is (byte)'"' or (byte)'}' or (byte)' ' or (byte)'\n' or (byte)'\r' or (byte)'\t';
    }

    public static MappedEmbeddingFile Open(IByteOwner file, string path, EmbeddingReadOptions options)
    {
        ulong declared = BinaryPrimitives.ReadUInt64LittleEndian(file.Bytes.Slice(0, PrefixBytes));
        if (declared > EmbeddingLimits.MaxSafetensorsHeaderBytes || (long)declared > file.Length - PrefixBytes)
        {
            throw Refusal.Of(
                path,
                $"declares a safetensors header of {declared} bytes, more than the file or the limit of "
                    + $"{EmbeddingLimits.MaxSafetensorsHeaderBytes} holds",
                Refusal.Recopy);
        }

        long dataOffset = PrefixBytes + (long)declared;
        SafetensorsHeader header = SafetensorsHeader.Parse(
            file.Bytes.Slice(PrefixBytes, (int)declared), path, options.Tensor);
        if (header.DataEnd != file.Length - dataOffset)
        {
            throw Refusal.Of(
                path,
                $"has {file.Length - dataOffset} bytes of data, but its header describes {header.DataEnd}"
                    + (header.DataEnd > file.Length - dataOffset ? ": cut short" : string.Empty),
                Refusal.Recopy);
        }

        SafetensorsEntry tensor = Choose(header, path, options.Tensor);
        ElementType type = TypeOf(tensor, path);
        int count = Refusal.Rows(path, tensor.Shape0);
        int dimension = Refusal.Dimension(path, tensor.Shape1, options);
        long stride = (long)dimension * type.SizeInBytes();
        long length = checked(stride * count);
        if (tensor.Begin < 0
            || tensor.End < tensor.Begin
            || tensor.End > file.Length - dataOffset
            || tensor.End - tensor.Begin != length)
        {
            throw Refusal.Of(
                path,
                $"tensor {tensor.Name} of {count} x {dimension} {tensor.Type} needs {length} bytes, but its "
                    + $"data_offsets are [{tensor.Begin}, {tensor.End}]",
                Refusal.Recopy);
        }

        return new MappedEmbeddingFile(
            file,
            $"safetensors {tensor.Type}",
            new RowLayout(type, count, dimension, dataOffset + tensor.Begin, stride));
    }

    private static SafetensorsEntry Choose(SafetensorsHeader header, string path, string? wanted)
    {
        if (wanted is not null)
        {
            if (header.Chosen is not SafetensorsEntry named)
            {
                throw Refusal.Of(
                    path,
                    $"has no tensor {Refusal.Quote(Encoding.UTF8.GetBytes(wanted))}; it has {header.NameList}",
                    "choose one of these");
            }

            return named.Axes == 2
                ? named
                : throw Refusal.Of(
                    path,
                    $"tensor {named.Name} has {named.Axes} axes; a matrix of rows and numbers is needed",
                    $"name another tensor; the file has {header.NameList}");
        }

        return header.Matrices switch
        {
            1 => header.Chosen!.Value,
            0 =>
                throw Refusal.Of(
                    path,
                    $"has no tensor of two axes; it has {header.NameList}",
                    "choose a file with an embedding matrix"),
            _ =>
                throw Refusal.Of(
                    path,
                    $"has {header.Matrices} tensors of two axes; it has {header.NameList}",
                    "name the one to read"),
        };
    }

    private static ElementType TypeOf(SafetensorsEntry tensor, string path) => tensor.Type switch
    {
        "F32" => ElementType.Float32,
        "F16" => ElementType.Float16,
        "BF16" => ElementType.BFloat16,
        _ =>
            throw Refusal.Of(
                path,
                $"tensor {tensor.Name} holds numbers of type {tensor.Type}; F32, F16 and BF16 are supported",
                "save it as float32"),
    };
}
