using System.IO.Hashing;
using ProductSpace.Storage;

namespace ProductSpace.Training.Logs;

/// <summary>Takes one event of a log.</summary>
internal delegate void LogEventVisitor(in LogEvent one);

/// <summary>
/// Reads files of events in the order of their rows, without sorting and cleaning: for logs that are joined with each
/// other. Ids are hashed and forgotten. A row without product, time, session or user is left out and counted.
/// </summary>
internal sealed class EventStream(LogOptions options, bool isByUser)
{
    private const int ReportRows = 1 << 14;

    private readonly EventKinds _kinds = new();

    /// <summary>Number of rows that were read.</summary>
    public long Rows { get; private set; }

    /// <summary>Number of rows that were left out.</summary>
    public long LeftOut { get; private set; }

    /// <summary>Shows each event of the files to a visitor.</summary>
    /// <param name="files">The files.</param>
    /// <param name="further">Finds further columns of a file by its headers; -1 for none.</param>
    /// <param name="visit">Takes each event.</param>
    /// <param name="progress">Told the bytes read.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <exception cref="TrainingInputException">
    /// A file is no log, or a row has a fault; names file and line.
    /// </exception>
    public void Read(
        IReadOnlyList<string> files,
        Func<LogRows, int[]> further,
        LogEventVisitor visit,
        IProgress<BuildProgress>? progress,
        CancellationToken cancellationToken)
    {
        TimeParser.Check(options.DateFormat);
        long total = files.Sum(file => File.Exists(file) ? new FileInfo(file).Length : 0);
        long before = 0;
        foreach (string file in files)
        {
            LogTimeUnit unit = TimeUnitGuess.OfFile(file, options, cancellationToken);
            using LogRows rows = LogFile.Open(file, options, isChecked: true, cancellationToken);
            LogColumns columns = LogColumns.Resolve(rows, options);
            RequireColumns(rows, columns);
            rows.Select([.. columns.Indices, .. further(rows)]);
            TimeParser times = new(unit, options.DateFormat);
            while (rows.Read())
            {
                if (Rows++ % ReportRows == 0)
                {
                    cancellationToken.ThrowIfCancellationRequested();
                    long read = Math.Min(total, before + rows.Position);
                    progress?.Report(new BuildProgress("reading events", read, total));
                }

                Visit(rows, times, columns[LogColumns.Event] >= 0, visit);
            }

            before += new FileInfo(file).Length;
            progress?.Report(new BuildProgress("reading events", Math.Min(total, before), total));
        }
    }

    private void RequireColumns(LogRows rows, LogColumns columns)
    {
        string key = isByUser ? LogColumns.User : LogColumns.Session;
        foreach (string ours in new[] { key, LogColumns.Time })
        {
            if (columns[ours] < 0)
            {
                string other = ours == LogColumns.Session ? ", or match users" : string.Empty;
                throw new TrainingInputException(
                    $"{rows.Path}: no column looks like the {ours}; name it with --column {ours}=...{other}");
            }
        }
    }

    private void Visit(LogRows rows, TimeParser times, bool hasKinds, LogEventVisitor visit)
    {
        ReadOnlySpan<byte> product = Id(rows, LogColumns.Product);
        ReadOnlySpan<byte> key = Id(rows, isByUser ? LogColumns.User : LogColumns.Session);
        ReadOnlySpan<byte> time = LogText.Trim(rows.Cell(LogColumns.Position(LogColumns.Time)));
        if (NothingText.Is(product) || NothingText.Is(key) || NothingText.Is(time))
        {
            LeftOut++;
            return;
        }

        EventKind kind = hasKinds
            ? _kinds.KindOf(LogText.Trim(rows.Cell(LogColumns.Position(LogColumns.Event))))
            : EventKind.View;
        visit(new LogEvent(
            rows,
            XxHash128.HashToUInt128(key),
            XxHash128.HashToUInt128(product),
            times.Parse(time, rows),
            kind));
    }

    private static ReadOnlySpan<byte> Id(LogRows rows, string ours)
    {
        ReadOnlySpan<byte> id = LogText.Trim(rows.Cell(LogColumns.Position(ours)));
        LogText.RequireId(id, rows, ours);
        return id;
    }
}
