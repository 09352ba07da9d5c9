using System.Runtime.CompilerServices;

namespace ProductSpace.Delta;

/// <summary>
/// Newest version of each base product that a delta changed: an open-addressed table by ordinal, of fixed size, at most
/// half full. There is one writer. Readers need no lock: the version of a slot is written before its ordinal, and
/// versions newer than a reader may see link to older ones.
/// </summary>
internal sealed class DeltaBase
{
    private const uint Spread = 2654435769;

    private readonly int[] _ordinals;
    private readonly int[] _versions;
    private readonly int _shift;

    /// <param name="capacity">Maximum number of products.</param>
    public DeltaBase(int capacity)
    {
        int slots = (int)System.Numerics.BitOperations.RoundUpToPowerOf2((uint)Math.Max(4, 2 * capacity));
        _ordinals = new int[slots];
        _versions = new int[slots];
        _shift = 32 - System.Numerics.BitOperations.Log2((uint)slots);
    }

    /// <summary>Finds the newest version of a base product; -1 if there is none.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public int Newest(int ordinal)
    {
        int mask = _ordinals.Length - 1;
        for (int place = (int)((uint)ordinal * Spread >> _shift); ; place = (place + 1) & mask)
        {
            int found = Volatile.Read(ref _ordinals[place]);
            if (found == ordinal + 1)
            {
                return Volatile.Read(ref _versions[place]);
            }

            if (found == 0)
            {
                return -1;
            }
        }
    }

    /// <summary>Sets the newest version of a base product. Called by the writer only.</summary>
    public void Set(int ordinal, int version)
    {
        int mask = _ordinals.Length - 1;
        int place = (int)((uint)ordinal * Spread >> _shift);
        while (_ordinals[place] != 0 && _ordinals[place] != ordinal + 1)
        {
            place = (place + 1) & mask;
        }

        Volatile.Write(ref _versions[place], version);
        Volatile.Write(ref _ordinals[place], ordinal + 1);
    }
}
