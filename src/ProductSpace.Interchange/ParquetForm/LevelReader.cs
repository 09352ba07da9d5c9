using System.Buffers.Binary;

namespace ProductSpace.Interchange.ParquetForm;

/// <summary>
/// Reads Parquet's hybrid of runs and packed bits: the levels of a page, and the numbers of dictionary entries. Never
/// reads outside its bytes; packed bits that are missing at the end of the last group are refused when they are asked
/// for.
/// </summary>
internal struct LevelReader
{
    private readonly byte[] _bytes;
    private readonly int _end;
    private readonly int _width;
    private int _at;
    private long _run;
    private bool _isPacked;
    private int _value;
    private int _bit;

    /// <param name="bytes">The page.</param>
    /// <param name="start">Where the runs begin.</param>
    /// <param name="end">Where they end.</param>
    /// <param name="width">Bits of a value, 0 to 32.</param>
    public LevelReader(byte[] bytes, int start, int end, int width)
    {
        if (width is < 0 or > 32)
        {
            throw new InvalidDataException($"values of {width} bits");
        }

        _bytes = bytes;
        _at = start;
        _end = end;
        _width = width;
    }

    public int Next()
    {
        if (_width == 0)
        {
            return 0;
        }

        while (_run == 0)
        {
            BeginRun();
        }

        _run--;
        return _isPacked ? NextPacked() : _value;
    }

    private void BeginRun()
    {
        uint head = ReadUnsigned();
        _isPacked = (head & 1) == 1;
        if (_isPacked)
        {
            _run = (head >> 1) * 8L;
            _bit = 0;
            return;
        }

        _run = head >> 1;
        int bytes = (_width + 7) / 8;
        if (_end - _at < bytes)
        {
            throw new EndOfStreamException("a run goes on behind the page");
        }

        uint value = 0;
        for (int i = 0; i < bytes; i++)
        {
            value |= (uint)_bytes[_at++] << (8 * i);
        }

        _value = (int)value;
    }

    private int NextPacked()
    {
        int first = _at + (_bit >> 3);
        int shift = _bit & 7;
        int bytes = (shift + _width + 7) >> 3;
        if (_end - first < bytes)
        {
            throw new EndOfStreamException("packed values go on behind the page");
        }

        ulong bits = 0;
        if (_end - first >= sizeof(ulong))
        {
            bits = BinaryPrimitives.ReadUInt64LittleEndian(_bytes.AsSpan(first));
        }
        else
        {
            for (int i = 0; i < bytes; i++)
            {
                bits |= (ulong)_bytes[first + i] << (8 * i);
            }
        }

        _bit += _width;
        if (_run == 0)
        {
            _at += (_bit + 7) >> 3;
            _bit = 0;
        }
        else if (_bit >= 1 << 20)
        {
            // Far below the range of the counter; groups of eight values end at whole bytes.
            _at += _bit >> 3;
            _bit &= 7;
        }

        return (int)((bits >> shift) & (ulong.MaxValue >> (64 - _width)));
    }

    private uint ReadUnsigned()
    {
        uint value = 0;
        for (int shift = 0; shift < 35; shift += 7)
        {
            if (_at >= _end)
            {
                throw new EndOfStreamException("the page has fewer values than it declares");
            }

            byte part = _bytes[_at++];
            value |= (uint)(part & 0x7F) << shift;
            if (part < 0x80)
            {
                return value;
            }
        }

        throw new InvalidDataException("a run of more than 32 bits");
    }
}
