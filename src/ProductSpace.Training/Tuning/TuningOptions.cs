namespace ProductSpace.Training.Tuning;

/// <summary>
/// Options of a search. All except <see cref="Budget"/> decide the result; the budget decides how many trials there
/// are.
/// </summary>
public sealed record TuningOptions
{
    /// <summary>Share of the sessions that gave most of the gain in published work (Chamberlain et al. 2020).</summary>
    public const double DefaultSample = 0.1;

    /// <summary>Number of events below which a sample would judge by chance: small logs are taken whole.</summary>
    internal const long LeastEvents = 50_000;

    /// <summary>
    /// Number of events that limits the sample of a very large log: several trials must fit into minutes.
    /// </summary>
    internal const long MostEvents = 1_000_000;

    /// <summary>
    /// Share of the sessions that trials train on, above 0 to 1; null for a tenth, but for 50,000 to 1,000,000 events
    /// if the log has them.
    /// </summary>
    public double? Sample { get; init; }

    /// <summary>
    /// Time after which no trial starts and a running one ends with its epoch; the first trial is always finished. Null
    /// for no limit.
    /// </summary>
    public TimeSpan? Budget { get; init; }

    /// <summary>
    /// Maximum number of trials, 1 to 10,000. Without a budget, equal logs, options and seeds give equal trials and
    /// scores.
    /// </summary>
    public int MaxTrials { get; init; } = 10_000;

    /// <summary>
    /// Number of random settings that are tried before the search continues from the best, 0 to 1,000.
    /// </summary>
    public int Starts { get; init; } = 3;

    /// <summary>Maximum number of epochs of a trial.</summary>
    public int MaxEpochs { get; init; } = 40;

    /// <summary>Seed of the choice of sample and settings.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>Folder for the sample during the search; null for the system's temporary folder.</summary>
    public string? TemporaryFolder { get; init; }

    internal void Check()
    {
        Require(Sample is null or (> 0 and <= 1), $"the sample must be above 0 and at most 1; it is {Sample}");
        Require(Budget is null || Budget > TimeSpan.Zero, $"the budget must be above 0; it is {Budget}");
        Require(MaxTrials is >= 1 and <= 10_000, $"the number of trials must be from 1 to 10,000; it is {MaxTrials}");
        Require(Starts is >= 0 and <= 1_000, $"the number of random starts must be from 0 to 1,000; it is {Starts}");
        Require(MaxEpochs is >= 1 and <= 10_000, $"the most epochs must be from 1 to 10,000; it is {MaxEpochs}");
    }

    /// <summary>Returns the share to take of a log with this number of events.</summary>
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
