using System.Runtime.CompilerServices;

namespace ProductSpace.Graph;

/// <summary>When a walk has found enough of the k nearest, by what a build counted.</summary>
/// <param name="Misses">
/// Share of the k nearest missing in each state, in 65535ths; null where nothing was counted.
/// </param>
/// <param name="First">Place of the first state in the table.</param>
/// <param name="K">Results asked for.</param>
/// <param name="Allowed">Share that may be missing, in 65535ths.</param>
/// <param name="Reach">Step of the gap from which on a walk ends in any state.</param>
/// <param name="Near">Where the second, third and fourth step of how near the k-th nearest is begin.</param>
/// <param name="Bias">What is missing at the end, divided by what the table says there.</param>
[method: MethodImpl(MethodImplOptions.AggressiveInlining)]
internal readonly record struct WalkStop(
    ushort[]? Misses, int First, int K, int Allowed, int Reach, NearSteps Near, float Bias)
{
    /// <summary>Nodes of the pool: a walk that expanded them all ends, whatever it still expects to miss.</summary>
    public const int Pool = 1536;

    /// <summary>Whether the walk ends by itself; else its pool decides.</summary>
    public bool IsOn
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => Misses is not null;
    }
}

/// <summary>
/// Borders between the steps of how near the k-th nearest is: 1 - similarity, in <see cref="Units"/>, ascending.
/// </summary>
internal readonly record struct NearSteps(int Second, int Third, int Fourth)
{
    /// <summary>Parts of 1.</summary>
    public const int Units = 32_768;

    /// <summary>The step of a k-th nearest.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int Of(int distance) =>
        (distance >= Second ? 1 : 0) + (distance >= Third ? 1 : 0) + (distance >= Fourth ? 1 : 0);
}
