using System.Runtime.CompilerServices;
using ProductSpace.Delta;
using ProductSpace.Snapshot;

namespace ProductSpace;

/// <summary>Delta of <see cref="ProductIndex"/>: a host attaches it, and every search takes its prefix once.</summary>
public sealed partial class ProductIndex
{
    private DeltaLog? _delta;

    /// <summary>
    /// Delta that results are merged with; null for none. A host may set it at any time: a search keeps the one that it
    /// began with.
    /// </summary>
    internal DeltaLog? DeltaLog
    {
        get => Volatile.Read(ref _delta);
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        set => Volatile.Write(ref _delta, value);
    }

    /// <summary>Returns an empty delta over this index, without attaching it.</summary>
    /// <param name="capacity">Number of versions of products that it has room for.</param>
    /// <param name="firstOrdinal">Ordinal of its first product: no ordinal is given twice.</param>
    internal DeltaLog NewDelta(int capacity, int firstOrdinal = 0) => new(
        Columns, _snapshot.Spaces, capacity, Math.Max(Count, firstOrdinal));

    /// <summary>Returns what a search that begins now sees of the delta.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal DeltaView DeltaIn(Space space) => Volatile.Read(ref _delta) is DeltaLog log ? log.Now(
        (int)space) : default;

    /// <summary>Number after the last ordinal, those of the delta's products included.</summary>
    internal int EndOrdinal => DeltaLog?.EndOrdinal ?? Count;

    /// <summary>Whether an ordinal is that of a product, which a delta may have replaced or removed.</summary>
    internal bool Has(int ordinal) => (uint)ordinal < (uint)Count
        || (DeltaLog is DeltaLog log && ordinal >= log.FirstOrdinal && ordinal < log.EndOrdinal);

    /// <summary>Checks an ordinal; returns the delta.</summary>
    private DeltaLog? CheckOrdinal(int ordinal)
    {
        DeltaLog? log = DeltaLog;
        int end = log?.EndOrdinal ?? Count;
        if ((uint)ordinal < (uint)Count || (log is not null && ordinal >= log.FirstOrdinal && ordinal < end))
        {
            return log;
        }

        throw new ArgumentOutOfRangeException(nameof(ordinal), ordinal, log is null
            ? $"ordinals of this snapshot are in [0, {Count})"
            : $"ordinals of this snapshot are in [0, {Count}), those of its delta in [{log.FirstOrdinal}, {end}); "
                + "a compaction gives its products new ones");
    }

    /// <summary>Reads an attribute of a product from the delta, else from the snapshot.</summary>
    /// <param name="ordinal">Ordinal of the product.</param>
    /// <param name="read">Reads it from the snapshot.</param>
    /// <param name="say">Reads it from the delta; null where it is not there.</param>
    /// <param name="isWhole">Whether a delta that knows the product always knows this attribute.</param>
    private T? Read<T>(
        int ordinal,
        Func<ProductColumns, int, T> read,
        Func<DeltaLog, DeltaAttributes, int, T?> say,
        bool isWhole = false)
    {
        DeltaLog? log = CheckOrdinal(ordinal);
        Enter();
        try
        {
            int product = ordinal;
            if (log?.AttributesOf(ordinal, log.Count) is DeltaAttributes said)
            {
                T? value = say(log, said, ordinal);
                if (isWhole || value is not null || said.Base < 0)
                {
                    return value;
                }

                product = said.Base;
            }

            return read(Columns, product);
        }
        finally
        {
            _lease.Exit();
        }
    }
}
