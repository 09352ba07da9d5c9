namespace ProductSpace.Training.Tables;

/// <summary>Settings of <see cref="SlistLearner"/>, named as in the paper.</summary>
public sealed record SlistOptions
{
    /// <summary>Share of what is viewed together (SLIS) against what follows (SLIT), 0 to 1.</summary>
    public double Alpha { get; init; } = 0.5;

    /// <summary>Regularisation, above 0: what few sessions tell counts less.</summary>
    public double Lambda { get; init; } = 10;

    /// <summary>
    /// Distance in views at which what follows weighs 1 / e, above 0; infinity weighs all that follows alike.
    /// </summary>
    public double DeltaPosition { get; init; } = 1;

    /// <summary>
    /// Age of a session in days, relative to the newest, at which it weighs 1 / e, above 0; infinity weighs all
    /// sessions alike. Without effect if the sessions have no clock.
    /// </summary>
    public double DeltaTime { get; init; } = double.PositiveInfinity;

    /// <inheritdoc cref="TableLimits"/>
    public TableLimits Limits { get; init; } = new();

    internal void Check()
    {
        if (!(Alpha is >= 0 and <= 1))
        {
            throw new TrainingInputException($"alpha is {Alpha}; it must be from 0 to 1");
        }

        TableLimits.RequirePositive(Lambda, "lambda");
        TableLimits.RequirePositive(DeltaPosition, "the decay by position");
        TableLimits.RequirePositive(DeltaTime, "the decay by time");
        Limits.Check();
    }
}
