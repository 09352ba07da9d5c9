using System.Runtime.CompilerServices;
using ProductSpace.Storage;

namespace ProductSpace.Planning;

/// <summary>
/// Remembers the plans of the requests made last: a shop asks few combinations of kind, k and target, and a look into the
/// calibration costs a microsecond. Any number of threads, without locks and without allocation: each slot has a version,
/// odd while somebody writes it (a sequence lock); a reader that sees it change takes it for a miss, and a writer that finds
/// it odd gives up. Plans made by other prices are not found again.
/// </summary>
/// <param name="slots">A power of two.</param>
internal sealed class PlanMemo(int slots = 64)
{
    private readonly int _shift = 64 - System.Numerics.BitOperations.Log2((uint)slots);
    private readonly Slot[] _slots = new Slot[slots];

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public bool TryGet(QueryKind kind, int k, float target, out SearchPlan plan)
    {
        ulong key = KeyOf(kind, k, target);
        ref Slot slot = ref _slots[PlaceOf(key)];
        int version = Volatile.Read(ref slot.Version);
        bool isKnown = slot.Key == key && (version & 1) == 0;
        plan = slot.Plan;
        Volatile.ReadBarrier();
        return isKnown && slot.Version == version;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Set(QueryKind kind, int k, float target, in SearchPlan plan)
    {
        ulong key = KeyOf(kind, k, target);
        ref Slot slot = ref _slots[PlaceOf(key)];
        int version = Volatile.Read(ref slot.Version);
        if ((version & 1) != 0 || Interlocked.CompareExchange(ref slot.Version, version + 1, version) != version)
        {
            return;
        }

        slot.Key = key;
        slot.Plan = plan;
        Volatile.Write(ref slot.Version, version + 2);
    }

    /// <summary>Never 0, which is the key of an empty slot.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong KeyOf(QueryKind kind, int k, float target) =>
        BitConverter.SingleToUInt32Bits(target) | ((ulong)(uint)k << 32) | ((ulong)(1 + (int)kind) << 60)
        | (MachinePrices.Current.Measured ? 1UL << 59 : 0);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private int PlaceOf(ulong key) => (int)((key * 0x9E3779B97F4A7C15) >> _shift);

    private struct Slot
    {
        public int Version;
        public ulong Key;
        public SearchPlan Plan;
    }
}
