using ProductSpace.Training;

namespace ProductSpace.Evaluation.Splits;

/// <summary>
/// Splits a log by one border in time for all shoppers: what is trained on ends before it, what is tested begins at or
/// after it. A session across the border is in neither part. Where times are no clock, the order of the sessions
/// replaces them. Pure functions, safe from any thread.
/// </summary>
public static class TimeSplit
{
    private const int Unknown = -1;

    /// <summary>Returns the test windows, the oldest first, each with all that is before it.</summary>
    /// <param name="log">The log, with its rare products.</param>
    /// <param name="options">Length and number of the windows.</param>
    /// <exception cref="TrainingInputException">The log is too short for these windows, or its times are no clock
    /// although days are asked for.</exception>
    public static IReadOnlyList<SplitPart> Split(EvaluationLog log, SplitOptions options)
    {
        Check(log, options);
        Window[] windows = Window.Of(log.Sessions, options, options.Windows);
        return Array.ConvertAll(windows, window => Part(log, options, window, testEndsBefore: long.MaxValue));
    }

    /// <summary>
    /// Returns the window before the oldest test window, to choose settings by: all of its sessions end before the
    /// first test window starts.
    /// </summary>
    /// <inheritdoc cref="Split"/>
    public static SplitPart Validation(EvaluationLog log, SplitOptions options)
    {
        Check(log, options);
        Window window = Window.Of(log.Sessions, options, options.Windows + 1)[0];
        return Part(log, options, window, testEndsBefore: window.End);
    }

    private static void Check(EvaluationLog log, SplitOptions options)
    {
        ArgumentNullException.ThrowIfNull(log);
        ArgumentNullException.ThrowIfNull(options);
        options.Check();
        if (log.Sessions.Count < 2)
        {
            throw new TrainingInputException($"the log holds {log.Sessions.Count} sessions; a split needs more");
        }

        if (options.TestDays is not null && !log.Sessions.HasTimes)
        {
            string reason = log.Report is CleaningReport report ? $" ({report.Clock.Reason})" : string.Empty;
            throw new TrainingInputException(
                $"the times of the log are no clock{reason}, so that days have no meaning; split by --test-share");
        }
    }

    private static SplitPart Part(EvaluationLog log, SplitOptions options, Window window, long testEndsBefore)
    {
        SessionTimes times = new(log.Sessions);
        List<int> training = [], test = [];
        int across = 0;
        for (int session = 0; session < log.Sessions.Count; session++)
        {
            long begin = times.Begin(session);
            long end = times.End(session);
            if (end < window.Border)
            {
                training.Add(session);
            }
            else if (begin < window.Border)
            {
                across++;
            }
            else if (begin < window.End && end < testEndsBefore)
            {
                test.Add(session);
            }
        }

        int[] numbers = new int[log.Sessions.ProductCount];
        (SessionSet known, int[] products) = Train(log, training, options.MinCount, numbers);
        (SessionSet judged, long unknown, int shorts) = Test(log, test, options.Unknown, numbers, products.Length);
        Require(log, window, known, judged);
        bool isClock = log.Sessions.HasTimes;
        return new SplitPart(known, judged, products, new SplitCounts
        {
            Border = isClock ? Time(window.Border) : null,
            End = isClock ? Time(window.End) : null,
            FirstView = isClock ? Time(training.Min(times.Begin)) : null,
            TrainingSessions = known.Count,
            TrainingViews = known.EventCount,
            Products = products.Length,
            RareViews = training.Sum(session => (long)log.Sessions.Products(session).Length) - known.EventCount,
            SessionsAcross = across,
            TestSessions = judged.Count,
            TestViews = judged.EventCount,
            UnknownViews = unknown,
            ShortSessions = shorts,
        });
    }

    /// <summary>
    /// Drops rare products until each one left has enough views, and numbers them: <paramref name="numbers"/> receives
    /// the new number of each product of the log.
    /// </summary>
    private static (SessionSet Sessions, int[] Products) Train(
        EvaluationLog log, List<int> sessions, int minCount, int[] numbers)
    {
        ViewFilter filter = new(log.Sessions, log.KeepsRepeats);
        int[] counts = new int[numbers.Length];
        int[] firsts = new int[numbers.Length];
        for (int i = 0; i < numbers.Length; i++)
        {
            numbers[i] = i;
        }

        for (bool isDone = false; !isDone;)
        {
            filter.Clear();
            sessions.ForEach(session => filter.Add(session, numbers));
            filter.Count(counts, firsts);
            isDone = true;
            for (int product = 0; product < numbers.Length; product++)
            {
                isDone &= counts[product] is 0 || counts[product] >= minCount;
                numbers[product] = counts[product] >= minCount ? product : Unknown;
            }
        }

        int[] products = [.. Enumerable.Range(0, numbers.Length).Where(product => numbers[product] >= 0)];
        Array.Sort(products, (a, b) =>
            counts[a] != counts[b] ? counts[b].CompareTo(counts[a]) : firsts[a].CompareTo(firsts[b]));
        for (int i = 0; i < products.Length; i++)
        {
            numbers[products[i]] = i;
        }

        filter.Clear();
        sessions.ForEach(session => filter.Add(session, numbers));
        return (filter.ToSet(products.Length), products);
    }

    private static (SessionSet Sessions, long Unknown, int Short) Test(
        EvaluationLog log, List<int> sessions, UnknownProducts rule, int[] numbers, int known)
    {
        if (rule == UnknownProducts.Keep)
        {
            int next = known;
            numbers = Array.ConvertAll(numbers, number => number >= 0 ? number : next++);
        }

        ViewFilter filter = new(log.Sessions, log.KeepsRepeats);
        long unknown = 0;
        int shorts = 0;
        foreach (int session in sessions)
        {
            foreach (int product in log.Sessions.Products(session))
            {
                unknown += (uint)numbers[product] >= (uint)known ? 1 : 0;
            }

            shorts += filter.Add(session, numbers) ? 0 : 1;
        }

        return (filter.ToSet(known), unknown, shorts);
    }

    private static void Require(EvaluationLog log, Window window, SessionSet training, SessionSet test)
    {
        string where = log.Sessions.HasTimes ? $"before {Time(window.Border):u}" : "before the test window";
        if (training.Count == 0)
        {
            throw new TrainingInputException(
                $"no session of two known products is left to train on {where}; lower --test-days, --test-share, "
                + "--windows or --min-count");
        }

        if (test.Count == 0)
        {
            throw new TrainingInputException(
                "no session of two known products is left to judge by in a test window; raise --test-days or "
                + "--test-share, or lower --windows or --min-count");
        }

        if (LeakCheck.Find(training, test) is string leak)
        {
            throw new InvalidOperationException(leak);
        }
    }

    /// <summary>Returns the time; a window can reach further back than the calendar.</summary>
    private static DateTimeOffset Time(long microseconds) => DateTimeOffset.UnixEpoch.AddTicks(Math.Max(
        microseconds * TimeSpan.TicksPerMicrosecond,
        DateTimeOffset.MinValue.UtcTicks - DateTimeOffset.UnixEpoch.UtcTicks));
}
