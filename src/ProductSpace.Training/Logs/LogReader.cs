using System.Buffers.Text;
using System.IO.Hashing;
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
    DropCounter drops)
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
    private string? _firstFile;
    private long _row;

    public IReadOnlyList<LogFileReport> Files => _files;

    public long Events => _row;

    public bool HasSessions { get; private set; }

    public bool HasTimes { get; private set; }

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

        Steps steps = new(
            files.Sum(file => File.Exists(file) ? new FileInfo(file).Length : 0),
            progress,
            cancellationToken);
        foreach (string file in files)
        {
            LogTimeUnit unit = FindUnit(file, cancellationToken);
            using LogRows rows = LogFile.Open(file, options.Delimiter, isChecked: true, cancellationToken);
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
        LogColumns columns = LogColumns.Resolve(
            $"{rows.Path}{(rows is CsvRows ? " line 1" : string.Empty)}",
            rows.Headers,
            options.Columns);
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

        DwellColumn ??= columns.HeaderOf(LogColumns.Dwell);
        rows.Select(columns.Indices);
        return columns;
    }

    private LogTimeUnit FindUnit(string file, CancellationToken cancellationToken)
    {
        // A gzip file is checked to its end here, once.
        using LogRows rows = LogFile.Open(file, options.Delimiter, isChecked: false, cancellationToken);
        LogColumns columns = LogColumns.Resolve(
            $"{rows.Path}{(rows is CsvRows ? " line 1" : string.Empty)}",
            rows.Headers,
            options.Columns);
        if (options.TimeUnit != LogTimeUnit.Guess || columns.HeaderOf(LogColumns.Time) is not string header)
        {
            return options.TimeUnit;
        }

        rows.Select([columns[LogColumns.Time]]);
        List<byte[]> cells = [];
        while (cells.Count < TimeParser.GuessRows && rows.Read())
        {
            cells.Add(LogText.Trim(rows.Cell(0)).ToArray());
        }

        LogTimeUnit guess = TimeParser.Guess(cells);
        LogTimeUnit stated = LogColumns.UnitOf(header);
        return guess != LogTimeUnit.Iso8601 && stated != LogTimeUnit.Guess ? stated : guess;
    }

    private void ReadRows(
        LogRows rows,
        LogColumns columns,
        LogTimeUnit unit,
        long seed,
        HashSet<UInt128>? excluded,
        Steps steps)
    {
        TimeParser times = new(unit);
        long dwellScale =
            columns.HeaderOf(LogColumns.Dwell) is string header
            && LogColumns.UnitOf(header) is LogTimeUnit dwellUnit and not LogTimeUnit.Guess
                ? TimeParser.Scale(dwellUnit)
                : TimeParser.MicrosecondsASecond;
        int key = HasSessions ? s_session : s_user;
        string keyName = HasSessions ? LogColumns.Session : LogColumns.User;
        bool hasKinds = columns[LogColumns.Event] >= 0;
        bool hasSources = columns[LogColumns.Source] >= 0;
        while (rows.Read())
        {
            if (_row++ % ReportRows == 0)
            {
                steps.Report(rows.Position);
            }

            ReadOnlySpan<byte> product = LogText.Trim(rows.Cell(s_product));
            LogText.RequireId(product, rows, LogColumns.Product);
            ReadOnlySpan<byte> id = LogText.Trim(rows.Cell(key));
            LogText.RequireId(id, rows, keyName);
            EventKind kind = hasKinds ? _kinds.KindOf(LogText.Trim(rows.Cell(s_event))) : EventKind.View;
            if (product.IsEmpty)
            {
                drops.Add(DropReason.NoProduct);
                continue;
            }

            if (id.IsEmpty)
            {
                drops.Add(DropReason.NoSession);
                continue;
            }

            if (excluded is not null && excluded.Contains(Key(LogText.Trim(rows.Cell(s_user)))))
            {
                drops.Add(DropReason.ExcludedUser);
                continue;
            }

            if (kind == EventKind.Other)
            {
                drops.Add(DropReason.OtherKind);
                continue;
            }

            HasViews |= kind == EventKind.View;
            bool isRecommended = hasSources && _sources.IsRecommender(LogText.Trim(rows.Cell(s_source)));
            UInt128 hash = Key(id, seed);
            target.Add(new LogRecord(
                (ulong)(hash >> 64),
                (ulong)hash,
                HasTimes ? times.Parse(LogText.Trim(rows.Cell(s_time)), rows) : 0,
                _row,
                new Token(products.Product(product), kind == EventKind.Purchase, isRecommended),
                Dwell(LogText.Trim(rows.Cell(s_dwell)), dwellScale, rows)));
        }
    }

    private static uint Dwell(ReadOnlySpan<byte> cell, long scale, LogRows rows)
    {
        if (cell.IsEmpty)
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

        public void FileDone(string file) => _before += new FileInfo(file).Length;
    }
}
