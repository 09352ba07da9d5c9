using System.Buffers;
using System.Buffers.Binary;
using System.Text;

namespace ProductSpace.VectorData.Values;

/// <summary>
/// Texts, as UTF-8 in files, compared and sorted by their code units. A list holds the length of each text before it.
/// </summary>
internal sealed class StringScalar : Scalar
{
    /// <summary>Stands in a list for the length of a null.</summary>
    public const uint NullLength = uint.MaxValue;

    private static readonly UTF8Encoding s_strict =
        new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    public override ValueKind Kind => ValueKind.String;

    public override Type Type => typeof(string);

    public override int Width => 0;

    /// <summary>Returns the bytes that a column holds for a text.</summary>
    /// <exception cref="ArgumentException">The text is no valid Unicode: half of a surrogate pair stands
    /// alone.</exception>
    public static byte[] BytesOf(string text) => s_strict.GetBytes(text);

    /// <summary>Reads a text; bytes that are no UTF-8 become replacement characters.</summary>
    public static string TextOf(ReadOnlySpan<byte> bytes) => Encoding.UTF8.GetString(bytes);

    public static bool CompareTexts(string left, Comparison comparison, string right) => comparison switch
    {
        Comparison.Equal => string.Equals(left, right, StringComparison.Ordinal),
        Comparison.NotEqual => !string.Equals(left, right, StringComparison.Ordinal),
        Comparison.Less => string.CompareOrdinal(left, right) < 0,
        Comparison.LessOrEqual => string.CompareOrdinal(left, right) <= 0,
        Comparison.Greater => string.CompareOrdinal(left, right) > 0,
        _ => string.CompareOrdinal(left, right) >= 0,
    };

    public override void Write(object value, IBufferWriter<byte> target)
    {
        string text = (string)value;
        int length = s_strict.GetByteCount(text);
        s_strict.GetBytes(text, target.GetSpan(length));
        target.Advance(length);
    }

    public override object Read(ReadOnlySpan<byte> bytes) => TextOf(bytes);

    public override void WriteList(object array, IBufferWriter<byte> target)
    {
        foreach (string? text in (string?[])array)
        {
            int length = text is null ? 0 : s_strict.GetByteCount(text);
            Span<byte> bytes = target.GetSpan(sizeof(uint) + length);
            BinaryPrimitives.WriteUInt32LittleEndian(bytes, text is null ? NullLength : (uint)length);
            if (text is not null)
            {
                s_strict.GetBytes(text, bytes[sizeof(uint)..]);
            }

            target.Advance(sizeof(uint) + length);
        }
    }

    public override Array ReadList(ReadOnlySpan<byte> bytes)
    {
        List<string?> texts = [];
        while (TryNext(ref bytes, out ReadOnlySpan<byte> text, out bool isNull))
        {
            texts.Add(isNull ? null : TextOf(text));
        }

        return texts.ToArray();
    }

    /// <summary>Takes the next text off the bytes of a list; false at its end.</summary>
    /// <exception cref="InvalidDataException">A text reaches beyond the list.</exception>
    public static bool TryNext(ref ReadOnlySpan<byte> rest, out ReadOnlySpan<byte> text, out bool isNull)
    {
        text = default;
        isNull = false;
        if (rest.IsEmpty)
        {
            return false;
        }

        uint length = rest.Length < sizeof(uint) ? 0 : BinaryPrimitives.ReadUInt32LittleEndian(rest);
        isNull = length == NullLength;
        long taken = isNull ? sizeof(uint) : sizeof(uint) + (long)length;
        if (rest.Length < sizeof(uint) || taken > rest.Length)
        {
            throw new InvalidDataException("a text reaches beyond the end of its list");
        }

        text = rest[sizeof(uint)..(int)taken];
        rest = rest[(int)taken..];
        return true;
    }

    public override Array? CopyList(object sequence) =>
        sequence is IEnumerable<string?> texts ? Enumerable.ToArray(texts) : null;

    public override object ToList(Array array) => new List<string?>((string?[])array);

    public override bool Compare(object left, Comparison comparison, object right) =>
        CompareTexts((string)left, comparison, (string)right);

    public override int Order(object left, object right) => string.CompareOrdinal((string)left, (string)right);

    public override TResult Accept<TResult>(IScalarVisitor<TResult> visitor) => visitor.VisitString();
}
