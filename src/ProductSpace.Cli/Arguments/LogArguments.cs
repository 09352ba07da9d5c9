using System.CommandLine;
using ProductSpace.Cli.Output;
using ProductSpace.Training;

namespace ProductSpace.Cli.Arguments;

/// <summary>Options of the verbs that read a log of events.</summary>
/// <param name="hasCatalog">Whether the verb has a catalogue too, whose columns are named by the same option.</param>
internal sealed class LogArguments(bool hasCatalog = false)
{
    private const string Tab = "tab";

    private static LogAllowances[] Allowances =>
        [LogAllowances.Times, LogAllowances.SharedSessions, LogAllowances.DominantKey];

    private readonly Option<string[]> _events = new("--events")
    {
        Description = "Log of events: CSV, TSV, JSON lines or Parquet, also .gz; several files are one log.",
        Required = true,
        AllowMultipleArgumentsPerToken = true,
    };
    private readonly Option<string?> _delimiter = new("--delimiter")
    {
        Description = "Separator of text files: one character, or tab. Default: detected in the header.",
    };
    private readonly Option<string?> _header = new("--header")
    {
        Description = "Names of the columns, if the first line is an event already: --header session,time,product.",
    };
    private readonly Option<string> _quotes = NamedValues.Option(
        "--quotes",
        "How text files write a quote inside a quoted cell: doubled, or behind a backslash as Spark does.",
        LogQuotes.Guess);
    private readonly Option<string> _unit = NamedValues.Option(
        "--time-unit",
        "Unit of the time column. days: of a spreadsheet; compact: digits, yyyyMMdd or yyyyMMddHHmmss.",
        LogTimeUnit.Guess);
    private readonly Option<string?> _dateFormat = new("--date-format")
    {
        Description = "Format of a time column that does not tell the day from the month: dd/MM/yyyy HH:mm:ss.",
    };
    private readonly Option<string> _sessionKey = NamedValues.Option(
        "--session-key",
        "What tells sessions apart, if the log has sessions and users. Default: the session, unless most events stand "
        + "under session ids of several users.",
        LogSessionKey.Guess);
    private readonly Option<string[]> _allow = new("--allow")
    {
        Description =
            "What may be odd about the log. times: before 1995 or after tomorrow; sharedSessions: a session id under "
            + "many users; dominantKey: a session or user with a third of all events.",
        AllowMultipleArgumentsPerToken = true,
    };
    private readonly Option<string?> _excluded = new("--exclude-users")
    {
        Description = "File with one user id a line, whose events are dropped.",
    };
    private readonly Option<double> _gap = Common.Option<double>(
        "--session-gap",
        "Minutes without an event after which a user's next session starts, in logs without sessions.",
        CleaningOptions.DefaultSessionGapMinutes);
    private readonly Option<double> _dwell = new("--min-dwell")
    {
        Description = "Seconds that a view must last, if the log tells; 0 keeps all.",
    };
    private readonly Option<int> _botEvents = Common.Option(
        "--bot-events",
        "Number of events above which a session is a bot; 0 for no limit.",
        CleaningOptions.DefaultBotEvents);
    private readonly Option<double> _botGap = Common.Option(
        "--bot-gap",
        "Median gap in seconds below which a session is a bot, if times are a clock; 0 for no limit.",
        CleaningOptions.DefaultBotGapSeconds);
    private readonly Option<int> _longest = Common.Option(
        "--max-session",
        "Number of events above which a session is dropped; 0 for no limit.",
        CleaningOptions.DefaultMaxSessionEvents);
    private readonly Option<int> _minCount = Common.Option(
        "--min-count", "Number of events that a product needs to be kept.", CleaningOptions.DefaultMinCount);
    private readonly Option<string?> _folder = new("--temporary-folder")
    {
        Description = "Folder for sorting logs that are larger than memory.",
    };

    /// <summary>The option that names columns of the log, and of the catalogue where there is one.</summary>
    public ColumnArguments Columns { get; } = new(hasLog: true, hasCatalog);

    public void AddTo(Command verb)
    {
        _allow.AcceptOnlyFromAmong([.. Allowances.Select(JsonOutput.Name)]);
        verb.Options.Add(_events);
        Columns.AddTo(verb);
        verb.AddOptions(
            _delimiter, _header, _quotes, _unit, _dateFormat, _sessionKey, _allow, _excluded, _gap, _dwell, _botEvents,
            _botGap, _longest, _minCount, _folder);
    }

    /// <summary>Adds only what says how the files are written, for a verb that does not clean the log.</summary>
    public void AddFormTo(Command verb)
    {
        verb.Options.Add(_events);
        Columns.AddTo(verb);
        verb.AddOptions(_delimiter, _quotes, _unit, _dateFormat);
    }

    public IReadOnlyList<string> Files(ParseResult parsed) => parsed.GetRequiredValue(_events);

    /// <summary>Returns the format of dates, which a catalogue may have in common with the log.</summary>
    public string? DateFormat(ParseResult parsed) => parsed.GetValue(_dateFormat);

    public LogOptions Log(ParseResult parsed) => Form(parsed) with
    {
        Header = Header(parsed.GetValue(_header)),
        SessionKey = NamedValues.Read<LogSessionKey>(parsed, _sessionKey),
        Allow = (parsed.GetValue(_allow) ?? [])
            .Aggregate(LogAllowances.None, (all, one) => all | Enum.Parse<LogAllowances>(one, ignoreCase: true)),
        TemporaryFolder = parsed.GetValue(_folder),
    };

    /// <summary>Returns how the files are written.</summary>
    public LogOptions Form(ParseResult parsed)
    {
        string? format = parsed.GetValue(_dateFormat);
        LogOptions options = new()
        {
            Columns = Columns.Log(parsed),
            Delimiter = Delimiter(parsed.GetValue(_delimiter)),
            Quotes = NamedValues.Read<LogQuotes>(parsed, _quotes),
            TimeUnit = NamedValues.Read<LogTimeUnit>(parsed, _unit),
            DateFormat = format,
        };
        return format is null || options.TimeUnit == LogTimeUnit.Guess
            ? options
            : throw new UsageException("--date-format and --time-unit contradict each other; leave one out");
    }

    public CleaningOptions Cleaning(ParseResult parsed)
    {
        double minutes = parsed.GetValue(_gap);
        if (minutes is not (> 0 and <= 525_600))
        {
            throw new UsageException("--session-gap must be above 0 and at most 525600 minutes");
        }

        CleaningOptions options = new()
        {
            ExcludedUsersFile = parsed.GetValue(_excluded),
            SessionGap = TimeSpan.FromMinutes(minutes),
            MinDwellSeconds = parsed.GetValue(_dwell),
            BotEvents = parsed.GetValue(_botEvents),
            BotGapSeconds = parsed.GetValue(_botGap),
            MaxSessionEvents = parsed.GetValue(_longest),
            MinCount = parsed.GetValue(_minCount),
        };
        return Common.Checked(options, checkedOptions => checkedOptions.Check());
    }

    private static string[]? Header(string? names)
    {
        string[]? header = names?.Split(',', StringSplitOptions.TrimEntries);
        return header is null || header.Any(name => name.Length > 0)
            ? header
            : throw new UsageException("--header: write the names of the columns in order: session,time,product");
    }

    private static char? Delimiter(string? text) => text switch
    {
        null => null,
        Tab or "\\t" => '\t',
        [> ' ' and < (char)127 and not '"' and char one] when !char.IsLetterOrDigit(one) => one,
        "\t" => '\t',
        _ => throw new UsageException($"--delimiter {text}: write one character such as \";\", or {Tab}"),
    };
}
