using System.Buffers.Binary;

namespace ProductSpace.Interchange.ParquetForm;

/// <summary>
/// The values of one page, in order, as their bytes: little-endian numbers, or texts. Every reader refuses to read
/// behind its page.
/// </summary>
internal abstract class ValueReader
{
    /// <summary>Returns the next value, valid until the next call.</summary>
    public abstract ReadOnlySpan<byte> Next();

    protected static EndOfStreamException PageEnds() => new("the page has fewer values than it declares");
}

/// <summary>Values one after the other; texts have their length before them.</summary>
/// <param name="page">The page.</param>
/// <param name="start">Where the values begin.</param>
/// <param name="end">Where the page ends.</param>
/// <param name="valueBytes">Bytes of a value; 0 for texts.</param>
internal sealed class PlainValues(byte[] page, int start, int end, int valueBytes) : ValueReader
{
    private int _at = start;

    public override ReadOnlySpan<byte> Next()
    {
        int length = valueBytes;
        if (length == 0)
        {
            if (end - _at < sizeof(int))
            {
                throw PageEnds();
            }

            length = BinaryPrimitives.ReadInt32LittleEndian(page.AsSpan(_at));
            _at += sizeof(int);
        }

        if (length < 0 || length > end - _at)
        {
            throw PageEnds();
        }

        _at += length;
        return page.AsSpan(_at - length, length);
    }
}

/// <summary>The dictionary of a chunk: distinct values, to which pages refer by number.</summary>
internal sealed class ValueDictionary
{
    private readonly byte[] _page;
    private readonly int[] _starts;
    private readonly int[] _lengths;

    /// <param name="page">The page of plain values, kept.</param>
    /// <param name="end">Where it ends.</param>
    /// <param name="count">Values in it.</param>
    /// <param name="valueBytes">Bytes of a value; 0 for texts.</param>
    public ValueDictionary(byte[] page, int end, int count, int valueBytes)
    {
        // A text takes the four bytes of its length at least.
        int least = valueBytes == 0 ? sizeof(int) : valueBytes;
        if (count < 0 || count > end / least)
        {
            throw new InvalidDataException($"a dictionary of {count} values in {end} bytes");
        }

        _page = page;
        _starts = new int[count];
        _lengths = new int[count];
        int at = 0;
        for (int i = 0; i < count; i++)
        {
            int length = valueBytes;
            if (length == 0)
            {
                if (end - at < sizeof(int))
                {
                    throw new EndOfStreamException("the dictionary has fewer values than it declares");
                }

                length = BinaryPrimitives.ReadInt32LittleEndian(page.AsSpan(at));
                at += sizeof(int);
            }

            if (length < 0 || length > end - at)
            {
                throw new EndOfStreamException("the dictionary has fewer values than it declares");
            }

            (_starts[i], _lengths[i]) = (at, length);
            at += length;
        }
    }

    public ReadOnlySpan<byte> this[int index] =>
        (uint)index < (uint)_starts.Length
            ? _page.AsSpan(_starts[index], _lengths[index])
            : throw new InvalidDataException($"value {index} of a dictionary of {_starts.Length}");
}

/// <summary>Numbers of entries of a dictionary.</summary>
internal sealed class DictionaryValues : ValueReader
{
    private readonly ValueDictionary _dictionary;
    private LevelReader _indexes;

    public DictionaryValues(ValueDictionary dictionary, byte[] page, int start, int end)
    {
        _dictionary = dictionary;
        _indexes = start < end
            ? new LevelReader(page, start + 1, end, page[start])
            : new LevelReader(page, start, end, 1);
    }

    public override ReadOnlySpan<byte> Next() => _dictionary[_indexes.Next()];
}

/// <summary>The first bytes of all numbers, then the second ones, and so on.</summary>
internal sealed class SplitValues : ValueReader
{
    private readonly byte[] _page;
    private readonly int _start;
    private readonly int _count;
    private readonly byte[] _value;
    private int _at;

    public SplitValues(byte[] page, int start, int end, int valueBytes)
    {
        if (valueBytes == 0)
        {
            throw new InvalidDataException("split texts");
        }

        _page = page;
        _start = start;
        _count = (end - start) / valueBytes;
        _value = new byte[valueBytes];
    }

    public override ReadOnlySpan<byte> Next()
    {
        if (_at >= _count)
        {
            throw PageEnds();
        }

        for (int i = 0; i < _value.Length; i++)
        {
            _value[i] = _page[_start + (i * _count) + _at];
        }

        _at++;
        return _value;
    }
}
