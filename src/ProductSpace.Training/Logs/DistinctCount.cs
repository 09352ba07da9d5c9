namespace ProductSpace.Training.Logs;

/// <summary>
/// Counts distinct hashes in bounded memory: exactly up to a limit; beyond it, from those below a bound that is halved
/// whenever too many were kept. The count does not depend on the order of adding.
/// </summary>
internal sealed class DistinctCount(int limit = DistinctCount.DefaultLimit)
{
    /// <summary>Number of hashes that gives an estimate within about one per cent.</summary>
    public const int DefaultLimit = 1 << 17;

    private readonly HashSet<ulong> _kept = [];
    private int _halvings;

    /// <summary>True if the count is an estimate.</summary>
    public bool IsEstimate => _halvings > 0;

    public long Count => (long)_kept.Count << _halvings;

    public void Add(ulong hash)
    {
        if (!IsKept(hash) || !_kept.Add(hash))
        {
            return;
        }

        while (_kept.Count > limit)
        {
            _halvings++;
            _kept.RemoveWhere(one => !IsKept(one));
        }
    }

    private bool IsKept(ulong hash) => _halvings == 0 || hash >> (64 - _halvings) == 0;
}
