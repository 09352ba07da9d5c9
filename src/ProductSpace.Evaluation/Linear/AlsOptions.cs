namespace ProductSpace.Evaluation.Linear;

/// <summary>Settings of <see cref="AlsFactors"/>.</summary>
internal sealed record AlsOptions
{
    /// <summary>Number of factors.</summary>
    public int Dimension { get; init; } = 128;

    /// <summary>Number of passes.</summary>
    public int Passes { get; init; } = 12;

    /// <summary>Weight of a pair that was not viewed, relative to one that was.</summary>
    public double Unobserved { get; init; } = 0.003;

    /// <summary>Regularisation.</summary>
    public double Lambda { get; init; } = 0.01;

    /// <summary>
    /// Exponent by which the regularisation grows with the number of views: 0 as in the paper of 2008, 1 as later
    /// studies found better.
    /// </summary>
    public double Scaling { get; init; } = 1;
}
