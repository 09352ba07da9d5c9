namespace ProductSpace.Evaluation;

/// <summary>A mean and its interval by resampling.</summary>
/// <param name="Mean">Mean of the values themselves.</param>
/// <param name="Low">Lower end of the interval.</param>
/// <param name="High">Upper end of the interval.</param>
public readonly record struct BootstrapInterval(double Mean, double Low, double High)
{
    /// <summary>True if the whole interval is on one side of zero: for a difference, one method is better.</summary>
    public bool ExcludesZero => Low > 0 || High < 0;
}
