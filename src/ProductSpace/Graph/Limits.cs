using System.Runtime.CompilerServices;
using ProductSpace.Memory;

namespace ProductSpace.Graph;

/// <summary>
/// Whether a walk has to end between two hops. A type argument, so that the loop is compiled twice: once without a limit,
/// where nothing is asked, once with.
/// </summary>
internal interface ILimit
{
    bool IsSpent(long scored);

    /// <summary>False where it never ends: then nothing has to be asked.</summary>
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

/// <summary>Ends a walk after so many vectors for somebody who wants to look at its pool; it may go on after that.</summary>
internal readonly struct Halt(SearchBudget budget, long scored) : ILimit
{
    public static bool CanEnd => true;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool IsSpent(long now) => now >= scored || (budget.IsLimited && budget.IsSpent(now));
}
