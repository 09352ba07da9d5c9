namespace ProductSpace.Training.Logs;

/// <summary>Reasons for dropping events, in the order of the cleaning steps.</summary>
internal enum DropReason
{
    NoProduct,
    NoSession,
    ExcludedUser,
    OtherKind,
    NoTime,
    Bot,
    Repeat,
    ShortView,
    TooLong,
    Rare,
    RepeatAfterRare,
    OneProduct,
    HeldOutUnknown,
    HeldOutPurchase,
    HeldOutSurplus,
}

/// <summary>Counts dropped events and sessions by reason, for reading and for cleaning.</summary>
internal sealed class DropCounter
{
    private static readonly string[] s_words =
    [
        "without product id",
        "without session or user id",
        "of excluded users",
        "of other kinds than view, cart and purchase",
        "without a time",
        "in sessions of bots",
        "that repeat the product before",
        "looked at too short",
        "in too long sessions",
        "of rare products",
        "that repeat the product before once rare ones are gone",
        "in sessions of one product",
        "held out, of products that training lacks",
        "held out, purchases",
        "held out, beyond the most sessions held out",
    ];

    private readonly long[] _events = new long[s_words.Length];
    private readonly long[] _sessions = new long[s_words.Length];

    public void Add(DropReason reason, long events = 1, long sessions = 0)
    {
        _events[(int)reason] += events;
        _sessions[(int)reason] += sessions;
    }

    public IReadOnlyList<CleaningDrop> List() =>
        [
            .. Enum.GetValues<DropReason>()
                .Where(reason => _events[(int)reason] + _sessions[(int)reason] > 0)
                .Select(reason => new CleaningDrop(
                    System.Text.Json.JsonNamingPolicy.CamelCase.ConvertName(reason.ToString()),
                    s_words[(int)reason],
                    _events[(int)reason],
                    _sessions[(int)reason])),
        ];
}
