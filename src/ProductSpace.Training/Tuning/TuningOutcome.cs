namespace ProductSpace.Training.Tuning;

/// <summary>How a trial ended.</summary>
public enum TuningOutcome
{
    /// <summary>All its epochs were trained: its score can be the best.</summary>
    Finished,

    /// <summary>After half of its epochs it was far behind the best so far.</summary>
    Abandoned,

    /// <summary>The budget was used up.</summary>
    CutShort,
}
