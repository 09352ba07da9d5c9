using System.Buffers.Binary;

namespace ProductSpace.Interchange.ParquetForm;

/// <summary>
/// Integers as packed differences: a head (block size, miniblocks of a block, count, first value), then blocks of the
/// least difference, the widths of the miniblocks, and their packed bits.
/// </summary>
internal sealed class DeltaIntegers : ValueReader
{
    private const int MaxBlock = 1 << 16;

    private readonly byte[] _page;
    private readonly int _end;
    private readonly byte[] _bytes = new byte[sizeof(long)];
    private readonly int _valueBytes;
    private readonly int _miniblocks;
    private readonly int _valuesOfMiniblock;
    private readonly byte[] _widths;
    private long _left;
    private long _value;
    private bool _isFirst = true;
    private long _least;
    private int _miniblock;
    private int _inMiniblock;
    private int _bitsAt;

    public DeltaIntegers(byte[] page, int start, int end, int valueBytes)
    {
        _page = page;
        _end = end;
        Position = start;
        _valueBytes = valueBytes;
        ulong block = ReadUnsigned(), miniblocks = ReadUnsigned(), count = ReadUnsigned();
        if (block is 0 or > MaxBlock || miniblocks == 0 || miniblocks > block || block % miniblocks != 0
            || (block / miniblocks) % 8 != 0 || count > int.MaxValue)
        {
            throw new InvalidDataException("packed differences without a sound head");
        }

        _miniblocks = (int)miniblocks;
        _valuesOfMiniblock = (int)(block / miniblocks);
        _widths = new byte[_miniblocks];
        _miniblock = _miniblocks;
        _left = (long)count;
        Count = (int)count;
        ulong first = ReadUnsigned();
        _value = (long)(first >> 1) ^ -(long)(first & 1);
    }

    /// <summary>Values of the page.</summary>
    public int Count { get; }

    /// <summary>Where the bytes after the values begin, once all are read.</summary>
    public int Position { get; private set; }

    public override ReadOnlySpan<byte> Next()
    {
        BinaryPrimitives.WriteInt64LittleEndian(_bytes, NextInteger());
        return _bytes.AsSpan(0, _valueBytes);
    }

    public long NextInteger()
    {
        if (_left == 0)
        {
            throw PageEnds();
        }

        _left--;
        if (_isFirst)
        {
            _isFirst = false;
            return _value;
        }

        if (_inMiniblock == 0)
        {
            BeginMiniblock();
        }

        _value += _least + ReadBits(_widths[_miniblock]);
        _inMiniblock--;
        if (_inMiniblock == 0 || _left == 0)
        {
            // The last miniblock is padded to its full length.
            Position += (int)Math.Min((long)_widths[_miniblock] * _valuesOfMiniblock / 8, _end - Position);
            _inMiniblock = 0;
        }

        return _value;
    }

    private void BeginMiniblock()
    {
        if (++_miniblock >= _miniblocks)
        {
            ulong least = ReadUnsigned();
            _least = (long)(least >> 1) ^ -(long)(least & 1);
            if (_end - Position < _miniblocks)
            {
                throw PageEnds();
            }

            _page.AsSpan(Position, _miniblocks).CopyTo(_widths);
            Position += _miniblocks;
            _miniblock = 0;
        }

        if (_widths[_miniblock] > 64)
        {
            throw new InvalidDataException($"differences of {_widths[_miniblock]} bits");
        }

        _inMiniblock = _valuesOfMiniblock;
        _bitsAt = 0;
    }

    private long ReadBits(int width)
    {
        ulong value = 0;
        for (int got = 0; got < width;)
        {
            int at = Position + (_bitsAt >> 3);
            if (at >= _end)
            {
                throw PageEnds();
            }

            int shift = _bitsAt & 7;
            int take = Math.Min(8 - shift, width - got);
            value |= (ulong)((_page[at] >> shift) & ((1 << take) - 1)) << got;
            got += take;
            _bitsAt += take;
        }

        return (long)value;
    }

    private ulong ReadUnsigned()
    {
        ulong value = 0;
        for (int shift = 0; shift < 64; shift += 7)
        {
            if (Position >= _end)
            {
                throw PageEnds();
            }

            byte part = _page[Position++];
            value |= (ulong)(part & 0x7F) << shift;
            if (part < 0x80)
            {
                return value;
            }
        }

        throw new InvalidDataException("an integer of more than 64 bits");
    }
}

/// <summary>
/// Texts, all lengths before them as packed differences. With shared beginnings, another list before those says how
/// many bytes each text takes from the one before it.
/// </summary>
internal sealed class DeltaTexts : ValueReader
{
    private readonly byte[] _page;
    private readonly int _end;
    private readonly int[] _shared;
    private readonly int[] _lengths;
    private byte[] _value = [];
    private int _length;
    private int _at;
    private int _next;

    public DeltaTexts(byte[] page, int start, int end, bool haveShared)
    {
        _page = page;
        _end = end;
        _shared = haveShared ? ReadAll(page, ref start, end) : [];
        _lengths = ReadAll(page, ref start, end);
        _at = start;
        if (haveShared && _shared.Length != _lengths.Length)
        {
            throw new InvalidDataException("as many shared beginnings as texts are needed");
        }
    }

    public override ReadOnlySpan<byte> Next()
    {
        if (_next >= _lengths.Length || _lengths[_next] < 0 || _lengths[_next] > _end - _at)
        {
            throw PageEnds();
        }

        int own = _lengths[_next];
        ReadOnlySpan<byte> rest = _page.AsSpan(_at, own);
        _at += own;
        int shared = _shared.Length == 0 ? 0 : _shared[_next];
        _next++;
        if (shared < 0 || shared > _length)
        {
            throw new InvalidDataException("a text shares more than the one before it has");
        }

        _length = shared + own;
        if (_value.Length < _length)
        {
            Array.Resize(ref _value, Math.Max(_length, 2 * _value.Length));
        }

        rest.CopyTo(_value.AsSpan(shared));
        return _value.AsSpan(0, _length);
    }

    private static int[] ReadAll(byte[] page, ref int start, int end)
    {
        DeltaIntegers integers = new(page, start, end, sizeof(long));

        // Differences of no bits can be any number of equal values, but texts are not that many in a page.
        List<int> all = new(Math.Min(integers.Count, end - start));
        for (int i = 0; i < integers.Count; i++)
        {
            all.Add((int)Math.Clamp(integers.NextInteger(), -1, int.MaxValue));
            if (all.Count > (long)(end - start) * 64)
            {
                throw new InvalidDataException("more texts than a page can hold");
            }
        }

        start = integers.Position;
        return [.. all];
    }
}
