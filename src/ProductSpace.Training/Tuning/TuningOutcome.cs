namespace ProductSpace.Training.Tuning;

/// <summary>How a trial ended.</summary>
public enum TuningOutcome
{
    /// <summary>All its epochs were trained: its score can be the best.</summary>
    Finished,

    /// <summary>The trial was far behind the best after half of its epochs.</summary>
    Abandoned,

    /// <summary>The budget was used up.</summary>
    CutShort,
}
