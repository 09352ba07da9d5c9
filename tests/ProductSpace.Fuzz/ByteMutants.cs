using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using ProductSpace.Numerics;

namespace ProductSpace.Fuzz;

/// <summary>
/// Changes small files of text or of few numbers: bits, bytes, ranges left out, doubled or moved, words that readers stumble
/// over put in, numbers of the text become others, numbers of 32 and 64 bits too.
/// </summary>
internal sealed class ByteMutants(string[] words)
{
    private static readonly string[] s_numbers =
    [
        "0", "-0", "1", "-1", "2147483647", "2147483648", "4294967296", "9223372036854775807", "9223372036854775808", "-9223372036854775808", "99999999999999999999999999",
        "1e39", "-1e39", "1e-50", "1e999999999", "1e-999999999", "nan", "NaN", "inf", "-Infinity", "0x10", "1,5", "1.", ".5", ".", "-", "+", "+1", "--1", "1e", "1e+", "1_000", "\uFF11", "\u0661",
        "0.00000000000000000000000000000000000000000000000000000000000000000000000000001", "123456789012345678901234567890.123456789012345678901234567890",
    ];

    private static readonly string[] s_common =
        ["\n", "\r\n", "\r", "\n\n", "\t", " ", "  ", "\0", "\u00A0", "\u2028", "\u0085", "\uFEFF", "\"", "\"\"", "'", ",", ";", "|", "\\", "\u001B[2J", "\uFFFD", "\u00E9", "\U0001F45F"];

    private static readonly byte[][] s_noText = [[0xC3, 0x28], [0xFF], [0xFE, 0xFF], [0xED, 0xA0, 0x80], [0xF0, 0x9F], [0xC0, 0x80], [0x1F, 0x8B], [0x1F, 0x8B, 8, 0]];

    private static readonly byte[][] s_numberBytes = Array.ConvertAll(s_numbers, Encoding.UTF8.GetBytes);

    private readonly byte[][] _words = [.. words.Concat(s_common).Concat(s_numbers).Select(Encoding.UTF8.GetBytes), .. s_noText];

    private readonly EditedBytes _bytes = new();

    /// <summary>A copy with one change to four, good until the next.</summary>
    public Span<byte> Mutate(ReadOnlySpan<byte> intact, ref SeededRandom random)
    {
        _bytes.Set(intact);
        for (int changes = 1 + (random.NextInt(2) == 0 ? random.NextInt(4) : 0); changes > 0; changes--)
        {
            Change(ref random);
        }

        return _bytes.Span;
    }

    private void Change(ref SeededRandom random)
    {
        int place = random.NextInt(_bytes.Count + 1);
        int length = Math.Min(_bytes.Count - place, random.NextInt(3) == 0 ? random.NextInt(64) : 1 + random.NextInt(4));
        byte[] word = _words[random.NextInt(_words.Length)];
        switch (random.NextInt(12))
        {
            case 0 when place < _bytes.Count:
                _bytes.Span[place] ^= (byte)(1 << random.NextInt(8));
                break;
            case 1 when place < _bytes.Count:
                _bytes.Span[place] = (byte)random.NextInt(256);
                break;
            case 2:
                _bytes.Remove(place, length);
                break;
            case 3:
                // At most 64 bytes; as they stood before room was made for them.
                Span<byte> doubled = stackalloc byte[64];
                doubled = doubled[..length];
                _bytes.Span.Slice(place, length).CopyTo(doubled);
                _bytes.Insert(random.NextInt(_bytes.Count + 1), doubled);
                break;
            case 4:
                _bytes.Remove(place, _bytes.Count - place);
                break;
            case 5:
                ReplaceNumber(ref random);
                break;
            case 6:
                WriteNumber(ref random);
                break;
            case 7:
                // A word many times.
                _bytes.Insert(place, word, times: 1 << random.NextInt(8));
                break;
            case 8:
                _bytes.Remove(place, length);
                _bytes.Insert(place, word);
                break;
            default:
                _bytes.Insert(place, word);
                break;
        }
    }

    /// <summary>A number written in digits, from a place on, becomes another.</summary>
    private void ReplaceNumber(ref SeededRandom random)
    {
        int start = random.NextInt(_bytes.Count + 1);
        int toDigit = _bytes.Span[start..].IndexOfAnyInRange((byte)'0', (byte)'9');
        if (toDigit < 0)
        {
            return;
        }

        start += toDigit;
        int length = _bytes.Span[start..].IndexOfAnyExceptInRange((byte)'0', (byte)'9');
        length = length < 0 ? _bytes.Count - start : length;
        bool isNear = long.TryParse(_bytes.Span.Slice(start, length), CultureInfo.InvariantCulture, out long number) && random.NextInt(2) == 0;
        Span<byte> near = stackalloc byte[24];
        ReadOnlySpan<byte> text = near;
        if (isNear)
        {
            (number + random.NextInt(3) - 1).TryFormat(near, out int written, default, CultureInfo.InvariantCulture);
            text = near[..written];
        }
        else
        {
            text = s_numberBytes[random.NextInt(s_numberBytes.Length)];
        }

        _bytes.Remove(start, length);
        _bytes.Insert(start, text);
    }

    private void WriteNumber(ref SeededRandom random)
    {
        Span<byte> number = stackalloc byte[sizeof(long)];
        long value = random.NextInt(8) switch { 0 => int.MaxValue, 1 => -1, 2 => 1L << 40, 3 => long.MaxValue, 4 => 0x7FC00000, 5 => 0, _ => random.NextInt(70_000) };
        BinaryPrimitives.WriteInt64LittleEndian(number, value);
        int width = random.NextInt(3) switch { 0 => 2, 1 => 4, _ => 8 };
        int place = random.NextInt(2) == 0 ? 4 * random.NextInt(4) : random.NextInt(_bytes.Count + 1);
        for (int i = 0; i < width && place + i < _bytes.Count; i++)
        {
            _bytes.Span[place + i] = number[i];
        }
    }
}
