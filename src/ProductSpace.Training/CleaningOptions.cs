namespace ProductSpace.Training;

/// <summary>
/// What to keep of a log. The steps run in the order of these members; each drop is counted in the <see
/// cref="CleaningReport"/>.
/// </summary>
public sealed record CleaningOptions
{
    /// <summary>Usual pause of web analytics after which a visit is over.</summary>
    public const int DefaultSessionGapMinutes = 30;

    /// <summary>Number of events that no shopper reaches in one visit.</summary>
    public const int DefaultBotEvents = 1000;

    /// <summary>Median gap that no shopper keeps up for a whole visit.</summary>
    public const double DefaultBotGapSeconds = 0.5;

    /// <summary>Number of events from which on the median gap is evidence; a fast short visit can be chance.</summary>
    public const int BotGapEvents = 20;

    /// <summary>
    /// Length above which sessions are bulk orders and crawlers; their weight in training would grow with the square of
    /// their length.
    /// </summary>
    public const int DefaultMaxSessionEvents = 500;

    /// <summary>Minimum count of a product: a product that occurs less often is placed by chance.</summary>
    public const int DefaultMinCount = 3;

    /// <summary>Number of sessions that gives a hit rate within half a percent.</summary>
    public const int DefaultHeldOutMaximum = 10_000;

    /// <summary>File with one user id per line, whose events are dropped; null for none. Needs a user column.</summary>
    public string? ExcludedUsersFile { get; init; }

    /// <summary>Pause after which a new session starts, in a log with users but without sessions.</summary>
    public TimeSpan SessionGap { get; init; } = TimeSpan.FromMinutes(DefaultSessionGapMinutes);

    /// <summary>Number of events above which a session is a bot; 0 for no limit.</summary>
    public int BotEvents { get; init; } = DefaultBotEvents;

    /// <summary>
    /// Median gap below which a session of at least <see cref="BotGapEvents"/> events is a bot, if times are a clock; 0
    /// for no limit.
    /// </summary>
    public double BotGapSeconds { get; init; } = DefaultBotGapSeconds;

    /// <summary>
    /// True to keep consecutive events of one product, and sessions of one product with two events. Training merges
    /// them, since a pair of equal products teaches nothing; an evaluation can ask how often a product is viewed again.
    /// </summary>
    public bool KeepRepeats { get; init; }

    /// <summary>Time that a view must last to be kept, if the log tells; 0 keeps all.</summary>
    public double MinDwellSeconds { get; init; }

    /// <summary>Number of events above which a session is dropped after all other steps; 0 for no limit.</summary>
    public int MaxSessionEvents { get; init; } = DefaultMaxSessionEvents;

    /// <summary>Number of events that a product needs to be kept.</summary>
    public int MinCount { get; init; } = DefaultMinCount;

    /// <summary>
    /// Share of the sessions kept out of training, 0 to below 1. They are chosen by a hash of the session and <see
    /// cref="Seed"/>, whatever the order of the log.
    /// </summary>
    public double HeldOutShare { get; init; }

    /// <summary>Maximum number of sessions kept out by share, and also of a validation log.</summary>
    public int HeldOutMaximum { get; init; } = DefaultHeldOutMaximum;

    /// <summary>Files of a separate log whose sessions are all kept out of training; empty for none.</summary>
    public IReadOnlyList<string> ValidationFiles { get; init; } = [];

    /// <summary>Seed of the choice of the sessions kept out.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>True to tell carts from views, for <see cref="EvaluationLog.ReadKinds"/>.</summary>
    internal bool KeepsKinds { get; init; }

    /// <summary>Throws for the first option that is out of its range.</summary>
    internal void Check()
    {
        Require(
            SessionGap > TimeSpan.Zero && SessionGap <= TimeSpan.FromDays(365),
            "the session gap must be above 0 and at most 365 days");
        Require(MinDwellSeconds is >= 0 and <= 86_400, "the least dwell must be from 0 to 86,400 seconds");
        Require(BotEvents >= 0, "the events of a bot must not be negative");
        Require(BotGapSeconds is >= 0 and <= 86_400, "the gap of a bot must be from 0 to 86,400 seconds");
        Require(MaxSessionEvents is 0 or >= 2, "the longest session must have at least 2 events, or 0 for no limit");
        Require(MinCount >= 1, "the minimum count must be at least 1");
        Require(HeldOutShare is >= 0 and < 1, "the share of sessions held out must be from 0 to below 1");
        Require(HeldOutMaximum >= 0, "the number of sessions held out must not be negative");
    }

    private static void Require(bool isTrue, string message)
    {
        if (!isTrue)
        {
            throw new TrainingInputException(message);
        }
    }
}
