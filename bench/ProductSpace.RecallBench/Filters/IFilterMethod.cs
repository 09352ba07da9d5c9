using ProductSpace.RecallBench.Peers;

namespace ProductSpace.RecallBench.Filters;

/// <summary>A way to answer the queries of a case, one thread, one query after another.</summary>
internal interface IFilterMethod
{
    /// <summary>Settings to climb, ascending; one where there is nothing to set.</summary>
    IReadOnlyList<int> Settings(int k);

    FilterPass Measure(AskedCase asked, int k, int setting);
}

/// <summary>A pass over the queries of a case; over the first of them only where time ran out.</summary>
internal readonly record struct FilterPass(Sample Figures, int Asked)
{
    /// <summary>How our engine answered.</summary>
    public string Strategies { get; init; } = string.Empty;
}
