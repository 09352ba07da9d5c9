using ProductSpace.Graph;

namespace ProductSpace.Planning;

/// <summary>All that one batch of searches writes: a lane for each search that is under way at a time; for one thread.</summary>
internal sealed class BatchScratch
{
    /// <summary>Searches under way at a time (measured, see the decision page of the batch).</summary>
    public const int MostLanes = 16;

    private readonly BatchLane?[] _lanes = new BatchLane?[MostLanes];
    private readonly SearchScratch[] _together = new SearchScratch[MostLanes];

    /// <summary>A lane, made when it is needed first.</summary>
    public BatchLane Lane(int number) => _lanes[number] ??= new BatchLane();

    /// <summary>Room for the scratches of queries that scan together.</summary>
    public Span<SearchScratch> Together => _together;
}

/// <summary>One search of a batch under way.</summary>
internal sealed class BatchLane
{
    public SearchScratch Scratch { get; } = new();

    public WalkTurns Turns { get; } = new();

    public LaneStage Stage { get; set; }

    /// <summary>Number of the query in the batch.</summary>
    public int Query { get; set; }

    /// <summary>The road so far.</summary>
    public Road Road { get; set; }
}

/// <summary>What the next turn of a lane does.</summary>
internal enum LaneStage
{
    /// <summary>Has no query.</summary>
    Idle,

    /// <summary>Enters the nodes that the cells gave.</summary>
    Enter,

    /// <summary>Walks.</summary>
    Walk,

    /// <summary>Measures the best of the pool by the exact form.</summary>
    Rerank,

    /// <summary>Waits until all lanes that have to scan can do so together.</summary>
    Scan,
}
