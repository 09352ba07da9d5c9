namespace ProductSpace.Storage;

/// <summary>
/// One measured point of walks of vectors that start from the best rows of the nearest cells and end by themselves, as
/// it stands in the file. Rows of one number of cells stand side by side, and their table of misses in the same order.
/// </summary>
internal struct CellStartRow : IMeasuredRow
{
    /// <summary>Most numbers of cells that a reader takes.</summary>
    public const int MaxStarts = 8;

    /// <summary>Cells whose best rows a walk starts from.</summary>
    public int Cells;

    /// <summary>Mean number of centroids compared before the walk.</summary>
    public int Compared;

    /// <summary>When such a walk ends, what it finds and what it scores.</summary>
    public WalkStopRow Stop;

    /// <inheritdoc/>
    public readonly bool IsSound =>
        Cells is >= 1 and <= 1 << 16 && Compared >= 0 && Stop.Kind == (int)QueryKind.Vector && Stop.IsSound;
}
