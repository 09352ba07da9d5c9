using System.Text;

namespace ProductSpace.Storage;

/// <summary>Reads the parts of a date from the front of ASCII text. A part that is not there is not consumed.</summary>
internal ref struct DateScanner(ReadOnlySpan<byte> text)
{
    private const int TickDigits = 7;
    private const int ShortName = 3;

    private ReadOnlySpan<byte> _rest = text;

    public readonly bool IsEnd => _rest.IsEmpty;

    public readonly bool IsDigit => !_rest.IsEmpty && char.IsAsciiDigit((char)_rest[0]);

    /// <summary>Number of digits at the front.</summary>
    public readonly int Digits
    {
        get
        {
            int end = _rest.IndexOfAnyExceptInRange((byte)'0', (byte)'9');
            return end < 0 ? _rest.Length : end;
        }
    }

    public readonly bool Is(byte one) => !_rest.IsEmpty && _rest[0] == one;

    public bool Take(byte one)
    {
        bool isThere = Is(one);
        _rest = _rest[(isThere ? 1 : 0)..];
        return isThere;
    }

    public bool OneOf(ReadOnlySpan<byte> choice, out byte taken)
    {
        taken = _rest.IsEmpty ? (byte)0 : _rest[0];
        return !_rest.IsEmpty && choice.Contains(taken) && Take(taken);
    }

    public bool Blanks()
    {
        int before = _rest.Length;
        _rest = _rest.TrimStart((byte)' ');
        return _rest.Length < before;
    }

    /// <summary>Reads a number of this many digits; a longer row of digits is none.</summary>
    public bool Number(int least, int most, out int number)
    {
        number = 0;
        int length = most == 2 && least == 2 ? Math.Min(2, Digits) : Digits;
        if (length < least || length > most)
        {
            return false;
        }

        foreach (byte digit in _rest[..length])
        {
            number = (number * 10) + digit - '0';
        }

        _rest = _rest[length..];
        return true;
    }

    /// <summary>Reads the digits after a decimal point as ticks; those beyond a tick are cut off.</summary>
    public bool Fraction(out long ticks)
    {
        ticks = 0;
        int length = Digits;
        for (int i = 0; i < TickDigits; i++)
        {
            ticks = (ticks * 10) + (i < length ? _rest[i] - '0' : 0);
        }

        _rest = _rest[length..];
        return length > 0;
    }

    /// <summary>Reads a word in any letter case that does not go on with letters.</summary>
    public bool Text(string word)
    {
        bool isThere =
            _rest.Length >= word.Length
            && Ascii.EqualsIgnoreCase(_rest[..word.Length], word)
            && (_rest.Length == word.Length || !char.IsAsciiLetter((char)_rest[word.Length]));
        _rest = _rest[(isThere ? word.Length : 0)..];
        return isThere;
    }

    /// <summary>Reads a name of the list, also by its first three letters, and returns its number from 1.</summary>
    public bool Word(string[] names, out int number)
    {
        for (number = 1; number <= names.Length; number++)
        {
            if (Text(names[number - 1]) || Text(names[number - 1][..ShortName]))
            {
                return true;
            }
        }

        number = 0;
        return false;
    }
}
