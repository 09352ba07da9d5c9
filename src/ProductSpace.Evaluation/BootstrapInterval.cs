namespace ProductSpace.Evaluation;

/// <summary>A mean and the interval that resampling gives it.</summary>
/// <param name="Mean">The mean of the values themselves.</param>
/// <param name="Low">Lower end.</param>
/// <param name="High">Upper end.</param>
public readonly record struct BootstrapInterval(double Mean, double Low, double High)
{
    /// <summary>True where the whole interval lies on one side of zero: for a difference, one method is better.</summary>
    public bool ExcludesZero => Low > 0 || High < 0;
}
