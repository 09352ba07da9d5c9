using System.Runtime.InteropServices;
using ProductSpace.Training.Corpus;
using ProductSpace.Training.Logs;
using ProductSpace.Training.Records;

namespace ProductSpace.Training.Cleaning;

/// <summary>Source of the time that a view lasted.</summary>
internal enum DwellSource
{
    None,
    Column,
    Gap,
}

/// <summary>
/// Cleans one session at a time: drops bots, repeats, short views, long sessions, and sessions of one product.
/// </summary>
internal sealed class SessionCleaner(
    CleaningOptions options,
    bool isClock,
    bool hasViews,
    DwellSource dwell,
    DropCounter drops)
{
    private readonly List<CleanEvent> _events = [];
    private readonly List<long> _gaps = [];
    private readonly long _minDwellMilliseconds = (long)Math.Ceiling(options.MinDwellSeconds * 1000);

    /// <summary>Returns what is left of a session, valid until the next call; null if nothing is left.</summary>
    public List<CleanEvent>? Clean(RawSession session)
    {
        if (IsBot(session))
        {
            drops.Add(DropReason.Bot, session.EventCount, 1);
            return null;
        }

        _events.Clear();
        foreach (LogRecord record in CollectionsMarshal.AsSpan(session.Events))
        {
            // In a log of purchases only, the purchases are the sequence.
            Token token = hasViews
                ? record.Token
                : new Token(record.Token.Product, isPurchase: false, record.Token.IsRecommended);
            _events.Add(new CleanEvent(token, record.Time, record.DwellMilliseconds));
        }

        DropRepeats(_events, DropReason.Repeat, options, drops);
        if (_minDwellMilliseconds > 0 && dwell != DwellSource.None && DropShortViews())
        {
            DropRepeats(_events, DropReason.Repeat, options, drops);
        }

        if (options.MaxSessionEvents > 0 && _events.Count > options.MaxSessionEvents)
        {
            drops.Add(DropReason.TooLong, _events.Count, 1);
            return null;
        }

        return IsLongEnough(_events, options, drops) ? _events : null;
    }

    /// <summary>Merges repeats unless the options keep them, and counts what was dropped.</summary>
    public static void DropRepeats(
        List<CleanEvent> events, DropReason reason, CleaningOptions options, DropCounter drops)
    {
        if (!options.KeepRepeats)
        {
            drops.Add(reason, DropRepeats(events));
        }
    }

    /// <summary>
    /// Merges consecutive views of one product into the first, with the sum of their dwell times; likewise for carts,
    /// where they are told from views, and for purchases. Returns the number of events dropped.
    /// </summary>
    private static int DropRepeats(List<CleanEvent> events)
    {
        int kept = 0, lastView = -1, lastCart = -1, lastPurchase = -1;
        Span<CleanEvent> span = CollectionsMarshal.AsSpan(events);
        for (int i = 0; i < span.Length; i++)
        {
            CleanEvent next = span[i];
            ref int last = ref next.Token.IsPurchase ? ref lastPurchase
                : ref next.Token.IsCart ? ref lastCart
                : ref lastView;
            if (last >= 0 && span[last].Token.Product == next.Token.Product)
            {
                span[last] = span[last] with
                {
                    DwellMilliseconds = Sum(span[last].DwellMilliseconds, next.DwellMilliseconds),
                };
                continue;
            }

            last = kept;
            span[kept++] = next;
        }

        int dropped = events.Count - kept;
        events.RemoveRange(kept, dropped);
        return dropped;
    }

    /// <summary>
    /// Returns false, and counts the session as dropped, if all its events are of one product: training could learn
    /// nothing from it. Where repeats are kept, two events of one product are enough.
    /// </summary>
    public static bool IsLongEnough(List<CleanEvent> events, CleaningOptions options, DropCounter drops)
    {
        if (options.KeepRepeats && events.Count > 1)
        {
            return true;
        }

        foreach (CleanEvent one in CollectionsMarshal.AsSpan(events))
        {
            if (one.Token.Product != events[0].Token.Product)
            {
                return true;
            }
        }

        drops.Add(DropReason.OneProduct, events.Count, 1);
        return false;
    }

    private static uint Sum(uint a, uint b) =>
        a == LogRecord.NoDwell ? b : b == LogRecord.NoDwell ? a : (uint)Math.Min((ulong)a + b, LogRecord.NoDwell - 1);

    private bool IsBot(RawSession session)
    {
        if (session.IsCut || (options.BotEvents > 0 && session.EventCount > options.BotEvents))
        {
            return true;
        }

        if (!isClock || options.BotGapSeconds <= 0 || session.EventCount < CleaningOptions.BotGapEvents)
        {
            return false;
        }

        _gaps.Clear();
        for (int i = 1; i < session.Events.Count; i++)
        {
            _gaps.Add(session.Events[i].Time - session.Events[i - 1].Time);
        }

        _gaps.Sort();
        return _gaps[_gaps.Count / 2] < options.BotGapSeconds * TimeReading.MicrosecondsASecond;
    }

    private bool DropShortViews()
    {
        int before = _events.Count;
        int kept = 0;
        for (int i = 0; i < before; i++)
        {
            bool isView = !_events[i].Token.IsPurchase && !_events[i].Token.IsCart;
            if (!isView || DwellOf(i) is not long looked || looked >= _minDwellMilliseconds)
            {
                _events[kept++] = _events[i];
            }
        }

        _events.RemoveRange(kept, before - kept);
        drops.Add(DropReason.ShortView, before - kept);
        return kept < before;
    }

    /// <summary>
    /// Returns the milliseconds that a view lasted; null if unknown, like that of the last view when gaps are the
    /// source.
    /// </summary>
    private long? DwellOf(int view)
    {
        if (dwell == DwellSource.Column)
        {
            return _events[view].DwellMilliseconds == LogRecord.NoDwell ? null : _events[view].DwellMilliseconds;
        }

        for (int next = view + 1; next < _events.Count; next++)
        {
            if (!_events[next].Token.IsPurchase)
            {
                return (_events[next].Time - _events[view].Time) / 1000;
            }
        }

        return null;
    }
}
