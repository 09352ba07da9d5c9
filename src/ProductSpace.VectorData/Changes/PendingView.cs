namespace ProductSpace.VectorData.Changes;

/// <summary>
/// What a reader sees of the changes: those up to a moment, for ever. Taking one costs nothing; the arrays are shared
/// with later views, which only add to them.
/// </summary>
internal sealed class PendingView
{
    private readonly Change[] _changes;
    private readonly int[] _hidden;
    private readonly int _hiddenCount;
    private readonly int _baseCount;
    private ulong[]? _baseBits;

    public PendingView(Change[] changes, int count, int[] hidden, int hiddenCount, int baseCount, int living)
    {
        _changes = changes;
        Count = count;
        _hidden = hidden;
        _hiddenCount = hiddenCount;
        _baseCount = baseCount;
        Living = living;
    }

    /// <summary>Number of changes.</summary>
    public int Count { get; }

    /// <summary>Number of records that the changes bring: written and neither replaced nor deleted since.</summary>
    public int Living { get; }

    /// <summary>Rows of the base that the changes replace or delete, each once.</summary>
    public ReadOnlySpan<int> Hidden => _hidden.AsSpan(0, _hiddenCount);

    /// <summary>Number of records of the base and the changes together.</summary>
    public int Records => _baseCount - _hiddenCount + Living;

    /// <summary>Returns the values of a change if the record lives in this view; else null.</summary>
    public object?[]? Find(int change) =>
        _changes[change] is Change found && found.ReplacedAt >= Count ? found.Values : null;

    public Change At(int change) => _changes[change];

    /// <summary>Rows of the base that live in this view, one bit each.</summary>
    public ulong[] BaseBits()
    {
        if (Volatile.Read(ref _baseBits) is ulong[] known)
        {
            return known;
        }

        ulong[] bits = new ulong[(_baseCount + 63) / 64];
        Array.Fill(bits, ulong.MaxValue);
        if (_baseCount % 64 != 0)
        {
            bits[^1] = (1UL << (_baseCount % 64)) - 1;
        }

        foreach (int row in Hidden)
        {
            bits[row >> 6] &= ~(1UL << (row & 63));
        }

        Volatile.Write(ref _baseBits, bits);
        return bits;
    }
}
