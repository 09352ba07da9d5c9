using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace ProductSpace.Memory;

/// <summary>
/// What one search may still spend. Checked between steps of about a microsecond (a hop of a walk, a block of a scan,
/// some cells), never per vector, and only if a step is left to take: once it says no, the answer is incomplete. Reused
/// from search to search, by one thread at a time.
/// </summary>
internal sealed class SearchBudget
{
    private SearchLimits _limits;

    /// <summary>Vectors scored by earlier stages.</summary>
    private long _before;

    /// <summary>Whether any limit is set; if not, nothing has to be checked.</summary>
    public bool IsLimited { get; private set; }

    /// <summary>Whether the search ended early.</summary>
    public bool IsCut { get; private set; }

    /// <summary>Rows that a limited scan has looked at.</summary>
    public long Scanned { get; private set; }

    public void Begin(in SearchLimits limits)
    {
        _limits = limits;
        _before = 0;
        IsLimited = limits.IsLimited;
        IsCut = false;
        Scanned = 0;
    }

    /// <summary>Whether the search has to end, given the vectors scored in this stage.</summary>
    public bool IsSpent(long scored)
    {
        if (!IsCut)
        {
            IsCut = (_limits.MaxScoredVectors > 0 && _before + scored >= _limits.MaxScoredVectors) || IsLate();
        }

        return IsCut;
    }

    /// <summary>Whether the search ended early, by any of its limits: for pages, the next of which goes on.</summary>
    public bool IsOutOfTime() => IsLate() || IsCut;

    /// <summary>
    /// Whether the time is up or the caller cancelled, however much was spent: for steps that finish what was found,
    /// which a limit on vectors leaves alone.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public bool IsLate()
    {
        bool isLate = (_limits.Deadline != 0 && Stopwatch.GetTimestamp() >= _limits.Deadline)
            || _limits.CancellationToken.IsCancellationRequested;
        IsCut |= isLate;
        return isLate;
    }

    /// <summary>
    /// Asks <see cref="IsLate"/> at every 64th step of some dozens of nanoseconds, the first ones left out: what was
    /// found has an answer.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool IsLateAt(int step) => IsLimited && step > 0 && (step & 63) == 0 && IsLate();

    /// <summary>Ends a stage.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Spend(long scored) => _before += scored;

    /// <summary>Whether the vectors that are left suffice for further rows.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool CanScan(int rows) =>
        _limits.MaxScoredVectors == 0 || _before + Scanned + rows <= _limits.MaxScoredVectors;

    /// <summary>Counts further rows as scanned; false if the budget is spent.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public bool TryScan(int rows)
    {
        if (IsSpent(Scanned))
        {
            return false;
        }

        Scanned += rows;
        return true;
    }

    /// <summary>Adopts the progress of a scan that checked another query's budget.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Follow(SearchBudget leader)
    {
        IsCut |= leader.IsCut;
        Scanned = leader.Scanned;
    }

    /// <exception cref="OperationCanceledException">The caller cancelled the search.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void ThrowIfCancelled()
    {
        if (IsCut)
        {
            _limits.CancellationToken.ThrowIfCancellationRequested();
        }
    }
}
