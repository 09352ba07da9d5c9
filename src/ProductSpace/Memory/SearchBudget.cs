using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace ProductSpace.Memory;

/// <summary>
/// What one search may still spend. It is asked between steps of a microsecond or so (a hop of a walk, a block of a scan,
/// some cells), never for a vector, and only where there is a step left to take: once it said no, something was left out.
/// Reused from search to search, for one thread at a time.
/// </summary>
internal sealed class SearchBudget
{
    private SearchLimits _limits;

    /// <summary>Vectors that the stages before this one scored.</summary>
    private long _before;

    /// <summary>Whether there is any limit; without one nothing has to be asked.</summary>
    public bool IsLimited { get; private set; }

    /// <summary>Whether the search was ended early.</summary>
    public bool IsCut { get; private set; }

    /// <summary>Rows that a limited scan looked at.</summary>
    public long Scanned { get; private set; }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Begin(in SearchLimits limits)
    {
        _limits = limits;
        _before = 0;
        IsLimited = limits.IsLimited;
        IsCut = false;
        Scanned = 0;
    }

    /// <summary>Whether the search has to end, after so many vectors of this stage.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public bool IsSpent(long scored)
    {
        if (!IsCut)
        {
            IsCut = (_limits.MaxScoredVectors > 0 && _before + scored >= _limits.MaxScoredVectors)
                || (_limits.Deadline != 0 && Stopwatch.GetTimestamp() >= _limits.Deadline)
                || _limits.CancellationToken.IsCancellationRequested;
        }

        return IsCut;
    }

    /// <summary>Ends a stage.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Spend(long scored) => _before += scored;

    /// <summary>Whether so many rows more may be scanned; if so they count as scanned.</summary>
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

    /// <summary>Takes over how far the scan came that another query's budget was asked for.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Follow(SearchBudget leader)
    {
        IsCut |= leader.IsCut;
        Scanned = leader.Scanned;
    }

    /// <exception cref="OperationCanceledException">the search was ended early because the caller wants no answer any more.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void ThrowIfCancelled()
    {
        if (IsCut)
        {
            _limits.CancellationToken.ThrowIfCancellationRequested();
        }
    }
}
