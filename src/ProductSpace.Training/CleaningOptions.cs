namespace ProductSpace.Training;

/// <summary>What of a log is kept. The steps run in the order of these members; each drop is counted in the <see cref="CleaningReport"/>.</summary>
public sealed record CleaningOptions
{
    /// <summary>The usual pause after which a visit is over, as in web analytics.</summary>
    public const int DefaultSessionGapMinutes = 30;

    /// <summary>Nobody looks at a thousand products in one visit.</summary>
    public const int DefaultBotEvents = 1000;

    /// <summary>Nobody looks at products twice a second for a whole visit.</summary>
    public const double DefaultBotGapSeconds = 0.5;

    /// <summary>A fast short visit can be chance: the gap says something from so many events on.</summary>
    public const int BotGapEvents = 20;

    /// <summary>Longer sessions are bulk orders and crawlers; they would weigh on training with the square of their length.</summary>
    public const int DefaultMaxSessionEvents = 500;

    /// <summary>As in word2vec: what occurs less often is placed by chance.</summary>
    public const int DefaultMinCount = 3;

    /// <summary>Enough for a hit rate within half a percent.</summary>
    public const int DefaultHeldOutMaximum = 10_000;

    /// <summary>A file with one user id a line, whose events are dropped; needs a user column.</summary>
    public string? ExcludedUsersFile { get; init; }

    /// <summary>Where the log has users but no sessions: a longer pause starts a new session.</summary>
    public TimeSpan SessionGap { get; init; } = TimeSpan.FromMinutes(DefaultSessionGapMinutes);

    /// <summary>A session of more events is a bot; 0 for no limit.</summary>
    public int BotEvents { get; init; } = DefaultBotEvents;

    /// <summary>A session of at least <see cref="BotGapEvents"/> events with a smaller median gap is a bot, where times are a clock; 0 for no limit.</summary>
    public double BotGapSeconds { get; init; } = DefaultBotGapSeconds;

    /// <summary>Views looked at for less time are dropped, where the log tells; 0 keeps all.</summary>
    public double MinDwellSeconds { get; init; }

    /// <summary>Sessions that are still longer after all other steps are dropped; 0 for no limit.</summary>
    public int MaxSessionEvents { get; init; } = DefaultMaxSessionEvents;

    /// <summary>Products with fewer events are dropped, until every product that stays has so many.</summary>
    public int MinCount { get; init; } = DefaultMinCount;

    /// <summary>Share of the sessions kept out of training, 0 to below 1; chosen by a hash of session and <see cref="Seed"/>, whatever the log's order.</summary>
    public double HeldOutShare { get; init; }

    /// <summary>At most so many sessions are kept out by share, and as many of a validation log.</summary>
    public int HeldOutMaximum { get; init; } = DefaultHeldOutMaximum;

    /// <summary>Files of a separate log whose sessions are all kept out of training.</summary>
    public IReadOnlyList<string> ValidationFiles { get; init; } = [];

    /// <summary>Chooses the sessions kept out.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>Refuses values without sense.</summary>
    internal void Check()
    {
        Require(SessionGap > TimeSpan.Zero && SessionGap <= TimeSpan.FromDays(365), "the session gap must be above 0 and at most 365 days");
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
