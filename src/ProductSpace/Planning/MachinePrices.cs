using System.Runtime.CompilerServices;

namespace ProductSpace.Planning;

/// <summary>
/// Nanoseconds of a processor's core for the units of counted work: near = the codes are found in the last cache, far =
/// in main memory. Only ratios matter to the choice of a strategy. Immutable; <see cref="Current"/> changes at most
/// once in a process, from the built-in numbers to those of <see cref="PriceProbe"/>.
/// </summary>
internal sealed record MachinePrices
{
    /// <summary>Measured on the processor of decisions/cells.md.</summary>
    public static readonly MachinePrices BuiltIn = new();

    private static MachinePrices current = BuiltIn;

    /// <summary>What searches of this process plan with.</summary>
    public static MachinePrices Current
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => Volatile.Read(ref current);
        set => Volatile.Write(ref current, value);
    }

    /// <summary>
    /// A vector of two cache lines that a walk scores, with its share of hops, lists and pool.
    /// </summary>
    public double WalkNear { get; init; } = 13;

    public double WalkFar { get; init; } = 20;

    /// <summary>Every further cache line of a vector that a walk scores.</summary>
    public double RowLineNear { get; init; } = 2;

    public double RowLineFar { get; init; } = 3;

    /// <summary>A centroid compared while cells are chosen.</summary>
    public double CentroidNear { get; init; } = 6;

    public double CentroidFar { get; init; } = 9;

    /// <summary>A cache line of 4-bit codes.</summary>
    public double LineNear { get; init; } = 7;

    public double LineFar { get; init; } = 9.5;

    /// <summary>A vector of two cache lines of a scan in the order of memory.</summary>
    public double Scan { [MethodImpl(MethodImplOptions.AggressiveInlining)] get; init; } = 5.5;

    /// <summary>Every further cache line of a vector of such a scan.</summary>
    public double ScanLine { [MethodImpl(MethodImplOptions.AggressiveInlining)] get; init; } = 2;

    /// <summary>A search of the cells as such: tables of the query, choosing, clearing.</summary>
    public double Probe { get; init; } = 6000;

    /// <summary>A walk's start from cells as such: tables of the query, ordering, clearing.</summary>
    public double Start { get; init; } = 2000;

    /// <summary>A centroid compared in lanes and held against a threshold.</summary>
    public double Lane { get; init; } = 1.2;

    /// <summary>Whether the numbers were measured in this process.</summary>
    public bool Measured { [MethodImpl(MethodImplOptions.AggressiveInlining)] get; init; }
}
