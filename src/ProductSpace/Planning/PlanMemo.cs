using System.Runtime.CompilerServices;
using ProductSpace.Numerics;

namespace ProductSpace.Planning;

/// <summary>
/// How a search goes: the cells to scan, if any, the pool of the walk after them, and the efSearch of a walk without them.
/// Under a filter the query says how many cells are scanned; where a walk over the matches can take over, its pool is given
/// and Cells are those that cost as much as it.
/// </summary>
internal readonly record struct SearchPlan(int Cells, int CellEf, int WalkEf)
{
    /// <summary>What a walk to the same target is expected to cost; 0 where that is not known.</summary>
    public float WalkMicroseconds { get; init; }

    /// <summary>The same of the best way over the cells, 0 where none reaches the target.</summary>
    public float CellMicroseconds { get; init; }

    /// <summary>The same of a scan under a filter.</summary>
    public float ScanMicroseconds { get; init; }

    /// <summary>Whether a scan by heads is to take the matches of the nearest groups first.</summary>
    public bool ByGroups { get; init; }
}

/// <summary>
/// Remembers the plans of the questions asked last: a shop asks few combinations of kind, k and target, and looking one up
/// in the calibration costs a microsecond. Any number of threads, without locks or allocation: an entry is a key and three
/// values, the key stored as the xor of all, so that parts of two writers never look like an entry (Hyatt and Mann
/// 2002; the values are mixed first, since those of one key may differ in the same bits). Plans of other prices are not
/// found again.
/// </summary>
internal sealed class PlanMemo(int slots = 64)
{
    private const int CellBits = 17;
    private const int EfBits = 21;
    private const int GroupsBit = CellBits + EfBits + EfBits;

    /// <summary>The number of slots is a power of two.</summary>
    private readonly int _shift = 64 - System.Numerics.BitOperations.Log2((uint)slots);
    private readonly ulong[] _keys = new ulong[slots];
    private readonly ulong[] _settings = new ulong[slots];
    private readonly ulong[] _costs = new ulong[slots];
    private readonly uint[] _scans = new uint[slots];

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public bool TryGet(QueryKind kind, int k, float target, out SearchPlan plan)
    {
        ulong key = Key(kind, k, target);
        int slot = Slot(key);
        ulong settings = Volatile.Read(ref _settings[slot]);
        ulong costs = Volatile.Read(ref _costs[slot]);
        uint scan = Volatile.Read(ref _scans[slot]);
        plan = new SearchPlan((int)(settings & ((1 << CellBits) - 1)), (int)((settings >> CellBits) & ((1 << EfBits) - 1)), (int)((settings >> (CellBits + EfBits)) & ((1 << EfBits) - 1)))
        {
            WalkMicroseconds = BitConverter.UInt32BitsToSingle((uint)costs),
            CellMicroseconds = BitConverter.UInt32BitsToSingle((uint)(costs >> 32)),
            ScanMicroseconds = BitConverter.UInt32BitsToSingle(scan),
            ByGroups = (settings >> GroupsBit) != 0,
        };
        return (Volatile.Read(ref _keys[slot]) ^ Sum(settings, costs, scan)) == key;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Set(QueryKind kind, int k, float target, SearchPlan plan)
    {
        if (plan.Cells >= 1 << CellBits || plan.CellEf >= 1 << EfBits || plan.WalkEf >= 1 << EfBits)
        {
            return;
        }

        ulong key = Key(kind, k, target);
        ulong settings = (uint)plan.Cells | ((ulong)(uint)plan.CellEf << CellBits) | ((ulong)(uint)plan.WalkEf << (CellBits + EfBits)) | (plan.ByGroups ? 1UL << GroupsBit : 0);
        ulong costs = BitConverter.SingleToUInt32Bits(plan.WalkMicroseconds) | ((ulong)BitConverter.SingleToUInt32Bits(plan.CellMicroseconds) << 32);
        uint scan = BitConverter.SingleToUInt32Bits(plan.ScanMicroseconds);
        int slot = Slot(key);
        Volatile.Write(ref _keys[slot], key ^ Sum(settings, costs, scan));
        Volatile.Write(ref _settings[slot], settings);
        Volatile.Write(ref _costs[slot], costs);
        Volatile.Write(ref _scans[slot], scan);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Sum(ulong settings, ulong costs, uint scan) => SeededRandom.Hash(SeededRandom.Hash(settings, costs), scan);

    /// <summary>Never 0: an empty slot is no entry.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Key(QueryKind kind, int k, float target) =>
        BitConverter.SingleToUInt32Bits(target) | ((ulong)(uint)k << 32) | ((ulong)(1 + (int)kind) << 60) | (MachinePrices.Current.Measured ? 1UL << 59 : 0);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private int Slot(ulong key) => (int)((key * 0x9E3779B97F4A7C15) >> _shift);
}
