using System.Runtime.InteropServices;
using ProductSpace.Memory;

namespace ProductSpace.Storage.Embeddings;

/// <summary>
/// Where rows of variable length are unpacked to on disk. Two scratch files: records of one stride,
///   0  int64    offset of the id in the other file
///   8  int32    length of the id in bytes
///   12 int32    0
///   16 float32  x dimension
/// and the ids' bytes one after the other. Memory does not grow with the rows. Both are in the machine's own byte order
/// and never outlive the process.
/// </summary>
internal sealed class RowSpool : IDisposable
{
    public const int IdLengthOffset = sizeof(long);
    public const int NumbersOffset = 16;

    private readonly Stream _records;
    private readonly Stream _ids;
    private long _idBytes;

    private RowSpool(Stream records, Stream ids) => (_records, _ids) = (records, ids);

    public static RowSpool InFiles(string directory)
    {
        FileStream records = TemporaryFile.Create(directory);
        try
        {
            return new RowSpool(records, TemporaryFile.Create(directory));
        }
        catch
        {
            records.Dispose();
            throw;
        }
    }

    public static RowSpool InMemory() => new(new MemoryStream(), new MemoryStream());

    public int Count { get; private set; }

    /// <summary>Appends a row.</summary>
    public void Add(ReadOnlySpan<byte> id, ReadOnlySpan<float> numbers)
    {
        Span<byte> header = stackalloc byte[NumbersOffset];
        header.Clear();
        MemoryMarshal.Write(header, _idBytes);
        MemoryMarshal.Write(header[IdLengthOffset..], id.Length);
        _records.Write(header);
        _records.Write(MemoryMarshal.AsBytes(numbers));
        _ids.Write(id);
        _idBytes += id.Length;
        Count++;
    }

    /// <summary>Maps what was written; from here on the maps own the scratch files.</summary>
    public (IByteOwner Records, IByteOwner Ids) Seal()
    {
        if (_idBytes == 0)
        {
            // Rows without ids: an empty file cannot be mapped.
            _ids.WriteByte(0);
        }

        IByteOwner records = ToOwner(_records);
        try
        {
            return (records, ToOwner(_ids));
        }
        catch
        {
            records.Dispose();
            throw;
        }
    }

    /// <summary>Drops the scratch files. Must not be called after <see cref="Seal"/>.</summary>
    public void Dispose()
    {
        // The disk may be too full for the buffered rest, which no longer matters.
        Drop(_records);
        Drop(_ids);
    }

    private static IByteOwner ToOwner(Stream stream)
    {
        if (stream is FileStream file)
        {
            return MappedFile.Adopt(file);
        }

        MemoryStream memory = (MemoryStream)stream;
        return new CopiedBytes("unpacked rows", memory.GetBuffer().AsSpan(0, (int)memory.Length));
    }

    private static void Drop(Stream stream)
    {
        try
        {
            stream.Dispose();
        }
        catch (IOException)
        {
        }
    }
}
