using System.IO.Hashing;
using System.Numerics;
using System.Runtime.InteropServices;

namespace ProductSpace.Filtering;

/// <summary>
/// Products listed by the caller, in the smaller of two forms: ascending ordinals, or one bit per product. The form
/// depends on the set alone, so that a list and a bitmap of the same products are equal.
/// </summary>
internal sealed class OrdinalSet : IEquatable<OrdinalSet>
{
    private readonly byte[] _bytes;

    private OrdinalSet(byte[] bytes, int count, bool isBitmap)
    {
        _bytes = bytes;
        Count = count;
        IsBitmap = isBitmap;
        Hash = XxHash3.HashToUInt64(bytes, isBitmap ? 1 : 0);
    }

    public int Count { get; }

    public bool IsBitmap { get; }

    public ulong Hash { get; }

    public ReadOnlySpan<byte> Bytes => _bytes;

    /// <summary>Ascending ordinals; empty if the set is a bitmap.</summary>
    public ReadOnlySpan<int> Ordinals => IsBitmap ? [] : MemoryMarshal.Cast<byte, int>(_bytes);

    /// <summary>One bit per product; empty if the set is a list.</summary>
    public ReadOnlySpan<ulong> Words => IsBitmap ? MemoryMarshal.Cast<byte, ulong>(_bytes) : [];

    /// <summary>Creates a set from ordinals in any order, repeated or not, all in [0, products).</summary>
    public static OrdinalSet Of(ReadOnlySpan<int> ordinals, int products)
    {
        int[] sorted = ordinals.ToArray();
        Array.Sort(sorted);
        int count = 0;
        foreach (int ordinal in sorted)
        {
            if (count == 0 || sorted[count - 1] != ordinal)
            {
                sorted[count++] = ordinal;
            }
        }

        if (!PrefersBitmap(count, products))
        {
            return new OrdinalSet(MemoryMarshal.AsBytes(sorted.AsSpan(0, count)).ToArray(), count, isBitmap: false);
        }

        ulong[] words = new ulong[RowBits.WordsOf(products)];
        foreach (int ordinal in sorted)
        {
            RowBits.Set(words, ordinal);
        }

        return new OrdinalSet(MemoryMarshal.AsBytes(words.AsSpan()).ToArray(), count, isBitmap: true);
    }

    /// <summary>Creates a set from bits, none of them at or past <paramref name="products"/>.</summary>
    public static OrdinalSet Of(ReadOnlySpan<ulong> bits, int products)
    {
        int count = RowBits.Count(bits);
        if (PrefersBitmap(count, products))
        {
            ulong[] words = new ulong[RowBits.WordsOf(products)];
            bits[..Math.Min(bits.Length, words.Length)].CopyTo(words);
            return new OrdinalSet(MemoryMarshal.AsBytes(words.AsSpan()).ToArray(), count, isBitmap: true);
        }

        int[] ordinals = new int[count];
        int at = 0;
        for (int word = 0; word < bits.Length; word++)
        {
            for (ulong rest = bits[word]; rest != 0; rest &= rest - 1)
            {
                ordinals[at++] = (word << 6) + BitOperations.TrailingZeroCount(rest);
            }
        }

        return new OrdinalSet(MemoryMarshal.AsBytes(ordinals.AsSpan()).ToArray(), count, isBitmap: false);
    }

    public bool Contains(int ordinal) =>
        IsBitmap ? ordinal >> 6 < Words.Length && RowBits.Has(Words, ordinal) : Ordinals.BinarySearch(ordinal) >= 0;

    public bool Equals(OrdinalSet? other) =>
        other is not null && Hash == other.Hash && IsBitmap == other.IsBitmap && Bytes.SequenceEqual(other.Bytes);

    public override bool Equals(object? obj) => Equals(obj as OrdinalSet);

    public override int GetHashCode() => (int)Hash;

    private static bool PrefersBitmap(int count, int products) => count * 4L > RowBits.WordsOf(products) * 8L;
}
