using System.Runtime.CompilerServices;
using ProductSpace.Filtering;

namespace ProductSpace.Delta;

/// <summary>
/// Which versions of a delta pass a compiled filter. Each version is tested once, by the first search that sees it, under a
/// lock; after that it is a bit. Any number of threads.
/// </summary>
/// <param name="predicate">The filter as a test; null for a set without a description, which no version passes.</param>
/// <param name="products">The filter's set of base products.</param>
internal sealed class DeltaMatches(RowPredicate? predicate, RowSet products)
{
    private readonly Lock _testing = new();
    private DeltaMatchBits? _bits;

    public long Bytes => predicate?.Bytes ?? 0;

    /// <summary>The bits of at least all versions that a view sees.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
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
                if (product is not null && predicate is not null && predicate.Matches(product, target < 0 ? null : log.IdOfRow(target)))
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

/// <summary>Bits by version. Written under the filter's lock for versions that no reader looks at yet; words are read whole.</summary>
internal sealed class DeltaMatchBits(DeltaLog log)
{
    private readonly ulong[] _passes = new ulong[RowBits.WordsOf(log.Capacity)];
    private readonly ulong[] _news = new ulong[RowBits.WordsOf(log.Capacity)];
    private int _tested;

    public DeltaLog Log { get; } = log;

    /// <summary>Versions that were tested; written after their bits.</summary>
    public int Tested
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => Volatile.Read(ref _tested);
        set => Volatile.Write(ref _tested, value);
    }

    /// <summary>Versions of base products that pass although the filter's set does not hold the product, 64 a word.</summary>
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
