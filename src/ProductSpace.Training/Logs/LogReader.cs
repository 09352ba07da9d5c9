using System.Buffers.Text;
using System.IO.Hashing;
using ProductSpace.Storage;
using ProductSpace.Training.Cleaning;
using ProductSpace.Training.Corpus;
using ProductSpace.Training.Records;

namespace ProductSpace.Training.Logs;

/// <summary>
/// Reads files of events into fixed-width records and a table of products. Session and user ids are hashed and
/// forgotten. Knows what cleaning must know about the log as a whole: whether it has times, sessions and views.
/// </summary>
internal sealed class LogReader(
    LogOptions options,
    CorpusBuilder products,
    ExternalSorter<LogRecord> target,
    DropCounter drops,
    bool keepsKinds = false)
{
    private const int ReportRows = 1 << 14;
    private const long NoLimit = long.MaxValue;

    /// <summary>Seed that keeps sessions of a validation log apart from others with the same ids.</summary>
    private const long ValidationSeed = 0x56414C;

    private static readonly int s_session = LogColumns.Position(LogColumns.Session);
    private static readonly int s_user = LogColumns.Position(LogColumns.User);
    private static readonly int s_time = LogColumns.Position(LogColumns.Time);
    private static readonly int s_product = LogColumns.Position(LogColumns.Product);
    private static readonly int s_event = LogColumns.Position(LogColumns.Event);
    private static readonly int s_dwell = LogColumns.Position(LogColumns.Dwell);
    private static readonly int s_source = LogColumns.Position(LogColumns.Source);

    private readonly EventKinds _kinds = new();
    private readonly EventKinds _sources = new();
    private readonly List<LogFileReport> _files = [];
    private readonly DistinctCount _users = new();
    private string? _firstFile;
    private ulong _lastUser;
    private long _row;

    public IReadOnlyList<LogFileReport> Files => _files;

    public long Events => _row;

    public bool HasSessions { get; private set; }

    public bool HasTimes { get; private set; }

    /// <summary>True if every file has a user column.</summary>
    public bool HasUsers { get; private set; } = true;

    /// <summary>Distinct users of the events that were not dropped.</summary>
    public DistinctCount Users => _users;

    /// <summary>Times of the events that were not dropped.</summary>
    public TimeWatch Times { get; } = new(TimeRange.Of(options.Clock));

    public string? DwellColumn { get; private set; }

    public bool HasViews { get; private set; }

    /// <summary>First row of the validation log.</summary>
    public long FirstValidationRow { get; private set; } = NoLimit;

    public void Read(
        IReadOnlyList<string> files,
        bool isValidation,
        HashSet<UInt128>? excluded,
        IProgress<BuildProgress>? progress,
        CancellationToken cancellationToken)
    {
        if (isValidation)
        {
            FirstValidationRow = _row;
        }

        TimeParser.Check(options.DateFormat);
        if (options.DateFormat is not null && options.TimeUnit is not (LogTimeUnit.Guess or LogTimeUnit.Iso8601))
        {
            throw new TrainingInputException("--date-format and --time-unit contradict each other; leave one out");
        }

        Steps steps = new(
            files.Sum(file => File.Exists(file) ? new FileInfo(file).Length : 0),
            progress,
            cancellationToken);
        foreach (string file in files)
        {
            LogTimeUnit unit = TimeUnitGuess.OfFile(file, options, cancellationToken);
            using LogRows rows = LogFile.Open(file, options, isChecked: true, cancellationToken);
            LogColumns columns = Begin(rows, excluded is not null);
            long before = _row;
            ReadRows(rows, columns, unit, isValidation ? ValidationSeed : 0, excluded, steps);
            steps.FileDone(file);
            if (_row == before)
            {
                throw new TrainingInputException($"{file}: holds a header and no events; give a file of events");
            }

            Dictionary<string, string> used = LogOptions
                .ColumnNames.Where(ours => columns[ours] >= 0)
                .ToDictionary(ours => ours, ours => columns.HeaderOf(ours)!);
            _files.Add(
                new LogFileReport(file, rows.Form, _row - before, used, columns[LogColumns.Time] < 0 ? null : unit));
        }
    }

    /// <summary>Returns the hash that represents an id.</summary>
    public static UInt128 Key(ReadOnlySpan<byte> id, long seed = 0) => XxHash128.HashToUInt128(id, seed);

    private LogColumns Begin(LogRows rows, bool needsUsers)
    {
        LogColumns columns = LogColumns.Resolve(rows, options);
        bool hasSessions = columns[LogColumns.Session] >= 0;
        bool hasTimes = columns[LogColumns.Time] >= 0;
        if (_firstFile is null)
        {
            (_firstFile, HasSessions, HasTimes) = (rows.Path, hasSessions, hasTimes);
        }
        else if (hasSessions != HasSessions || hasTimes != HasTimes)
        {
            string what = hasSessions != HasSessions ? LogColumns.Session : LogColumns.Time;
            throw new TrainingInputException(
                $"{rows.Path}: {((hasSessions, hasTimes).CompareTo((HasSessions, HasTimes)) > 0 ? "has" : "has no")} "
                + $"column for the {what}, other than {_firstFile}; files of one log must have the same columns");
        }

        if (needsUsers && columns[LogColumns.User] < 0)
        {
            throw new TrainingInputException(
                $"{rows.Path}: has no user column, so that no users can be excluded; name it with --column user=...");
        }

        HasUsers &= columns[LogColumns.User] >= 0;
        DwellColumn ??= columns.HeaderOf(LogColumns.Dwell);
        rows.Select(columns.Indices);
        return columns;
    }

    private void ReadRows(
        LogRows rows,
        LogColumns columns,
        LogTimeUnit unit,
        long seed,
        HashSet<UInt128>? excluded,
        Steps steps)
    {
        TimeParser times = new(unit, options.DateFormat);
        double dwellScale =
            columns.HeaderOf(LogColumns.Dwell) is string header
            && LogColumns.UnitOf(header) is LogTimeUnit dwellUnit and not LogTimeUnit.Guess
                ? TimeReading.Scale(dwellUnit)
                : TimeReading.MicrosecondsASecond;
        int key = HasSessions ? s_session : s_user;
        string keyName = HasSessions ? LogColumns.Session : LogColumns.User;
        bool hasKinds = columns[LogColumns.Event] >= 0;
        bool hasSources = columns[LogColumns.Source] >= 0;
        for (bool isFirst = true; rows.Read(); isFirst = false)
        {
            if (_row++ % ReportRows == 0)
            {
                steps.Report(rows.Position);
            }

            ReadOnlySpan<byte> product = LogText.Trim(rows.Cell(s_product));
            LogText.RequireId(product, rows, LogColumns.Product);
            ReadOnlySpan<byte> id = LogText.Trim(rows.Cell(key));
            LogText.RequireId(id, rows, keyName);
            if (isFirst && options.Header is not null && LogColumns.IsUsualProduct(product))
            {
                throw new TrainingInputException(
                    $"{rows.Where}: names columns, it is no event; leave --header out, or remove the line");
            }

            EventKind kind = hasKinds ? _kinds.KindOf(LogText.Trim(rows.Cell(s_event))) : EventKind.View;
            ReadOnlySpan<byte> user = LogText.Trim(rows.Cell(s_user));
            ReadOnlySpan<byte> time = LogText.Trim(rows.Cell(s_time));
            if (Drop(product, id, user, time, kind, excluded) is DropReason reason)
            {
                drops.Add(reason);
                continue;
            }

            HasViews |= kind is EventKind.View or EventKind.Cart;
            bool isRecommended = hasSources && _sources.IsRecommender(LogText.Trim(rows.Cell(s_source)));
            UInt128 hash = Key(id, seed);
            target.Add(new LogRecord(
                (ulong)(hash >> 64),
                (ulong)hash,
                HasTimes ? Time(times, time, unit, rows) : 0,
                _row,
                UserHash(user),
                new Token(
                    products.Product(product),
                    kind == EventKind.Purchase,
                    isRecommended,
                    isCart: keepsKinds && kind == EventKind.Cart),
                Dwell(LogText.Trim(rows.Cell(s_dwell)), dwellScale, rows)));
        }
    }

    /// <summary>Returns why an event cannot be used; null if it can.</summary>
    private DropReason? Drop(
        ReadOnlySpan<byte> product,
        ReadOnlySpan<byte> id,
        ReadOnlySpan<byte> user,
        ReadOnlySpan<byte> time,
        EventKind kind,
        HashSet<UInt128>? excluded)
    {
        if (NothingText.Is(product))
        {
            return DropReason.NoProduct;
        }

        if (HasSessions ? NothingText.Is(id) : IsNobody(id))
        {
            return DropReason.NoSession;
        }

        if (excluded is not null && excluded.Contains(Key(user)))
        {
            return DropReason.ExcludedUser;
        }

        return kind == EventKind.Other ? DropReason.OtherKind
            : HasTimes && NothingText.Is(time) ? DropReason.NoTime
            : null;
    }

    /// <summary>Returns true for a user id that stands for nobody: a word for nothing, or 0.</summary>
    private static bool IsNobody(ReadOnlySpan<byte> user) =>
        NothingText.Is(user) || user.SequenceEqual("0"u8) || user.SequenceEqual("0.0"u8);

    /// <summary>Returns the hash of a user, and counts it; 0 for nobody.</summary>
    private ulong UserHash(ReadOnlySpan<byte> user)
    {
        if (IsNobody(user))
        {
            return LogRecord.Nobody;
        }

        ulong hash = Math.Max(1, XxHash3.HashToUInt64(user));
        if (hash != _lastUser)
        {
            _users.Add(hash);
            _lastUser = hash;
        }

        return hash;
    }

    private long Time(TimeParser times, ReadOnlySpan<byte> cell, LogTimeUnit unit, LogRows rows)
    {
        long time = times.Parse(cell, rows);
        Times.Add(time, cell, unit, rows);
        return time;
    }

    private static uint Dwell(ReadOnlySpan<byte> cell, double scale, LogRows rows)
    {
        if (NothingText.Is(cell))
        {
            return LogRecord.NoDwell;
        }

        if (!Utf8Parser.TryParse(cell, out double value, out int used) || used != cell.Length || !(value >= 0))
        {
            throw new TrainingInputException(
                $"{rows.Where}: the dwell {LogText.Quote(cell)} is no duration; write a number from 0 on, or choose "
                + "another column with --column dwell=...");
        }

        return (uint)Math.Min(value * scale / 1000, LogRecord.NoDwell - 1d);
    }

    /// <summary>Reports progress in bytes over all files, and checks for cancellation.</summary>
    private sealed class Steps(long total, IProgress<BuildProgress>? progress, CancellationToken cancellationToken)
    {
        private long _before;

        public void Report(long position)
        {
            cancellationToken.ThrowIfCancellationRequested();
            progress?.Report(new BuildProgress("reading events", Math.Min(total, _before + position), total));
        }

        public void FileDone(string file)
        {
            _before += new FileInfo(file).Length;
            Report(0);
        }
    }
}
