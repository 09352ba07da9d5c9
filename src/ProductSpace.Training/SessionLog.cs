using ProductSpace.Training.Cleaning;

namespace ProductSpace.Training;

/// <summary>Reads the log of a shop and makes it ready to train on.</summary>
public static class SessionLog
{
    /// <summary>
    /// Reads files of events (CSV, TSV, JSON lines, Parquet, each also with gzip) and cleans them. What cannot be read is
    /// refused by a <see cref="TrainingInputException"/> that names file and line. The result depends on files and options
    /// only; where events have times, not on the order of lines.
    /// </summary>
    public static CleanedLog Clean(IReadOnlyList<string> files, LogOptions? log = null, CleaningOptions? cleaning = null, IProgress<BuildProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(files);
        if (files.Count == 0)
        {
            throw new TrainingInputException("no file of events was given; give one or several");
        }

        using LogCleaner cleaner = new(log ?? new LogOptions(), cleaning ?? new CleaningOptions(), progress, cancellationToken);
        (SessionCorpus corpus, CleaningReport report, CorpusSink events) = cleaner.Run(files);
        return new CleanedLog(corpus, report, events);
    }
}
