namespace ProductSpace.Training.Tables;

/// <summary>How much less a view counts that is some steps away; 1 is the next or previous view.</summary>
public enum StepWeighting
{
    /// <summary>1 for each.</summary>
    Same,

    /// <summary>1 / steps.</summary>
    Div,

    /// <summary>1 - steps / 10, and 0 from ten steps on.</summary>
    Linear,

    /// <summary>1 / steps².</summary>
    Quadratic,

    /// <summary>1 / log10(steps + 1.7).</summary>
    Log,
}
