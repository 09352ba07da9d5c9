using System.Runtime.InteropServices;
using System.Text;
using System.Text.Unicode;
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

    private readonly FileStream _records;
    private readonly FileStream _ids;
    private long _idBytes;

    public RowSpool(string directory)
    {
        _records = TemporaryFile.Create(directory);
        try
        {
            _ids = TemporaryFile.Create(directory);
        }
        catch
        {
            _records.Dispose();
            throw;
        }
    }

    public int Count { get; private set; }

    /// <summary>Appends a row. Bytes of the id that are no UTF-8 become U+FFFD: word2vec.c cuts ids inside a character.</summary>
    public void Add(ReadOnlySpan<byte> id, ReadOnlySpan<float> numbers)
    {
        if (!Utf8.IsValid(id))
        {
            id = Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(id));
        }

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

    /// <summary>Maps what was written; the maps own the scratch files from here on.</summary>
    public (MappedFile Records, MappedFile Ids) Seal()
    {
        MappedFile records = MappedFile.Adopt(_records);
        try
        {
            return (records, MappedFile.Adopt(_ids));
        }
        catch
        {
            records.Dispose();
            throw;
        }
    }

    /// <summary>Drops the scratch files; not to be called after <see cref="Seal"/>.</summary>
    public void Dispose()
    {
        // Room for the buffered rest may be missing, which no longer matters.
        Drop(_records);
        Drop(_ids);
    }

    private static void Drop(FileStream stream)
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
