namespace ProductSpace.Storage;

/// <summary>Kinds of queries; they differ in how many nodes a walk needs.</summary>
internal enum QueryKind
{
    /// <summary>A vector of unknown origin, from the entry point alone.</summary>
    Vector = 0,

    /// <summary>One viewed product, from its node.</summary>
    OneView = 1,

    /// <summary>The mean of two to five viewed products, from their nodes.</summary>
    FewViews = 2,

    /// <summary>The mean of six and more, from their nodes.</summary>
    ManyViews = 3,
}

/// <summary>
/// One measured point of the graph, as it stands in the file: the recall of one efSearch for a kind of query and k.
/// </summary>
internal struct CalibrationRow : IMeasuredRow
{
    /// <summary>Number of <see cref="QueryKind"/>s.</summary>
    public const int Kinds = 4;

    public int Kind;
    public int K;
    public int Ef;

    /// <summary>Mean recall in 65535ths.</summary>
    public int Recall;

    /// <summary>Mean number of vectors scored.</summary>
    public int Scored;

    /// <summary>Mean number of nodes expanded.</summary>
    public int Hops;

    /// <summary>The k that a build measures, ascending.</summary>
    public static ReadOnlySpan<int> MeasuredK => [10, 30, 100];

    /// <inheritdoc/>
    public readonly bool IsSound => Kind is >= 0 and < Kinds && K is >= 1 and <= 1 << 20 && Ef is >= 1 and <= 1 << 20;
}

/// <summary>One measured point of the cells, as it stands in the file.</summary>
internal struct CellCalibrationRow : IMeasuredRow
{
    public int Kind;
    public int K;

    /// <summary>Cells scanned.</summary>
    public int Cells;

    /// <summary>efSearch of the walk that starts at what the cells gave; 0 for none.</summary>
    public int Ef;

    /// <summary>Mean recall in 65535ths.</summary>
    public int Recall;

    /// <summary>Mean number of centroids compared.</summary>
    public int Compared;

    /// <summary>Mean number of vectors scored by their 7-bit codes.</summary>
    public int Scored;

    /// <summary>Mean number of nodes expanded.</summary>
    public int Hops;

    /// <inheritdoc/>
    public readonly bool IsSound =>
        CalibrationRow.MeasuredK.Contains(K) && Kind is >= 0 and < CalibrationRow.Kinds && Cells is >= 1 and <= 1 << 16
        && Ef is >= 0 and <= 1 << 16 && Math.Min(Compared, Math.Min(Scored, Hops)) >= 0;
}
