using System.Buffers;
using System.Globalization;
using System.IO.Hashing;
using ProductSpace.VectorData.Values;

namespace ProductSpace.VectorData.Records;

/// <summary>Keys of records: which kinds can be keys, their text as a product id, their bytes and hash.</summary>
internal static class KeyText
{
    /// <summary>Longest key in UTF-8: that of a product id.</summary>
    public const int MaxBytes = 4096;

    public static bool CanBe(ValueKind kind) =>
        kind is ValueKind.String or ValueKind.Guid
            or ValueKind.Int32 or ValueKind.UInt32 or ValueKind.Int64 or ValueKind.UInt64;

    /// <summary>Returns the id of the product in the index: the key as text.</summary>
    public static string Of(object key) => key switch
    {
        string text => text,
        Guid guid => guid.ToString("D"),
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        _ => throw new ArgumentException($"a {key.GetType().Name} cannot be a key", nameof(key)),
    };

    /// <summary>Returns the bytes that a column holds for a key.</summary>
    /// <exception cref="ArgumentException">The key is of another type, empty, or too long.</exception>
    public static byte[] BytesOf(ValueKind kind, object key)
    {
        Check(kind, key);
        ArrayBufferWriter<byte> bytes = new(16);
        ValueCodec.Write(kind, key, bytes);
        return bytes.WrittenSpan.ToArray();
    }

    /// <exception cref="ArgumentException">The key is of another type, empty, or too long.</exception>
    public static void Check(ValueKind kind, object key)
    {
        Type type = Scalars.Of(kind).Type;
        if (key.GetType() != type)
        {
            throw new ArgumentException(
                $"the key is of type {key.GetType().Name}, but keys of this collection are of type {type.Name}",
                nameof(key));
        }

        if (key is string text
            && (text.Length is 0 or > MaxBytes || System.Text.Encoding.UTF8.GetByteCount(text) > MaxBytes))
        {
            throw new ArgumentException(
                $"the key has {text.Length} characters; a key needs 1 to {MaxBytes} bytes of UTF-8", nameof(key));
        }
    }

    public static ulong Hash(ReadOnlySpan<byte> key) => XxHash3.HashToUInt64(key);
}
