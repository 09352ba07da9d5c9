using System.Runtime.CompilerServices;

namespace ProductSpace.Search;

/// <summary>What a strategy did.</summary>
/// <param name="Scored">Vectors compared by their codes.</param>
/// <param name="Cells">Cells whose 4-bit codes, or some products, were looked at.</param>
[method: MethodImpl(MethodImplOptions.AggressiveInlining)]
internal readonly record struct SearchWork(long Scored, int Cells = 0)
{
    /// <summary>Pool of the walk, or where it ended by itself; 0 without one.</summary>
    public int EfSearch { get; init; }

    /// <summary>
    /// Share of the k nearest that is expected to be missing, 0 to 1; negative where the strategy does not know.
    /// </summary>
    public float Missing { get; init; } = -1;

    /// <summary>Whether what was found is the answer; else another strategy has to follow.</summary>
    public bool IsComplete { get; init; }

    /// <summary>Whether filtered cells handed over to a walk over the matches.</summary>
    public bool HandedOver { get; init; }

    /// <summary>Adds what was done before, by another strategy of the same search.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public SearchWork After(in SearchWork before) =>
        this with { Scored = Scored + before.Scored, Cells = Cells + before.Cells };
}
