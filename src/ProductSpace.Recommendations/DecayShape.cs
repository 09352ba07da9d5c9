namespace ProductSpace.Recommendations;

/// <summary>How a number loses weight with its distance from the origin; all have a half at the scale.</summary>
public enum DecayShape
{
    /// <summary>Halves with every further scale.</summary>
    Exponential,

    /// <summary>In a straight line, to 0 at twice the scale.</summary>
    Linear,

    /// <summary>The bell curve: slowly at first, then fast.</summary>
    Gauss,
}
