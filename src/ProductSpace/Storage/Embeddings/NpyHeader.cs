using System.Globalization;
using System.Text;

namespace ProductSpace.Storage.Embeddings;

/// <summary>
/// The header of .npy: a Python dict literal with exactly the keys descr, fortran_order and shape, padded with spaces.
/// No other Python is understood, and nothing is evaluated. Of a shape with more than two axes only the number of axes
/// is kept.
/// </summary>
internal ref struct NpyHeader
{
    private const int MaxDescrBytes = 16;

    private readonly string _path;
    private readonly ReadOnlySpan<byte> _text;
    private int _at;

    private NpyHeader(ReadOnlySpan<byte> text, string path)
    {
        _text = text;
        _path = path;
        Axes = -1;
    }

    public string Descr { get; private set; } = string.Empty;

    public bool FortranOrder { get; private set; }

    public int Axes { get; private set; }

    public long Shape0 { get; private set; }

    public long Shape1 { get; private set; }

    public static NpyHeader Parse(ReadOnlySpan<byte> text, string path)
    {
        NpyHeader header = new(text, path);
        header.ReadDict();
        return header;
    }

    private void ReadDict()
    {
        bool fortranSeen = false;
        Expect((byte)'{');
        while (!TryTake((byte)'}'))
        {
            ReadOnlySpan<byte> key = ReadString();
            Expect((byte)':');
            if (key.SequenceEqual("descr"u8) && Descr.Length == 0)
            {
                ReadDescr();
            }
            else if (key.SequenceEqual("fortran_order"u8) && !fortranSeen)
            {
                FortranOrder = ReadBoolean();
                fortranSeen = true;
            }
            else if (key.SequenceEqual("shape"u8) && Axes < 0)
            {
                ReadShape();
            }
            else
            {
                throw Malformed($"the key {Refusal.Quote(key)} is unknown or repeated");
            }

            if (!TryTake((byte)','))
            {
                Expect((byte)'}');
                break;
            }
        }

        SkipSpace();
        if (_at != _text.Length || Descr.Length == 0 || !fortranSeen || Axes < 0)
        {
            throw Malformed("descr, fortran_order and shape are needed, and nothing after them");
        }
    }

    private void ReadDescr()
    {
        if (Peek() == '[')
        {
            throw Refusal.Of(
                _path, "holds records (a structured dtype), not numbers", "save one plain matrix with numpy.save");
        }

        ReadOnlySpan<byte> descr = ReadString();
        if (descr.Length is 0 or > MaxDescrBytes || descr.ContainsAnyExceptInRange((byte)'!', (byte)'~'))
        {
            throw Malformed($"descr {Refusal.Quote(descr)} is not a number type");
        }

        Descr = Encoding.ASCII.GetString(descr);
    }

    private bool ReadBoolean()
    {
        SkipSpace();
        ReadOnlySpan<byte> rest = _text[_at..];
        if (rest.StartsWith("True"u8))
        {
            _at += 4;
            return true;
        }

        if (rest.StartsWith("False"u8))
        {
            _at += 5;
            return false;
        }

        throw Malformed("fortran_order is neither True nor False");
    }

    private void ReadShape()
    {
        Expect((byte)'(');
        Axes = 0;
        while (!TryTake((byte)')'))
        {
            long length = ReadInteger();
            Shape0 = Axes == 0 ? length : Shape0;
            Shape1 = Axes == 1 ? length : Shape1;
            Axes++;
            if (!TryTake((byte)','))
            {
                Expect((byte)')');
                break;
            }
        }
    }

    private long ReadInteger()
    {
        SkipSpace();
        int start = _at;
        while (_at < _text.Length && char.IsAsciiDigit((char)_text[_at]))
        {
            _at++;
        }

        if (!long.TryParse(_text[start.._at], NumberStyles.None, CultureInfo.InvariantCulture, out long value))
        {
            throw Malformed("shape holds something other than 64-bit sizes");
        }

        // Python 2 wrote long integers as 12L.
        if (_at < _text.Length && _text[_at] == 'L')
        {
            _at++;
        }

        return value;
    }

    private ReadOnlySpan<byte> ReadString()
    {
        byte quote = Peek();
        if (quote is not ((byte)'\'' or (byte)'"'))
        {
            throw Malformed("a quoted string is missing");
        }

        _at++;
        int length = _text[_at..].IndexOf(quote);
        if (length < 0)
        {
            throw Malformed("a string does not end");
        }

        ReadOnlySpan<byte> value = _text.Slice(_at, length);
        _at += length + 1;
        return value;
    }

    private void Expect(byte wanted)
    {
        if (!TryTake(wanted))
        {
            throw Malformed($"'{(char)wanted}' is missing");
        }
    }

    private bool TryTake(byte wanted)
    {
        if (Peek() != wanted)
        {
            return false;
        }

        _at++;
        return true;
    }

    private byte Peek()
    {
        SkipSpace();
        return _at < _text.Length ? _text[_at] : (byte)0;
    }

    private void SkipSpace()
    {
        while (_at < _text.Length && _text[_at] is (byte)' ' or (byte)'\n' or (byte)'\t' or (byte)'\r')
        {
            _at++;
        }
    }

    private readonly EmbeddingFormatException Malformed(string fault) =>
        Refusal.Of(
            _path,
            $"has a damaged .npy header: {fault} (character {_at} of the header)",
            "save it again with numpy.save");
}
