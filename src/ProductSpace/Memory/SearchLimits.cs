using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace ProductSpace.Memory;

/// <summary>What the caller allows a search; the default allows everything.</summary>
/// <param name="MaxScoredVectors">Vectors that may be scored; 0 for any number.</param>
/// <param name="Deadline">Timestamp of <see cref="Stopwatch"/> at which a search ends; 0 for none.</param>
/// <param name="CancellationToken">The caller's.</param>
internal readonly record struct SearchLimits(long MaxScoredVectors, long Deadline, CancellationToken CancellationToken)
{
    public bool IsLimited
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => MaxScoredVectors > 0 || Deadline != 0 || CancellationToken.CanBeCanceled;
    }

    /// <summary>The deadline of a search that begins now; 0 where the limit is zero or of centuries.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static long DeadlineAfter(TimeSpan limit)
    {
        double ticks = limit.TotalSeconds * Stopwatch.Frequency;
        return ticks is > 0 and < 1L << 61 ? Stopwatch.GetTimestamp() + (long)ticks : 0;
    }
}
