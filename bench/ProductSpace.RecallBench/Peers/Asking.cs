namespace ProductSpace.RecallBench.Peers;

/// <summary>How our engine is asked.</summary>
internal enum Asking
{
    /// <summary>By a recall target: the snapshot's calibration takes walk or cells and their settings. What a user gets.</summary>
    Target,

    /// <summary>By efSearch: always the walk.</summary>
    Walk,

    /// <summary>Every row.</summary>
    Exact,
}
