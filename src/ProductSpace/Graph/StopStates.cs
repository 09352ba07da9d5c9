using System.Numerics;
using System.Runtime.CompilerServices;

namespace ProductSpace.Graph;

/// <summary>
/// The states of a walk that say how many of the k nearest it has not met yet: how much farther the next candidate is
/// than the k-th nearest so far, how many hops ago the k nearest changed, how deep in the pool the candidate stands,
/// and how near the k-th nearest is beside those of other queries. Each of the four is sorted into few steps, in
/// integers, so that a build can count what is missing in each state and a search can look it up. The first is the rule
/// of Al-Jazzazi et al., Distance Adaptive Beam Search (arXiv 2505.15636), the second that of Teofili and Lin, Patience
/// in Proximity (ECIR 2025).
/// </summary>
internal static class StopStates
{
    /// <summary>Number of states.</summary>
    public const int Count = Gaps * PerGap;

    /// <summary>Steps of the gap, see <see cref="GapOf"/>.</summary>
    public const int Gaps = 24;

    /// <summary>Gaps are measured in this part of the distance of the k-th nearest.</summary>
    public const int GapUnits = 1024;

    private const int Waits = 5;
    private const int Depths = 10;
    private const int FirstGap = 16;

    /// <summary>States of one step of the gap; those of a larger gap follow.</summary>
    public const int PerGap = Waits * Depths * Nears;

    /// <summary>Steps of how near the k-th nearest is, the nearest first.</summary>
    public const int Nears = 4;

    /// <summary>The state, below <see cref="Count"/>.</summary>
    /// <param name="gap">Step of the gap.</param>
    /// <param name="hops">Nodes expanded since the k nearest changed.</param>
    /// <param name="depth">Place of the next candidate in the pool, at least k.</param>
    /// <param name="k">Results asked for.</param>
    /// <param name="near">Step of how near the k-th nearest is.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Of(int gap, int hops, int depth, int k, int near)
    {
        int wait = Math.Clamp(BitOperations.Log2((uint)hops | 1) - 1, 0, Waits - 1);
        uint part = (uint)Math.Min(int.MaxValue, 16L * depth / k) | 1;
        int octave = BitOperations.Log2(part);
        int place = Math.Clamp((2 * (octave - 4)) + (int)((part >> (octave - 1)) & 1), 0, Depths - 1);
        return (((((gap * Waits) + wait) * Depths) + place) * Nears) + near;
    }

    /// <summary>The step of a gap: four steps an octave from 1/64 of the distance of the k-th nearest on.</summary>
    /// <param name="next">Distance of the next candidate.</param>
    /// <param name="kth">Distance of the k-th nearest.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int GapOf(long next, long kth)
    {
        long gap = kth <= 0 ? int.MaxValue : Math.Clamp((next - kth) * GapUnits / kth, 0, int.MaxValue);
        if (gap < FirstGap)
        {
            return 0;
        }

        int octave = BitOperations.Log2((uint)gap);
        return Math.Min(Gaps - 1, (4 * (octave - 4)) + (int)((gap >> (octave - 2)) & 3) + 1);
    }

    /// <summary>The least gap of a step, in <see cref="GapUnits"/>; no gap reaches a step behind the last.</summary>
    public static int StartOf(int step) => step switch
    {
        <= 0 => 0,
        >= Gaps => int.MaxValue,
        _ => (4 + ((step - 1) & 3)) << ((step - 1) >> 2) << 2,
    };
}
