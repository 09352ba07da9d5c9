using System.Buffers.Binary;
using System.IO.Hashing;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using ProductSpace.Memory;

namespace ProductSpace.Storage;

/// <summary>
/// Maps product ids both ways over plain bytes: ordinal to text through offsets, text to ordinal through an
/// open-addressed table of slots (linear probing, XXH3 with a seed). A lookup reads at most <see cref="_probes"/> slots
/// whatever the file says, and no id is longer than <see cref="MaxIdBytes"/>.
/// </summary>
internal sealed class ProductIdTable(
    NativeView<uint> offsets, NativeView<byte> text, NativeView<uint> slots, ulong seed, int probes)
{
    /// <summary>Maximum slots of a lookup; a table that needs more is rebuilt with another seed.</summary>
    public const int MaxProbes = 64;

    /// <summary>Longest id, so that a lookup needs only stack memory.</summary>
    public const int MaxIdBytes = 4096;

    private const int MaxSeeds = 1000;

    private readonly int _probes = Math.Min(probes, MaxProbes);

    public int Count => (int)(offsets.Length - 1);

    /// <summary>Id of an ordinal as UTF-8; empty if a forged file has no such text or too long a one.</summary>
    public ReadOnlySpan<byte> this[int ordinal]
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get
        {
            long start = offsets[ordinal];
            long end = offsets[ordinal + 1L];
            return start <= end && end <= text.Length && end - start <= MaxIdBytes
                ? text.Slice(start, (int)(end - start))
                : default;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TryFind(ReadOnlySpan<byte> id, out int ordinal) => TryFind(id, PlaceOf(id), out ordinal);

    /// <summary>
    /// Finds the first ordinal whose id is empty or does not lead back to it; <see cref="Count"/> if there is none. For
    /// verification: every lookup is a cache miss, so several are in flight at a time.
    /// </summary>
    public int FindFirstMismatch()
    {
        const int together = 16;
        Span<long> places = stackalloc long[together];
        for (int first = 0; first < Count; first += together)
        {
            int size = Math.Min(together, Count - first);
            for (int i = 0; i < size; i++)
            {
                places[i] = PlaceOf(this[first + i]);
                slots.Prefetch(places[i], 1);
            }

            for (int i = 0; i < size; i++)
            {
                ReadOnlySpan<byte> id = this[first + i];
                if (id.IsEmpty || !TryFind(id, places[i], out int found) || found != first + i)
                {
                    return first + i;
                }
            }
        }

        return Count;
    }

    /// <summary>Place where the text of an id begins, and that of the one before it ends; unchecked.</summary>
    public long OffsetOf(long ordinal) => offsets[ordinal];

    /// <summary>Number of slots that lead to a product or claim to; for verification.</summary>
    public int CountTakenSlots()
    {
        int taken = 0;
        for (long slot = 0; slot < slots.Length; slot++)
        {
            taken += slots[slot] == 0 ? 0 : 1;
        }

        return taken;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private long PlaceOf(ReadOnlySpan<byte> id) =>
        (long)(XxHash3.HashToUInt64(id, (long)seed) & (ulong)(slots.Length - 1));

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private bool TryFind(ReadOnlySpan<byte> id, long place, out int ordinal)
    {
        long mask = slots.Length - 1;
        for (int i = 0; i < _probes; i++, place = (place + 1) & mask)
        {
            uint slot = slots[place];
            if (slot == 0)
            {
                break;
            }

            if (slot - 1 < (uint)Count && this[(int)(slot - 1)].SequenceEqual(id))
            {
                ordinal = (int)(slot - 1);
                return true;
            }
        }

        ordinal = -1;
        return false;
    }

    /// <summary>
    /// Number of slots for a number of ids: a power of two, at most half full. Fuller tables have runs above the bound.
    /// </summary>
    public static long SlotCount(int count) =>
        (long)System.Numerics.BitOperations.RoundUpToPowerOf2((ulong)Math.Max(4, 2L * count));

    /// <summary>
    /// Fills the slots; returns the seed and the longest run of slots that a lookup may read. Stops at a repeated id,
    /// reported in <paramref name="twice"/> as (first, second). The first seed is 0. Later ones come from a SHA-256 of
    /// all ids, so that nobody can choose ids for long runs: changing an id changes the seed.
    /// </summary>
    public static (ulong Seed, int Probes) Fill(
        NativeView<uint> offsets, NativeView<byte> text, NativeView<uint> slots, out (int First, int Second)? twice)
    {
        twice = null;
        int count = (int)(offsets.Length - 1);
        long mask = slots.Length - 1;
        for (int tried = 0; ; tried++)
        {
            ulong seed = tried == 0 ? 0 : SeedOf(offsets, text, tried);
            slots.Clear();
            int longest = 1;
            for (int ordinal = 0; ordinal < count; ordinal++)
            {
                ReadOnlySpan<byte> id = IdOf(offsets, text, ordinal);
                long place = (long)(XxHash3.HashToUInt64(id, (long)seed) & (ulong)mask);
                int probes = 1;
                while (slots[place] != 0)
                {
                    int other = (int)(slots[place] - 1);
                    if (IdOf(offsets, text, other).SequenceEqual(id))
                    {
                        twice = (other, ordinal);
                        return (seed, longest);
                    }

                    place = (place + 1) & mask;
                    probes++;
                }

                slots[place] = (uint)ordinal + 1;
                longest = Math.Max(longest, probes + 1);
            }

            if (longest <= MaxProbes)
            {
                return (seed, longest);
            }

            if (tried == MaxSeeds)
            {
                throw new InvalidOperationException(
                    $"found no table for {count} ids with runs of at most {MaxProbes} slots");
            }
        }
    }

    private static ulong SeedOf(NativeView<uint> offsets, NativeView<byte> text, int tried)
    {
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Span<byte> number = stackalloc byte[sizeof(uint)];
        for (int ordinal = 0; ordinal < offsets.Length - 1; ordinal++)
        {
            ReadOnlySpan<byte> id = IdOf(offsets, text, ordinal);
            BinaryPrimitives.WriteInt32LittleEndian(number, id.Length);
            hash.AppendData(number);
            hash.AppendData(id);
        }

        BinaryPrimitives.WriteInt32LittleEndian(number, tried);
        hash.AppendData(number);
        return BinaryPrimitives.ReadUInt64LittleEndian(hash.GetHashAndReset());
    }

    private static ReadOnlySpan<byte> IdOf(NativeView<uint> offsets, NativeView<byte> text, int ordinal) =>
        text.Slice(offsets[ordinal], (int)(offsets[ordinal + 1L] - offsets[ordinal]));
}
