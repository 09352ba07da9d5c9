using System.Runtime.CompilerServices;

namespace ProductSpace.Planning;

/// <summary>
/// A walk over the matches of a filter, for a look at the cells that hold some to be followed by where the query's cells tell little.
/// The default offers none.
/// </summary>
/// <param name="Ef">Its pool.</param>
/// <param name="WorthCells">So many cells cost as much; 0 where there is no such walk.</param>
[method: MethodImpl(MethodImplOptions.AggressiveInlining)]
internal readonly record struct GraphOffer(int Ef, int WorthCells)
{
    /// <summary>Cells before it may take over: from fewer it starts too far off.</summary>
    public const int CellsBefore = 640;

    /// <summary>See <see cref="CellsBefore"/>.</summary>
    public int LeastCells { get; init; } = CellsBefore;

    /// <summary>
    /// It takes over where so many times the cells looked at are left, by the rate at which what is expected of them falls: there
    /// centroids tell little. Where they tell much, what they leave out are exceptions, which a walk hardly reaches.
    /// </summary>
    public int LeastLeft { get; init; } = 96;
}
