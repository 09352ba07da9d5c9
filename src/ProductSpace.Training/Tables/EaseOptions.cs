namespace ProductSpace.Training.Tables;

/// <summary>Settings of <see cref="EaseLearner"/>.</summary>
public sealed record EaseOptions
{
    /// <summary>Regularisation, above 0: what few sessions tell counts less.</summary>
    public double Lambda { get; init; } = 50;

    /// <inheritdoc cref="TableLimits"/>
    public TableLimits Limits { get; init; } = new();

    internal void Check()
    {
        TableLimits.RequirePositive(Lambda, "lambda");
        Limits.Check();
    }
}
