using ProductSpace.Training.Cleaning;

namespace ProductSpace.Training;

/// <summary>
/// A cleaned log: the corpus to train on, and a report of what was dropped. Temporary files are deleted by <see
/// cref="Dispose"/>.
/// </summary>
public sealed class CleanedLog : IDisposable
{
    private readonly CorpusSink _events;

    internal CleanedLog(SessionCorpus corpus, CleaningReport report, CorpusSink events)
    {
        Corpus = corpus;
        Report = report;
        _events = events;
    }

    /// <summary>Sessions to train on.</summary>
    public SessionCorpus Corpus { get; }

    /// <summary>Numbers of what was read, kept and dropped.</summary>
    public CleaningReport Report { get; }

    /// <summary>
    /// Writes the events to train on as CSV: session, time (if the log has times), product_id, event_type, and source
    /// (if the log names a recommender). A name that ends in .gz is compressed with gzip. Sessions are numbered; the
    /// shop's own ids are not written. The file appears under its name only when it is complete. Cleaning it again
    /// gives the same corpus.
    /// </summary>
    public void WriteEvents(string path, CancellationToken cancellationToken = default) =>
        EventWriter.Write(
            path,
            Corpus,
            _events.Times,
            Report.IsPurchasesOnly,
            Report.RecommendedTokens > 0,
            cancellationToken);

    /// <summary>Deletes the temporary files, those of the corpus included.</summary>
    public void Dispose()
    {
        Corpus.Dispose();
        _events.Dispose();
    }
}
