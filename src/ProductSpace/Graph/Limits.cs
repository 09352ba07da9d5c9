using System.Runtime.CompilerServices;
using ProductSpace.Memory;

namespace ProductSpace.Graph;

/// <summary>
/// Decides between two hops whether a walk has to end. A type argument, so that the loop without a limit is compiled
/// without the check.
/// </summary>
internal interface ILimit
{
    bool IsSpent(long scored);

    /// <summary>False if it never ends a walk, so that the check vanishes.</summary>
    static abstract bool CanEnd { get; }
}

internal readonly struct Unlimited : ILimit
{
    public static bool CanEnd => false;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool IsSpent(long scored) => false;
}

internal readonly struct Limited(SearchBudget budget) : ILimit
{
    public static bool CanEnd => true;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool IsSpent(long scored) => budget.IsSpent(scored);
}

/// <summary>
/// Pauses a walk after a number of vectors, so that its pool can be inspected; the walk may continue.
/// </summary>
internal readonly struct Halt(SearchBudget budget, long scored) : ILimit
{
    public static bool CanEnd => true;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool IsSpent(long now) => now >= scored || (budget.IsLimited && budget.IsSpent(now));
}

/// <summary>
/// Ends a walk when the first <paramref name="depth"/> nodes of its pool are expanded: as a pool of that size does,
/// while a larger one keeps what was met behind them.
/// </summary>
internal readonly struct UntilDepth(SearchPool pool, int depth, SearchBudget budget) : ILimit
{
    public static bool CanEnd => true;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool IsSpent(long scored) =>
        pool.NextPosition >= depth || (budget.IsLimited && budget.IsSpent(scored));
}
