using System.Runtime.CompilerServices;
using ProductSpace.Filtering;

namespace ProductSpace.Delta;

/// <summary>
/// The versions of a delta that match a compiled filter. The first search that sees a version tests it under a lock;
/// after that it is a bit. Thread-safe.
/// </summary>
/// <param name="predicate">The filter as a test; null for a set without a description, which no version
/// matches.</param>
/// <param name="products">Base products that match the filter.</param>
internal sealed class DeltaMatches(RowPredicate? predicate, RowSet products)
{
    private readonly Lock _testing = new();
    private DeltaMatchBits? _bits;

    public long Bytes => predicate?.Bytes ?? 0;

    /// <summary>Versions tested so far.</summary>
    public int Tested => Volatile.Read(ref _bits)?.Tested ?? 0;

    /// <summary>Writes the filter into another record; returns its number there.</summary>
    public int AddTo(FilterRecord record) => predicate is null ? record.AddNothing() : predicate.AddTo(record);

    /// <summary>Returns bits that cover at least the versions of a view.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public DeltaMatchBits For(DeltaView view)
    {
        DeltaMatchBits? bits = Volatile.Read(ref _bits);
        return bits is not null && bits.Log == view.Log && bits.Tested >= view.Versions ? bits : Test(view);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private DeltaMatchBits Test(DeltaView view)
    {
        lock (_testing)
        {
            DeltaLog log = view.Log!;
            DeltaMatchBits bits = _bits is not null && _bits.Log == log ? _bits : new DeltaMatchBits(log);
            for (int version = bits.Tested; version < view.Versions; version++)
            {
                DeltaAttributes? product = log.Attributes(version);
                int target = log.Target(version);
                if (product is not null
                    && predicate is not null
                    && predicate.Matches(product, target < 0 ? null : log.IdOfRow(target)))
                {
                    bits.Set(version, isNew: target < 0 && !products.Contains(~target));
                }
            }

            bits.Tested = Math.Max(bits.Tested, view.Versions);
            Volatile.Write(ref _bits, bits);
            return bits;
        }
    }
}

/// <summary>
/// Bits by version. Written under the filter's lock for versions that no reader uses yet; words are read atomically.
/// </summary>
internal sealed class DeltaMatchBits(DeltaLog log)
{
    private readonly ulong[] _passes = new ulong[RowBits.WordsOf(log.Capacity)];
    private readonly ulong[] _news = new ulong[RowBits.WordsOf(log.Capacity)];
    private int _tested;

    public DeltaLog Log { get; } = log;

    /// <summary>Number of tested versions; written after their bits.</summary>
    public int Tested
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => Volatile.Read(ref _tested);
        set => Volatile.Write(ref _tested, value);
    }

    /// <summary>
    /// Versions of base products that match although the filter's set does not contain the product, 64 per word.
    /// </summary>
    public ReadOnlySpan<ulong> News => _news;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool Passes(int version) => (_passes[version >> 6] & (1UL << (version & 63))) != 0;

    public void Set(int version, bool isNew)
    {
        RowBits.Set(_passes, version);
        if (isNew)
        {
            RowBits.Set(_news, version);
        }
    }
}
