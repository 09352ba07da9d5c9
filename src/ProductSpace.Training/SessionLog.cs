using System.Globalization;
using System.Runtime.InteropServices;
using ProductSpace.Training.Cleaning;
using ProductSpace.Training.Corpus;
using ProductSpace.Training.Records;

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

    /// <summary>
    /// Makes a corpus of sessions in memory, for example to train on a part of a log. The id of a product is its number
    /// in the set, so that <see cref="SessionCorpus.ProductId"/> leads back to it. Consecutive views of one product are
    /// merged, and sessions of one view are left out, as in a cleaned log.
    /// </summary>
    /// <param name="sessions">The sessions, in the order of time; products out of the set's range are left out.</param>
    /// <param name="temporaryFolder">Folder for the tokens; null for the system's.</param>
    /// <param name="cancellationToken">Ends the copying.</param>
    public static SessionCorpus ToCorpus(
        SessionSet sessions, string? temporaryFolder = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(sessions);
        using CorpusBuilder builder = new(temporaryFolder);
        List<Token> tokens = [];
        for (int session = 0; session < sessions.Count; session++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            tokens.Clear();
            foreach (int product in sessions.Products(session))
            {
                if ((uint)product < (uint)sessions.ProductCount)
                {
                    tokens.Add(new Token(builder.Product(product.ToString(CultureInfo.InvariantCulture))));
                }
            }

            builder.AddSession(CollectionsMarshal.AsSpan(tokens));
        }

        return builder.Finish(minCount: 1);
    }
}
