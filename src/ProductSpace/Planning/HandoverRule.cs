using System.Runtime.CompilerServices;

namespace ProductSpace.Planning;

/// <summary>
/// When a search of filtered cells hands over to a walk over the matches: where the centroids near the query tell little,
/// most cells would have to be looked at, and the walk costs less. The default never hands over.
/// </summary>
/// <param name="EfSearch">Pool of that walk.</param>
/// <param name="WorthCells">Number of cells that cost as much as the walk; 0 where there is no walk.</param>
[method: MethodImpl(MethodImplOptions.AggressiveInlining)]
internal readonly record struct HandoverRule(int EfSearch, int WorthCells)
{
    /// <summary>Cells to look at before a hand-over: from fewer, the walk starts too far off.</summary>
    public const int CellsBefore = 640;

    /// <summary>See <see cref="CellsBefore"/>.</summary>
    public int MinCells { get; init; } = CellsBefore;

    /// <summary>
    /// Hands over where the cells left, by the rate at which the expected hits fall, are more than this multiple of the cells
    /// looked at: there centroids tell little. Where they tell much, the hits left are exceptions, which a walk rarely reaches.
    /// </summary>
    public int MinLeft { get; init; } = 96;

    public bool IsOffered
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => WorthCells > 0;
    }
}
