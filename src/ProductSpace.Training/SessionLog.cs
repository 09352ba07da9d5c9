using ProductSpace.Training.Cleaning;

namespace ProductSpace.Training;

/// <summary>Reads the log of a shop and prepares it for training.</summary>
public static class SessionLog
{
    /// <summary>
    /// Reads files of events (CSV, TSV, JSON lines, Parquet, each also with gzip) and cleans them. Unreadable input is
    /// refused by a <see cref="TrainingInputException"/> that names file and line. The result depends only on the files
    /// and options and, if events have times, not on the order of the lines.
    /// </summary>
    public static CleanedLog Clean(
        IReadOnlyList<string> files,
        LogOptions? log = null,
        CleaningOptions? cleaning = null,
        IProgress<BuildProgress>? progress = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(files);
        if (files.Count == 0)
        {
            throw new TrainingInputException("no file of events was given; give one or several");
        }

        using LogCleaner cleaner = new(
            log ?? new LogOptions(),
            cleaning ?? new CleaningOptions(),
            progress,
            cancellationToken);
        (SessionCorpus corpus, CleaningReport report, CorpusSink events) = cleaner.Run(files);
        return new CleanedLog(corpus, report, events);
    }
}
