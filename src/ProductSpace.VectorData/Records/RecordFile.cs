using System.Buffers.Binary;
using System.IO.Hashing;
using System.Runtime.InteropServices;
using Microsoft.Extensions.VectorData;
using ProductSpace.Memory;
using ProductSpace.Storage;
using ProductSpace.VectorData.Values;

namespace ProductSpace.VectorData.Records;

/// <summary>
/// An open records file: the records of a collection as of its last sealing, column by column, mapped read-only. All
/// sections but those of vectors are compared with their checksums when it is opened; forged ones can give wrong values
/// or a refusal, never a read outside the map. Thread-safe; the owner keeps it open while it is read.
/// </summary>
internal sealed class RecordFile : IDisposable
{
    private readonly IByteOwner _file;
    private readonly ColumnData[] _columns;
    private readonly NativeView<int> _places;
    private readonly IndexEntry?[] _indexes;

    private RecordFile(IByteOwner file, RecordList list)
    {
        _file = file;
        Schema = list.Schema;
        Count = list.Records;
        _columns = new ColumnData[Schema.Count];
        for (int number = 0; number < _columns.Length; number++)
        {
            _columns[number] = list.Open(number, file);
        }

        _places = list.Places(file);
        _indexes = list.Indexes;
    }

    public string Path => _file.Path;

    public Schema Schema { get; }

    /// <summary>Number of records; rows are below it.</summary>
    public int Count { get; }

    public long Length => _file.Length;

    /// <summary>Opens a file.</summary>
    /// <exception cref="VectorStoreException">The file is damaged, cut short, or of a
    /// newer version.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static RecordFile Open(string path) => Open(SystemFiles.Instance.OpenRead(path));

    /// <summary>Opens a file, which is closed with this, or at once if it is refused.</summary>
    /// <exception cref="VectorStoreException">As above.</exception>
    public static RecordFile Open(IByteOwner file)
    {
        try
        {
            return new RecordFile(file, RecordList.Read(file));
        }
        catch (InvalidDataException fault)
        {
            file.Dispose();
            throw StoreFault.Damaged(file.Path, fault.Message, fault);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>The index that was made with this file; null if the column has none.</summary>
    public IndexEntry? IndexOf(int column) => _indexes[column];

    /// <summary>Rows of the ordinals of a column's index; empty where ordinal and row are the same.</summary>
    public NativeView<int> RowsOf(IndexEntry index) =>
        _file.Bytes.SliceView(index.Rows.Offset, index.Rows.Length).Cast<int>();

    /// <summary>The values of a column.</summary>
    public ColumnData Column(int number) => _columns[number];

    /// <summary>Whether a record has no value in a column.</summary>
    public bool IsNull(int row, int column) => column >= _columns.Length || _columns[column].IsNull(row);

    /// <summary>Reads a value; null where the record has none.</summary>
    public object? Get(int row, int column)
    {
        if (IsNull(row, column))
        {
            return null;
        }

        try
        {
            return ValueCodec.Read(Schema[column].Kind, _columns[column].Bytes(row));
        }
        catch (InvalidDataException fault)
        {
            throw Damaged(row, column, fault);
        }
    }

    /// <summary>Reads a value that is not null, without a box.</summary>
    public T GetFixed<T, TCodec>(int row, int column)
        where T : struct
        where TCodec : struct, IScalarCodec<T>
    {
        try
        {
            return TCodec.Read(_columns[column].Bytes(row));
        }
        catch (InvalidDataException fault)
        {
            throw Damaged(row, column, fault);
        }
    }

    /// <summary>The bytes of a value that is not null.</summary>
    public ReadOnlySpan<byte> Bytes(int row, int column)
    {
        try
        {
            return _columns[column].Bytes(row);
        }
        catch (InvalidDataException fault)
        {
            throw Damaged(row, column, fault);
        }
    }

    /// <summary>The vector of a record, which must have one.</summary>
    public ReadOnlySpan<float> Vector(int row, int column) =>
        MemoryMarshal.Cast<byte, float>(_columns[column].Bytes(row));

    /// <summary>Returns the row of a key; -1 if there is none.</summary>
    /// <param name="key">The key's bytes.</param>
    public int Find(ReadOnlySpan<byte> key)
    {
        long mask = _places.Length - 1;
        long place = (long)(KeyText.Hash(key) & (ulong)mask);
        for (long looked = 0; looked < _places.Length; looked++)
        {
            int row = _places[place] - 1;
            if ((uint)row >= (uint)Count)
            {
                return -1;
            }

            if (Bytes(row, Schema.Key).SequenceEqual(key))
            {
                return row;
            }

            place = (place + 1) & mask;
        }

        return -1;
    }

    /// <summary>Compares the vectors with their checksums too.</summary>
    /// <exception cref="VectorStoreException">They are not what was
    /// written.</exception>
    public void VerifyVectors()
    {
        for (int number = 0; number < _columns.Length; number++)
        {
            if (Schema[number].IsVector && HashOf(_file, _columns[number].Values) != _columns[number].Values.Hash)
            {
                throw StoreFault.Damaged(
                    Path, $"the vectors of column \"{Printable.Of(Schema[number].Name)}\" have another checksum");
            }
        }
    }

    public void Dispose() => _file.Dispose();

    private VectorStoreException Damaged(int row, int column, InvalidDataException fault) => StoreFault.Damaged(
        Path, $"column \"{Printable.Of(Schema[column].Name)}\", record {row}: {fault.Message}", fault);

    /// <summary>XXH3 of a section.</summary>
    internal static ulong HashOf(IByteOwner file, Section section)
    {
        const int step = 1 << 26;
        XxHash3 hash = new();
        for (long start = 0; start < section.Length; start += step)
        {
            hash.Append(file.Bytes.Slice(section.Offset + start, (int)Math.Min(step, section.Length - start)));
        }

        return hash.GetCurrentHashAsUInt64();
    }
}
