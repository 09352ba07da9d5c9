namespace ProductSpace.Fuzz.Snapshots;

/// <summary>The strategies and methods that a question goes by.</summary>
internal enum QuestionKind
{
    Search,
    SearchExact,
    SessionByOrdinals,
    SessionByIds,
    SessionExact,
    Many,
    ManyExact,

    /// <summary>The nearest cells, asked directly: the planner would scan a shop of this size.</summary>
    Cells,

    /// <summary>The same with a walk behind it.</summary>
    CellsThenGraph,

    /// <summary>The cells that hold matches of a filter, asked directly.</summary>
    Passing,

    /// <summary>The same, in rounds of groups.</summary>
    PassingInRounds,
}

/// <summary>A question to a snapshot.</summary>
internal readonly record struct Question(QuestionKind Kind, int K, float[] Vector, int[] Viewed, string[] Ids, SearchOptions Options)
{
    public const int Queries = 2;

    public bool IsSession => Kind is QuestionKind.SessionByOrdinals or QuestionKind.SessionByIds or QuestionKind.SessionExact;

    /// <summary>Asked by internals, which promise no number of hits.</summary>
    public bool IsDirect => Kind >= QuestionKind.Cells;
}
