using System.Runtime.CompilerServices;

namespace ProductSpace.Planning;

/// <summary>How a search without a filter goes: the cells to scan, if any, the pool of the walk after them, and the efSearch of a walk without them.</summary>
internal readonly record struct SearchPlan(int Cells, int CellEf, int WalkEf);

/// <summary>
/// Remembers the plans of the questions asked last: a shop asks few combinations of kind, k and target, and looking one up
/// in the calibration costs a microsecond. Any number of threads, without locks or allocation: an entry is a key and a
/// value, the key stored as key xor value, so that halves of two writers never look like an entry (Hyatt and Mann 2002).
/// </summary>
internal sealed class PlanMemo
{
    private const int Slots = 64;
    private const int CellBits = 17;
    private const int EfBits = 21;

    private readonly ulong[] _keys = new ulong[Slots];
    private readonly ulong[] _values = new ulong[Slots];

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public bool TryGet(QueryKind kind, int k, float target, out SearchPlan plan)
    {
        ulong key = Key(kind, k, target);
        int slot = Slot(key);
        ulong value = Volatile.Read(ref _values[slot]);
        plan = new SearchPlan((int)(value & ((1 << CellBits) - 1)), (int)((value >> CellBits) & ((1 << EfBits) - 1)), (int)(value >> (CellBits + EfBits)));
        return (Volatile.Read(ref _keys[slot]) ^ value) == key;
    }

    public void Set(QueryKind kind, int k, float target, SearchPlan plan)
    {
        ulong key = Key(kind, k, target);
        ulong value = (uint)plan.Cells | ((ulong)(uint)plan.CellEf << CellBits) | ((ulong)(uint)plan.WalkEf << (CellBits + EfBits));
        if (plan.Cells >= 1 << CellBits || plan.CellEf >= 1 << EfBits || plan.WalkEf >= 1 << EfBits)
        {
            return;
        }

        int slot = Slot(key);
        Volatile.Write(ref _keys[slot], key ^ value);
        Volatile.Write(ref _values[slot], value);
    }

    /// <summary>Never 0: an empty slot is no entry.</summary>
    private static ulong Key(QueryKind kind, int k, float target) =>
        BitConverter.SingleToUInt32Bits(target) | ((ulong)(uint)k << 32) | ((ulong)(1 + (int)kind) << 60);

    private static int Slot(ulong key) => (int)((key * 0x9E3779B97F4A7C15) >> 58);
}
