using ProductSpace.Training.Cleaning;

namespace ProductSpace.Training;

/// <summary>A cleaned log: the corpus to train on and what was dropped on the way. Temporary files go with Dispose.</summary>
public sealed class CleanedLog : IDisposable
{
    private readonly CorpusSink _events;

    internal CleanedLog(SessionCorpus corpus, CleaningReport report, CorpusSink events)
    {
        Corpus = corpus;
        Report = report;
        _events = events;
    }

    /// <summary>The sessions.</summary>
    public SessionCorpus Corpus { get; }

    /// <summary>What was read, kept and dropped.</summary>
    public CleaningReport Report { get; }

    /// <summary>
    /// Writes the events to train on as CSV (session, time where there was one, product_id, event_type, source where a
    /// recommender is named); with gzip for a name on .gz. A session is a running number, never the shop's id. The file
    /// appears under its name only when it is complete; read again, it gives the same corpus.
    /// </summary>
    public void WriteEvents(string path, CancellationToken cancellationToken = default) =>
        EventWriter.Write(path, Corpus, _events.Times, Report.IsPurchasesOnly, Report.RecommendedTokens > 0, cancellationToken);

    /// <summary>Removes the temporary files, those of the corpus too.</summary>
    public void Dispose()
    {
        Corpus.Dispose();
        _events.Dispose();
    }
}
