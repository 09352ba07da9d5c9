using System.Buffers.Binary;
using ProductSpace.Interchange.Rows;

namespace ProductSpace.Interchange.ParquetForm;

/// <summary>
/// Reads one column from front to back through all row groups, one page in memory at a time, whatever the size of a
/// row group. Yields entries: a repetition level, a definition level, and the value if there is one.
/// </summary>
internal sealed class ColumnReader : IDisposable
{
    private const int HeaderBytes = 1 << 12;
    private const int MaxHeaderBytes = 1 << 20;
    private const int Rle = 3;

    private readonly SourceFile _file;
    private readonly Stream _stream;
    private readonly ParquetFooter _footer;
    private readonly ParquetColumn _column;
    private byte[] _header = new byte[HeaderBytes];
    private byte[] _packed = [];
    private int _group = -1;
    private ParquetChunk _chunk;
    private long _at;
    private long _valuesOfChunk;
    private long _valuesOfPage;
    private ValueDictionary? _dictionary;
    private ValueReader? _values;
    private LevelReader _definitions;
    private LevelReader _repetitions;

    public ColumnReader(SourceFile file, ParquetFooter footer, ParquetColumn column)
    {
        _file = file;
        _footer = footer;
        _column = column;
        _stream = file.Open();
    }

    /// <summary>0 if the entry begins a row.</summary>
    public int Repetition { get; private set; }

    /// <summary>The column's maximum if the entry has a value.</summary>
    public int Definition { get; private set; }

    /// <summary>Moves to the next entry.</summary>
    /// <returns>False at the end of the column.</returns>
    public bool Next()
    {
        while (_valuesOfPage == 0)
        {
            if (!NextPage())
            {
                return false;
            }
        }

        _valuesOfPage--;
        Repetition = _column.MaxRepetition == 0 ? 0 : _repetitions.Next();
        Definition = _column.MaxDefinition == 0 ? 0 : _definitions.Next();
        return Repetition <= _column.MaxRepetition && Definition <= _column.MaxDefinition
            ? true
            : throw new InvalidDataException($"levels {Repetition} and {Definition}, which the schema does not have");
    }

    /// <summary>Returns the bytes of the entry's value; to be called once, if there is one.</summary>
    public ReadOnlySpan<byte> Value() => _values!.Next();

    public void Dispose() => _stream.Dispose();

    /// <summary>Reads pages up to the next one of values.</summary>
    private bool NextPage()
    {
        while (true)
        {
            while (_valuesOfChunk <= 0 || _at >= _chunk.Start + _chunk.Bytes)
            {
                if (_valuesOfChunk > 0)
                {
                    throw new EndOfStreamException($"the pages of a column end with {_valuesOfChunk} values missing");
                }

                if (++_group >= _footer.Groups.Count)
                {
                    return false;
                }

                _file.Cancellation.ThrowIfCancellationRequested();
                _chunk = _footer.Groups[_group][_column.Index];
                _at = _chunk.Start;
                _valuesOfChunk = _chunk.Values;
                _dictionary = null;
            }

            PageHeader header = ReadHeader();
            long end = _at + header.PackedBytes;
            if (header.PackedBytes < 0 || end > _chunk.Start + _chunk.Bytes)
            {
                throw new InvalidDataException("a page goes on behind its column");
            }

            if (header.Type is PageHeader.DataPage or PageHeader.DataPageV2 or PageHeader.DictionaryPage)
            {
                byte[] page = ReadPage(header, out int dataStart, out int length);
                _at = end;
                if (header.Type == PageHeader.DictionaryPage)
                {
                    _dictionary = new ValueDictionary(page, length, header.Values, _column.ValueBytes);
                    continue;
                }

                if (header.Values < 0 || header.Values > _valuesOfChunk)
                {
                    throw new InvalidDataException("a page of more values than its column");
                }

                Begin(header, page, dataStart, length);
                _valuesOfPage = header.Values;
                _valuesOfChunk -= header.Values;
                return true;
            }

            _at = end;
        }
    }

    /// <summary>Reads the header at the current place, whose length is not written anywhere.</summary>
    private PageHeader ReadHeader()
    {
        for (int most = HeaderBytes; ; most *= 4)
        {
            int room = (int)Math.Min(most, _chunk.Start + _chunk.Bytes - _at);
            _header = _header.Length < room ? new byte[room] : _header;
            _stream.Position = _at;
            int read = _stream.ReadAtLeast(_header.AsSpan(0, room), room, throwOnEndOfStream: false);
            try
            {
                PageHeader header = PageHeader.Read(_header.AsSpan(0, read), out int length);
                _at += length;
                return header;
            }
            catch (EndOfStreamException) when (read == most && most < MaxHeaderBytes)
            {
                // Statistics of long texts make long headers.
            }
        }
    }

    /// <summary>
    /// Reads the page after its header and unpacks it; levels of version 2 stand before the packed part.
    /// </summary>
    private byte[] ReadPage(in PageHeader header, out int dataStart, out int length)
    {
        if (_packed.Length < header.PackedBytes || _packed.Length > 4L * Math.Max(header.PackedBytes, HeaderBytes))
        {
            _packed = new byte[header.PackedBytes];
        }

        _stream.Position = _at;
        _stream.ReadExactly(_packed.AsSpan(0, header.PackedBytes));
        if (header.Type != PageHeader.DataPageV2)
        {
            byte[] page = PageCodec.Unpack(_chunk.Codec, _packed, header.PackedBytes, header.UnpackedBytes);
            dataStart = 0;
            length = header.UnpackedBytes;
            return Kept(page);
        }

        long levels = (long)header.RepetitionBytes + header.DefinitionBytes;
        if (header.RepetitionBytes < 0 || header.DefinitionBytes < 0 || levels > header.PackedBytes
            || levels > header.UnpackedBytes)
        {
            throw new InvalidDataException("levels longer than their page");
        }

        dataStart = (int)levels;
        length = header.UnpackedBytes;
        if (!header.IsPacked || _chunk.Codec == 0)
        {
            return header.PackedBytes == header.UnpackedBytes
                ? Kept(_packed)
                : throw new InvalidDataException("a page of two lengths");
        }

        byte[] rest = _packed[dataStart..header.PackedBytes];
        byte[] values = PageCodec.Unpack(_chunk.Codec, rest, rest.Length, header.UnpackedBytes - dataStart);
        byte[] whole = new byte[length];
        _packed.AsSpan(0, dataStart).CopyTo(whole);
        values.AsSpan(0, length - dataStart).CopyTo(whole.AsSpan(dataStart));
        return whole;
    }

    /// <summary>Gives the buffer away, where the page is the buffer itself.</summary>
    private byte[] Kept(byte[] page)
    {
        if (ReferenceEquals(page, _packed))
        {
            _packed = [];
        }

        return page;
    }

    private void Begin(in PageHeader header, byte[] page, int dataStart, int length)
    {
        int at = 0;
        if (header.Type == PageHeader.DataPageV2)
        {
            _repetitions = new LevelReader(page, 0, header.RepetitionBytes, WidthOf(_column.MaxRepetition));
            _definitions = new LevelReader(page, header.RepetitionBytes, dataStart, WidthOf(_column.MaxDefinition));
            at = dataStart;
        }
        else
        {
            _repetitions = Levels(page, ref at, length, _column.MaxRepetition, header.RepetitionEncoding);
            _definitions = Levels(page, ref at, length, _column.MaxDefinition, header.DefinitionEncoding);
        }

        _values = Values(header.Encoding, page, at, length);
    }

    private static LevelReader Levels(byte[] page, ref int at, int length, int most, int encoding)
    {
        if (most == 0)
        {
            return new LevelReader(page, at, at, 0);
        }

        if (encoding != Rle)
        {
            throw new NotSupportedException($"levels in encoding {encoding}");
        }

        int bytes = length - at < sizeof(int) ? -1 : BinaryPrimitives.ReadInt32LittleEndian(page.AsSpan(at));
        if (bytes < 0 || bytes > length - at - sizeof(int))
        {
            throw new EndOfStreamException("levels go on behind their page");
        }

        int start = at + sizeof(int);
        at = start + bytes;
        return new LevelReader(page, start, at, WidthOf(most));
    }

    private ValueReader Values(int encoding, byte[] page, int at, int length)
    {
        int bytes = _column.ValueBytes;
        bool isInteger = _column.Type is PhysicalType.Int32 or PhysicalType.Int64;
        bool isText = _column.Type == PhysicalType.ByteArray;
        return encoding switch
        {
            0 => new PlainValues(page, at, length, bytes),
            2 or 8 => new DictionaryValues(
                _dictionary ?? throw new InvalidDataException("a page refers to a dictionary that is not there"),
                page,
                at,
                length),
            5 when isInteger => new DeltaIntegers(page, at, length, bytes),
            6 when isText => new DeltaTexts(page, at, length, haveShared: false),
            7 when isText => new DeltaTexts(page, at, length, haveShared: true),
            9 when !isText => new SplitValues(page, at, length, bytes),
            _ => throw new NotSupportedException($"encoding {encoding}"),
        };
    }

    /// <summary>Bits of a level.</summary>
    private static int WidthOf(int most) => 32 - System.Numerics.BitOperations.LeadingZeroCount((uint)most);
}
