using ProductSpace.Training;

namespace ProductSpace.Evaluation.Attribution;

/// <summary>How events are attributed to shown recommendations.</summary>
public sealed record AttributionOptions
{
    /// <summary>
    /// Time after which an event is no longer due to a recommendation, above zero and at most 90 days.
    /// </summary>
    public TimeSpan Window { get; init; } = TimeSpan.FromHours(24);

    /// <summary>
    /// True to match events by user, across sessions; false to match them by session. Both logs need that column.
    /// </summary>
    public bool IsByUser { get; init; }

    /// <summary>Header of the column of tokens in the log of what was shown; null to guess it.</summary>
    public string? TokenColumn { get; init; }

    /// <summary>
    /// Header of a column with the probability that the policy to be judged would have drawn the product, relative to
    /// other products of the same slot; null to judge a policy that draws all of them alike.
    /// </summary>
    public string? TargetColumn { get; init; }

    /// <summary>Confidence of the intervals, above 0 and below 1.</summary>
    public double Confidence { get; init; } = 0.95;

    /// <summary>
    /// Largest weight of one impression relative to the mean weight, at least 1; larger ones are cut.
    /// </summary>
    public double MaxWeight { get; init; } = 100;

    /// <summary>Seed of the intervals.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>How the files are written.</summary>
    public LogOptions Log { get; init; } = new();

    internal void Check()
    {
        if (!(Window > TimeSpan.Zero && Window <= TimeSpan.FromDays(90)))
        {
            throw new ArgumentException("the window must be above zero and at most 90 days");
        }

        if (!(Confidence is > 0 and < 1))
        {
            throw new ArgumentException("the confidence must lie between 0 and 1");
        }

        if (!(MaxWeight >= 1 && double.IsFinite(MaxWeight)))
        {
            throw new ArgumentException("the largest weight must be at least 1");
        }
    }
}
