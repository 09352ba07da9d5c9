using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace ProductSpace.Memory;

/// <summary>Limits that the caller sets on a search; the default sets none.</summary>
/// <param name="MaxScoredVectors">Maximum number of vectors to score; 0 for no limit.</param>
/// <param name="Deadline">Timestamp of <see cref="Stopwatch"/> at which the search ends; 0 for none.</param>
/// <param name="CancellationToken">Cancels the search.</param>
internal readonly record struct SearchLimits(long MaxScoredVectors, long Deadline, CancellationToken CancellationToken)
{
    public bool IsLimited
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => MaxScoredVectors > 0 || Deadline != 0 || CancellationToken.CanBeCanceled;
    }

    /// <summary>Computes the deadline of a search that begins now; 0 if the limit is zero or spans centuries.</summary>
    public static long DeadlineAfter(TimeSpan limit)
    {
        double ticks = limit.TotalSeconds * Stopwatch.Frequency;
        return ticks is > 0 and < 1L << 61 ? Stopwatch.GetTimestamp() + (long)ticks : 0;
    }
}
