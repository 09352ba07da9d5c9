using ProductSpace.Training.Cleaning;
using ProductSpace.Training.Records;

namespace ProductSpace.Training;

/// <summary>
/// A cleaned log in memory, in the order of time, to be split and to judge models by: the viewed products of each
/// session with their times and a number for the shopper, and the products' ids. No product is dropped as rare, since
/// that is to be decided by the part to train on alone. Immutable, safe from any thread.
/// </summary>
public sealed class EvaluationLog
{
    private readonly string[] _ids;

    /// <summary>Takes over sessions from elsewhere.</summary>
    /// <param name="sessions">The sessions, in the order of time.</param>
    /// <param name="productIds">Id of each product of the sessions.</param>
    /// <param name="report">What was read, kept and dropped; null if the sessions are not from files.</param>
    /// <param name="keepsRepeats">True if consecutive views of one product were kept.</param>
    public EvaluationLog(
        SessionSet sessions,
        IReadOnlyList<string> productIds,
        CleaningReport? report = null,
        bool keepsRepeats = false)
    {
        ArgumentNullException.ThrowIfNull(sessions);
        ArgumentNullException.ThrowIfNull(productIds);
        ArgumentOutOfRangeException.ThrowIfNotEqual(productIds.Count, sessions.ProductCount);
        Sessions = sessions;
        Report = report;
        KeepsRepeats = keepsRepeats;
        _ids = [.. productIds];
    }

    /// <summary>
    /// The sessions. Purchases are no part of them, unless the log holds nothing else or kinds were read. They have
    /// times if these are a clock, and users if the log names them.
    /// </summary>
    public SessionSet Sessions { get; }

    /// <summary>What was read, kept and dropped; null if the sessions are not from files.</summary>
    public CleaningReport? Report { get; }

    /// <summary>True if consecutive views of one product were kept.</summary>
    public bool KeepsRepeats { get; }

    /// <summary>Id of each product.</summary>
    public IReadOnlyList<string> ProductIds => _ids;

    /// <summary>
    /// Reads files of events and cleans them as <see cref="SessionLog.Clean"/> does, but keeps rare products and holds
    /// nothing out.
    /// </summary>
    public static EvaluationLog Read(
        IReadOnlyList<string> files,
        LogOptions? log = null,
        CleaningOptions? cleaning = null,
        IProgress<BuildProgress>? progress = null,
        CancellationToken cancellationToken = default) =>
        ReadLog(files, log, cleaning, keepsKinds: false, progress, cancellationToken);

    /// <summary>
    /// Reads files of events as <see cref="Read"/> does, with carts and purchases as events of their sessions and the
    /// kind of each event: what tables of events that lead to others are learned from.
    /// </summary>
    public static EvaluationLog ReadKinds(
        IReadOnlyList<string> files,
        LogOptions? log = null,
        CleaningOptions? cleaning = null,
        IProgress<BuildProgress>? progress = null,
        CancellationToken cancellationToken = default) =>
        ReadLog(files, log, cleaning, keepsKinds: true, progress, cancellationToken);

    private static EvaluationLog ReadLog(
        IReadOnlyList<string> files,
        LogOptions? log,
        CleaningOptions? cleaning,
        bool keepsKinds,
        IProgress<BuildProgress>? progress,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(files);
        if (files.Count == 0)
        {
            throw new TrainingInputException("no file of events was given; give one or several");
        }

        CleaningOptions options = (cleaning ?? new CleaningOptions()) with
        {
            MinCount = 1,
            HeldOutShare = 0,
            ValidationFiles = [],
            KeepsKinds = keepsKinds,
        };
        SessionUsers users = new();
        using LogCleaner cleaner = new(log ?? new LogOptions(), options, progress, cancellationToken, users);
        (SessionCorpus corpus, CleaningReport report, CorpusSink events) = cleaner.Run(files);
        using (corpus)
        using (events)
        {
            string[] ids = new string[corpus.ProductCount];
            for (int product = 0; product < ids.Length; product++)
            {
                ids[product] = corpus.ProductId(product);
            }

            IEnumerable<long>? times = report.Clock.IsClock ? events.Times : null;
            SessionSet sessions = ReadSessions(corpus, times, users, keepsKinds, report.IsPurchasesOnly);
            return new EvaluationLog(sessions, ids, report, options.KeepRepeats);
        }
    }

    private static SessionSet ReadSessions(
        SessionCorpus corpus, IEnumerable<long>? times, SessionUsers users, bool keepsKinds, bool isPurchasesOnly)
    {
        List<LogEvents> kinds = [];
        List<int> products = [];
        List<long> seen = [];
        List<int> starts = [0];
        List<int> shoppers = [];
        int session = 0;
        using IEnumerator<long>? time = times?.GetEnumerator();
        foreach (Token token in corpus.ReadTokens())
        {
            time?.MoveNext();
            if (keepsKinds || !token.IsPurchase)
            {
                kinds.Add(token.IsPurchase || isPurchasesOnly ? LogEvents.Purchase
                    : token.IsCart ? LogEvents.Cart
                    : LogEvents.View);
                products.Add(token.Product);
                if (time is not null)
                {
                    seen.Add(time.Current);
                }
            }

            if (token.IsLast)
            {
                // A session of purchases alone has no view in a log of views.
                if (products.Count > starts[^1])
                {
                    starts.Add(products.Count);
                    shoppers.Add(users.Numbers[session]);
                }

                session++;
            }
        }

        return new SessionSet(
            corpus.ProductCount,
            [.. products],
            [.. starts],
            time is null ? null : [.. seen],
            users.AreKnown ? [.. shoppers] : null,
            keepsKinds ? [.. kinds] : null);
    }
}
