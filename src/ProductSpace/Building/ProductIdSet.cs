using System.IO.Hashing;
using ProductSpace.Memory;

namespace ProductSpace.Building;

/// <summary>Finds repeated ids of a list, using a power of two of slots with four bytes each.</summary>
internal sealed class ProductIdSet(Utf8List ids, NativeView<uint> slots)
{
    /// <summary>
    /// Adds entry <paramref name="index"/> of the list; returns the earlier entry with this text, or -1.
    /// </summary>
    public int Add(int index)
    {
        ReadOnlySpan<byte> id = ids[index];
        long mask = slots.Length - 1;
        long place = (long)(XxHash3.HashToUInt64(id) & (ulong)mask);
        while (slots[place] != 0)
        {
            int other = (int)(slots[place] - 1);
            if (ids[other].SequenceEqual(id))
            {
                return other;
            }

            place = (place + 1) & mask;
        }

        slots[place] = (uint)index + 1;
        return -1;
    }
}
