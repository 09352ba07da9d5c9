using ProductSpace.Storage;

namespace ProductSpace.Training.Logs;

/// <summary>
/// Finds the columns of a file: session, user, time, product, event, dwell and source. A column is named by the
/// options, or guessed from common names without regard to case and separators. -1 means none.
/// </summary>
internal sealed class LogColumns
{
    public const string Session = "session";
    public const string User = "user";
    public const string Time = "time";
    public const string Product = "product";
    public const string Event = "event";
    public const string Dwell = "dwell";
    public const string Source = "source";

    private const int ShownHeaders = 40;
    private const string HeaderHint =
        "; if line 1 is an event already, name the columns with --header session,time,product";

    /// <summary>Common names, the clearest first. A transaction or order id is no session: views have none.</summary>
    private static readonly Dictionary<string, string[]> s_usual = new()
    {
        [Session] =
        [
            "sessionid",
            "session",
            "usersession",
            "sessid",
            "visitid",
            "visit",
            "basketid",
            "basket",
            "invoiceid",
            "invoiceno",
            "invoice",
        ],
        [User] =
        [
            "userid",
            "user",
            "visitorid",
            "visitor",
            "customerid",
            "customer",
            "shopperid",
            "clientid",
            "fullvisitorid",
            "uid",
        ],
        [Time] =
        [
            "time",
            "timestamp",
            "ts",
            "eventtime",
            "eventtimestamp",
            "datetime",
            "createdat",
            "occurredat",
            "invoicedate",
            "eventdate",
            "unixtime",
            "date",
        ],
        [Product] =
        [
            "productid",
            "itemid",
            "sku",
            "skuid",
            "product",
            "item",
            "productsku",
            "articleid",
            "article",
            "stockcode",
            "asin",
        ],
        [Event] = ["eventtype", "event", "type", "action", "eventname", "behaviortype", "behavior"],
        [Dwell] = ["dwell", "dwelltime", "timeonpage"],
        [Source] = ["source", "origin", "referrerkind"],
    };

    /// <summary>Endings of a header that state the unit of a time or dwell column.</summary>
    private static readonly (string Ending, LogTimeUnit Unit)[] s_units =
    [
        ("unixms", LogTimeUnit.Milliseconds),
        ("milliseconds", LogTimeUnit.Milliseconds),
        ("millis", LogTimeUnit.Milliseconds),
        ("ms", LogTimeUnit.Milliseconds),
        ("unixus", LogTimeUnit.Microseconds),
        ("microseconds", LogTimeUnit.Microseconds),
        ("micros", LogTimeUnit.Microseconds),
        ("unixns", LogTimeUnit.Nanoseconds),
        ("nanoseconds", LogTimeUnit.Nanoseconds),
        ("nanos", LogTimeUnit.Nanoseconds),
        ("unixseconds", LogTimeUnit.Seconds),
        ("seconds", LogTimeUnit.Seconds),
        ("secs", LogTimeUnit.Seconds),
        ("sec", LogTimeUnit.Seconds),
    ];

    private readonly string[] _headers;
    private readonly int[] _index;

    private LogColumns(string[] headers, int[] index)
    {
        _headers = headers;
        _index = index;
    }

    /// <summary>Index of the file's column for one of ours; -1 for none.</summary>
    public int this[string ours] => _index[Position(ours)];

    /// <summary>Returns the file's header for one of our columns; null for none.</summary>
    public string? HeaderOf(string ours) => this[ours] < 0 ? null : _headers[this[ours]];

    /// <summary>Indices of the file's columns, in the order of <see cref="LogOptions.ColumnNames"/>.</summary>
    public int[] Indices => [.. _index];

    public static int Position(string ours)
    {
        for (int i = 0; i < LogOptions.ColumnNames.Count; i++)
        {
            if (LogOptions.ColumnNames[i] == ours)
            {
                return i;
            }
        }

        throw new TrainingInputException(
            $"there is no column \"{ours}\" to name; the names are {string.Join(", ", LogOptions.ColumnNames)}");
    }

    /// <summary>Finds the columns in the names of a file.</summary>
    /// <exception cref="TrainingInputException">A needed one is missing, or two have one name.</exception>
    public static LogColumns Resolve(LogRows rows, LogOptions options) =>
        Resolve(
            rows.HasHeaderLine ? $"{rows.Path} line 1" : rows.Path,
            rows.Headers,
            options.Columns,
            rows.HasHeaderLine ? HeaderHint : string.Empty);

    public static LogColumns Resolve(
        string where,
        string[] headers,
        IReadOnlyDictionary<string, string> asked,
        string headerHint = "")
    {
        int[] index = new int[LogOptions.ColumnNames.Count];
        string[] plain = Array.ConvertAll(headers, Plain);
        foreach (string ours in asked.Keys)
        {
            Position(ours);
        }

        for (int i = 0; i < index.Length; i++)
        {
            string ours = LogOptions.ColumnNames[i];
            index[i] = asked.TryGetValue(ours, out string? theirs)
                ? Named(where, headers, ours, theirs)
                : Guess(plain, s_usual[ours], ours is Time or Dwell);
        }

        if (index[Position(Product)] < 0)
        {
            throw new TrainingInputException(
                $"{where}: no column looks like the product's id; the header has: {Show(headers)}; name it with "
                + $"--column product=..., or the separator with --delimiter{headerHint}");
        }

        if (index[Position(Session)] < 0 && index[Position(User)] < 0)
        {
            throw new TrainingInputException(
                $"{where}: no column looks like a session or a user; the header has: {Show(headers)}; name one with "
                + $"--column session=... or --column user=...{headerHint}");
        }

        if (index[Position(Session)] < 0 && index[Position(Time)] < 0)
        {
            throw new TrainingInputException(
                $"{where}: there are users but no times to tell their sessions apart; the header has: "
                + $"{Show(headers)}; name a column with --column time=... or --column session=...");
        }

        RequireDistinct(where, headers);
        for (int i = 0; i < index.Length; i++)
        {
            string ours = LogOptions.ColumnNames[i];
            RequireClear(where, headers, plain, ours, index[i], isNamed: asked.ContainsKey(ours));
        }

        return new LogColumns(headers, index);
    }

    /// <summary>Returns true for the usual name of a product's column, which is no product.</summary>
    public static bool IsUsualProduct(ReadOnlySpan<byte> cell) =>
        cell.Length <= ShownHeaders && s_usual[Product].Contains(Plain(System.Text.Encoding.UTF8.GetString(cell)));

    /// <summary>Returns the unit that a header states in its ending, such as timestamp_unix_ms.</summary>
    public static LogTimeUnit UnitOf(string header)
    {
        string plain = Plain(header);
        foreach ((string ending, LogTimeUnit unit) in s_units)
        {
            if (plain.EndsWith(ending, StringComparison.Ordinal) && plain.Length > ending.Length)
            {
                return unit;
            }
        }

        return LogTimeUnit.Guess;
    }

    private static int Named(string where, string[] headers, string ours, string theirs)
    {
        int exact = Array.IndexOf(headers, theirs);
        int found =
            exact >= 0
                ? exact
                : Array.FindIndex(headers, header => string.Equals(header, theirs, StringComparison.OrdinalIgnoreCase));
        return found >= 0
            ? found
            : throw new TrainingInputException(
                $"{where}: no column \"{Printable.Shown(theirs)}\" for {ours}; the header has: {Show(headers)}; "
                + $"correct --column {ours}=...");
    }

    private static int Guess(string[] plain, string[] usual, bool hasUnit)
    {
        foreach (string name in usual)
        {
            int found = Array.IndexOf(plain, name);
            if (found >= 0)
            {
                return found;
            }
        }

        foreach (string name in hasUnit ? usual : [])
        {
            foreach ((string ending, _) in s_units)
            {
                int found = Array.IndexOf(plain, name + ending);
                if (found >= 0)
                {
                    return found;
                }
            }
        }

        return -1;
    }

    /// <summary>Refuses a name that stands twice: the first of both would be taken in silence.</summary>
    private static void RequireDistinct(string where, string[] headers)
    {
        Dictionary<string, int> places = [];
        for (int i = 0; i < headers.Length; i++)
        {
            if (headers[i].Length > 0 && !places.TryAdd(headers[i], i))
            {
                int first = places[headers[i]];
                throw new TrainingInputException(
                    $"{where}: columns {first + 1} and {i + 1} are both named \"{Printable.Shown(headers[i])}\"; "
                    + "rename one of them");
            }
        }
    }

    /// <summary>Refuses a guess that two columns fit alike, such as product_id and ProductId.</summary>
    private static void RequireClear(
        string where, string[] headers, string[] plain, string ours, int index, bool isNamed)
    {
        int last = index < 0 || isNamed ? index : Array.LastIndexOf(plain, plain[index]);
        if (last > index)
        {
            throw new TrainingInputException(
                $"{where}: \"{Printable.Shown(headers[index])}\" and \"{Printable.Shown(headers[last])}\" both look "
                + $"like the {ours}; name one with --column {ours}=...");
        }
    }

    private static string Plain(string header) => string.Concat(header.Where(char.IsLetterOrDigit)).ToLowerInvariant();

    private static string Show(string[] headers)
    {
        string text = string.Join(
            ", ",
            headers
                .Take(ShownHeaders)
                .Select(header => header.Length > ShownHeaders ? header[..ShownHeaders] + "..." : header));
        return Printable.Of(headers.Length > ShownHeaders ? text + ", ..." : text);
    }
}
