using System.IO.Hashing;
using System.Runtime.CompilerServices;

namespace ProductSpace.Delta;

/// <summary>
/// Product ids of a delta's rows: an open-addressed table of fixed size, at most half full. A slot names the newest row
/// of an id, which links to older rows of that id. There is one writer. Readers need no lock: a slot is written after
/// the row's id, and a row newer than a reader may see links to older ones.
/// </summary>
internal sealed class DeltaIds
{
    private readonly int[] _slots;
    private readonly byte[]?[] _ids;
    private readonly int[] _older;

    /// <param name="capacity">Maximum number of rows.</param>
    public DeltaIds(int capacity)
    {
        _slots = new int[(int)System.Numerics.BitOperations.RoundUpToPowerOf2((uint)Math.Max(4, 2 * capacity))];
        _ids = new byte[]?[capacity];
        _older = new int[capacity];
    }

    public ReadOnlySpan<byte> this[int row] => _ids[row];

    /// <summary>Finds the newest row of an id; -1 if there is none.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public int Newest(ReadOnlySpan<byte> id)
    {
        int mask = _slots.Length - 1;
        for (int place = (int)XxHash3.HashToUInt64(id) & mask; ; place = (place + 1) & mask)
        {
            int slot = Volatile.Read(ref _slots[place]);
            if (slot == 0)
            {
                return -1;
            }

            if (_ids[slot - 1].AsSpan().SequenceEqual(id))
            {
                return slot - 1;
            }
        }
    }

    /// <summary>Previous row of the same id; -1 if there is none.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int Older(int row) => _older[row];

    /// <summary>Adds the next row. Called by the writer only.</summary>
    public void Add(int row, byte[] id)
    {
        _ids[row] = id;
        int mask = _slots.Length - 1;
        int place = (int)XxHash3.HashToUInt64(id) & mask;
        while (_slots[place] != 0 && !_ids[_slots[place] - 1].AsSpan().SequenceEqual(id))
        {
            place = (place + 1) & mask;
        }

        _older[row] = _slots[place] - 1;
        Volatile.Write(ref _slots[place], row + 1);
    }
}
