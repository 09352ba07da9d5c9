using System.Runtime.InteropServices;
using ProductSpace.Training.Corpus;
using ProductSpace.Training.Logs;
using ProductSpace.Training.Records;

namespace ProductSpace.Training.Cleaning;

/// <summary>
/// Turns files of events into a corpus: reads them and sorts the events by session, decides whether times are a clock,
/// cleans each session, drops rare products, and sorts the sessions by time. Memory grows with the number of products
/// and holds one chunk of events.
/// </summary>
internal sealed class LogCleaner : IDisposable
{
    private const int ReportEvents = 1 << 14;

    private readonly LogOptions _log;
    private readonly CleaningOptions _options;
    private readonly IProgress<BuildProgress>? _progress;
    private readonly CancellationToken _cancellation;
    private readonly string _folder;
    private readonly DropCounter _drops = new();
    private readonly CorpusBuilder _products;
    private ExternalSorter<LogRecord> _records;
    private readonly LogReader _reader;
    private readonly HeldOutSet _heldOut;
    private readonly HeldOutSet _validation;
    private readonly SessionUsers? _users;
    private long[] _counts = [];
    private long _nextReport;
    private bool _isKeyedByUser;

    public LogCleaner(
        LogOptions log,
        CleaningOptions options,
        IProgress<BuildProgress>? progress,
        CancellationToken cancellationToken,
        SessionUsers? users = null)
    {
        options.Check();
        _users = users;
        _log = log;
        _options = options;
        _progress = progress;
        _cancellation = cancellationToken;
        _folder = log.TemporaryFolder ?? Path.GetTempPath();
        if (!Directory.Exists(_folder))
        {
            throw new TrainingInputException(
                $"{_folder}: the folder for temporary files does not exist; make it or choose another");
        }

        _products = new CorpusBuilder(_folder);
        _records = new ExternalSorter<LogRecord>(_folder, log.ChunkEvents);
        _reader = new LogReader(log, _products, _records, _drops, options.KeepsKinds);
        _heldOut = new HeldOutSet(options.HeldOutShare, options.HeldOutMaximum, options.Seed);
        _validation = new HeldOutSet(share: 1, options.HeldOutMaximum, options.Seed);
    }

    private TimeSpan? Gap => _reader.HasSessions ? null : _options.SessionGap;

    public (SessionCorpus Corpus, CleaningReport Report, CorpusSink Events) Run(IReadOnlyList<string> files)
    {
        HashSet<UInt128>? excluded = ExcludedUsers.Read(_options.ExcludedUsersFile, _cancellation);
        _reader.Read(files, isValidation: false, excluded, _progress, _cancellation);
        if (_options.ValidationFiles.Count > 0)
        {
            _reader.Read(_options.ValidationFiles, isValidation: true, excluded, _progress, _cancellation);
        }

        string all = files.Count == 1 ? files[0] : $"{files[0]} and {files.Count - 1} more";
        if (_products.ProductCount == 1)
        {
            throw new TrainingInputException(
                $"{all}: all events are of one product, from which nothing can be learned; is --column product=... "
                + "the right column?");
        }

        (ClockVerdict clock, KeyStatistics keys) = LookAtSessions();
        if (AreSessionsPerUser(keys))
        {
            KeyByUser();
            (clock, keys) = LookAtSessions();
        }

        IReadOnlyList<string> notes = new LogDoubts(_log, _reader, keys, clock.IsClock, all).Check();
        DwellSource dwell = DwellFrom(clock);
        _counts = new long[_products.ProductCount];
        RecordFile<SessionEvent> sessions = RareFilter.Run(
            CleanSessions(clock, dwell),
            _counts,
            _options,
            _folder,
            _drops,
            _cancellation);
        CorpusSink sink;
        using (sessions)
        {
            sink = Sort(sessions);
        }

        if (sink.Sessions == 0)
        {
            sink.Dispose();
            throw new TrainingInputException(NothingLeft(all));
        }

        (long heldOutSessions, long heldOutEvents) = HoldOut();
        SessionCorpus corpus = _products.Finish(minCount: 1, _options.KeepRepeats);
        CleaningReport report = new()
        {
            Plausibility = Plausibility(corpus.TokenCount + heldOutEvents, keys, notes),
            Files = [.. _reader.Files],
            EventsRead = _reader.Events,
            SessionsRead = keys.Sessions,
            ProductsRead = _products.ProductCount,
            SessionsBy = _isKeyedByUser ? "the session and user columns"
                : _reader.HasSessions ? "the session column"
                : FormattableString.Invariant($"user and pauses of {_options.SessionGap.TotalMinutes:0.##} minutes"),
            Drops = _drops.List(),
            Sessions = corpus.SessionCount,
            Products = corpus.ProductCount,
            Tokens = corpus.TokenCount,
            PurchaseTokens = sink.Purchases,
            RecommendedTokens = sink.Recommended,
            IsPurchasesOnly = !_reader.HasViews,
            HeldOutSessions = heldOutSessions,
            HeldOutEvents = heldOutEvents,
            Clock = clock,
            Dwell = DwellText(clock),
            FirstTime = clock.IsClock ? TimeReading.Time(sink.First) : null,
            LastTime = clock.IsClock ? TimeReading.Time(sink.Last) : null,
        };
        return (corpus, report, sink);
    }

    public void Dispose()
    {
        _records.Dispose();
        _products.Dispose();
    }

    private LogPlausibility Plausibility(long used, KeyStatistics keys, IReadOnlyList<string> notes) => new()
    {
        RowsRead = _reader.Events,
        RowsUsed = used,
        Users = _reader.HasUsers ? _reader.Users.Count : null,
        UsersAreEstimated = _reader.HasUsers && _reader.Users.IsEstimate,
        Sessions = keys.Sessions,
        Products = _products.ProductCount,
        FirstTime = _reader.Times.Count > 0 ? TimeReading.Time(_reader.Times.First) : null,
        LastTime = _reader.Times.Count > 0 ? TimeReading.Time(_reader.Times.Last) : null,
        LargestSessionEvents = keys.LargestSession,
        LargestSessionShare = keys.Events > 0 ? (double)keys.LargestSession / keys.Events : 0,
        Notes = notes,
    };

    private (ClockVerdict Clock, KeyStatistics Keys) LookAtSessions()
    {
        ClockStatistics times = new();
        KeyStatistics keys = new();
        long read = 0;
        foreach (RawSession session in RawSession.In(_records.Sorted(), Gap))
        {
            Report("looking at sessions", read, _records.Count);
            read += session.EventCount;
            keys.Add(session, _reader.HasSessions);
            if (_reader.HasTimes)
            {
                times.Add(session);
            }
        }

        Report("looking at sessions", _records.Count, _records.Count);
        return (
            _reader.HasTimes
                ? times.Verdict()
                : new ClockVerdict(false, "there is no time column; lines are in order"),
            keys);
    }

    private bool AreSessionsPerUser(KeyStatistics keys)
    {
        if (_log.SessionKey == LogSessionKey.SessionAndUser && !(_reader.HasSessions && _reader.HasUsers))
        {
            throw new TrainingInputException(
                "--session-key sessionAndUser needs a session and a user column; name them with --column");
        }

        return _log.SessionKey == LogSessionKey.SessionAndUser
            || (_log.SessionKey == LogSessionKey.Guess && _reader.HasSessions && keys.IsNumberedPerUser);
    }

    /// <summary>
    /// Sorts the events again, by session and user. An event without a user has no session then.
    /// </summary>
    private void KeyByUser()
    {
        ExternalSorter<LogRecord> keyed = new(_folder, _log.ChunkEvents);
        try
        {
            foreach (LogRecord one in _records.Sorted())
            {
                Report("sorting by user", keyed.Count, _records.Count);
                if (one.User == LogRecord.Nobody)
                {
                    _drops.Add(DropReason.NoSession);
                }
                else
                {
                    keyed.Add(one.WithUserInKey());
                }
            }
        }
        catch
        {
            keyed.Dispose();
            throw;
        }

        _records.Dispose();
        _records = keyed;
        _isKeyedByUser = true;
    }

    private DwellSource DwellFrom(ClockVerdict clock) =>
        _options.MinDwellSeconds <= 0 ? DwellSource.None
        : _reader.DwellColumn is not null ? DwellSource.Column
        : clock.IsClock ? DwellSource.Gap
        : DwellSource.None;

    private string DwellText(ClockVerdict clock)
    {
        string known = _reader.DwellColumn is string column ? $"column {column}"
            : clock.IsClock ? "the gap to the next view" : "unknown: no dwell column, and times are no clock";
        return _options.MinDwellSeconds <= 0 ? $"not asked for ({known})"
            : DwellFrom(clock) == DwellSource.None ? $"filter off; {known}"
            : FormattableString.Invariant($"at least {_options.MinDwellSeconds:0.###} s, by {known}");
    }

    private RecordFile<SessionEvent> CleanSessions(ClockVerdict clock, DwellSource dwell)
    {
        SessionCleaner cleaner = new(_options, clock.IsClock, _reader.HasViews, dwell, _drops);
        RecordFile<SessionEvent> target = new(_folder);
        try
        {
            long read = 0;
            foreach (RawSession session in RawSession.In(_records.Sorted(), Gap))
            {
                Report("cleaning sessions", read, _records.Count);
                read += session.EventCount;
                LogRecord first = session.Events[0];
                _users?.Add(session);
                if (cleaner.Clean(session) is List<CleanEvent> events && !IsHeldOut(first, events, target))
                {
                    Keep(events, first.Row, target);
                }
            }

            Report("cleaning sessions", _records.Count, _records.Count);
        }
        catch
        {
            target.Dispose();
            throw;
        }

        return target;
    }

    private bool IsHeldOut(in LogRecord first, List<CleanEvent> events, RecordFile<SessionEvent> target)
    {
        if (first.Row >= _reader.FirstValidationRow)
        {
            _validation.Offer(first, !_reader.HasSessions, events, out HeldOutSession? tooMany);
            _drops.Add(DropReason.HeldOutSurplus, tooMany?.Events.Length ?? 0, tooMany is null ? 0 : 1);
            return true;
        }

        bool isTaken = _heldOut.Offer(first, !_reader.HasSessions, events, out HeldOutSession? surplus);
        if (surplus is not null)
        {
            Keep(surplus.Events, surplus.FirstRow, target);
        }

        return isTaken;
    }

    private void Keep(IReadOnlyList<CleanEvent> events, long firstRow, RecordFile<SessionEvent> target)
    {
        foreach (SessionEvent one in CleanEvent.Records(events, firstRow))
        {
            _counts[one.Token.Product]++;
            target.Append(one);
        }
    }

    private CorpusSink Sort(RecordFile<SessionEvent> sessions)
    {
        using ExternalSorter<SessionEvent> sorter = new(_folder, _log.ChunkEvents);
        foreach (SessionEvent one in sessions.ReadAll())
        {
            sorter.Add(one);
        }

        CorpusSink sink = new(_products, _reader.HasTimes, _folder, _users);
        long written = 0;
        foreach (SessionEvent one in sorter.Sorted())
        {
            Report("sorting sessions", written++, sorter.Count);
            sink.Add(one);
        }

        Report("sorting sessions", sorter.Count, sorter.Count);
        return sink;
    }

    private (long Sessions, long Events) HoldOut()
    {
        long sessions = 0, tokens = 0;
        List<CleanEvent> events = [];
        foreach (HeldOutSession session in _heldOut.InOrder().Concat(_validation.InOrder()))
        {
            events.Clear();
            foreach (CleanEvent one in session.Events)
            {
                if (one.Token.IsPurchase)
                {
                    _drops.Add(DropReason.HeldOutPurchase);
                }
                else if (_counts[one.Token.Product] == 0)
                {
                    _drops.Add(DropReason.HeldOutUnknown);
                }
                else
                {
                    events.Add(one);
                }
            }

            SessionCleaner.DropRepeats(events, DropReason.RepeatAfterRare, _options, _drops);
            if (events.Count > 0 && SessionCleaner.IsLongEnough(events, _options, _drops))
            {
                sessions++;
                tokens += events.Count;
                _products.AddSession(CollectionsMarshal.AsSpan(events.ConvertAll(one => one.Token)), heldOut: true);
            }
        }

        return (sessions, tokens);
    }

    private string NothingLeft(string all)
    {
        IEnumerable<string> largest = _drops.List().OrderByDescending(drop => drop.Events).Take(3)
            .Select(drop => FormattableString.Invariant($"{drop.Events:N0} {drop.Description}"));
        string dropped = string.Join("; ", largest);
        string events = FormattableString.Invariant($"{_reader.Events:N0} events (dropped: {dropped})");
        return $"{all}: no session of two products is left of {events}; "
            + "check --column session=... and --column event=..., or lower --min-count";
    }

    private void Report(string stage, long done, long total)
    {
        if (done == 0 || done >= _nextReport || done == total)
        {
            _nextReport = done + ReportEvents;
            _cancellation.ThrowIfCancellationRequested();
            _progress?.Report(new BuildProgress(stage, done, total));
        }
    }
}
