namespace ProductSpace.Training.Tuning;

/// <summary>How much is tried. All but <see cref="Budget"/> decide the result; the budget decides how many trials there are.</summary>
public sealed record TuningOptions
{
    /// <summary>The share that published work tuned on with most of the gain (Chamberlain et al. 2020).</summary>
    public const double DefaultSample = 0.1;

    /// <summary>A sample of less would judge by chance: small logs are taken whole.</summary>
    internal const long LeastEvents = 50_000;

    /// <summary>Of very large logs less than the share: several trials must fit into minutes.</summary>
    internal const long MostEvents = 1_000_000;

    /// <summary>Share of the sessions that trials train on, above 0 to 1; null for a tenth, but 50,000 to 1,000,000 events where there are so many.</summary>
    public double? Sample { get; init; }

    /// <summary>No trial begins after it, and one in work ends with its epoch; the first always ends. Null for no limit.</summary>
    public TimeSpan? Budget { get; init; }

    /// <summary>At most so many trials, 1 to 10,000; with no budget the same log, options and seed give the same trials and scores.</summary>
    public int MaxTrials { get; init; } = 10_000;

    /// <summary>Random settings tried before the search goes on from the best of them, 0 to 1,000.</summary>
    public int Starts { get; init; } = 3;

    /// <summary>Most epochs of a trial.</summary>
    public int MaxEpochs { get; init; } = 40;

    /// <summary>Chooses the sample and the settings.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>Where the sample stands during the search; null for the system's folder.</summary>
    public string? TemporaryFolder { get; init; }

    internal void Check()
    {
        Require(Sample is null or (> 0 and <= 1), $"the sample must be above 0 and at most 1; it is {Sample}");
        Require(Budget is null || Budget > TimeSpan.Zero, $"the budget must be above 0; it is {Budget}");
        Require(MaxTrials is >= 1 and <= 10_000, $"the number of trials must be from 1 to 10,000; it is {MaxTrials}");
        Require(Starts is >= 0 and <= 1_000, $"the number of random starts must be from 0 to 1,000; it is {Starts}");
        Require(MaxEpochs is >= 1 and <= 10_000, $"the most epochs must be from 1 to 10,000; it is {MaxEpochs}");
    }

    /// <summary>The share of a log of so many events.</summary>
    internal double ShareOf(long events) =>
        Sample ?? Math.Min(1, Math.Clamp(DefaultSample * events, Math.Min(LeastEvents, events), MostEvents) / events);

    private static void Require(bool holds, FormattableString message)
    {
        if (!holds)
        {
            throw new ArgumentException(message.ToString(System.Globalization.CultureInfo.InvariantCulture));
        }
    }
}
