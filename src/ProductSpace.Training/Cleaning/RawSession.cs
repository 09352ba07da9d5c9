using ProductSpace.Training.Logs;

namespace ProductSpace.Training.Cleaning;

/// <summary>
/// The events of one session as they were read, in order. Of a session longer than any shopper's only the first events
/// are kept.
/// </summary>
internal sealed class RawSession
{
    /// <summary>
    /// Bounds the memory if there is no bot limit: an id such as "null" can gather millions of events.
    /// </summary>
    private const int MostKept = 1_000_000;

    public List<LogRecord> Events { get; } = [];

    public long EventCount { get; private set; }

    /// <summary>True where events were left out; only a bot has that many.</summary>
    public bool IsCut => EventCount > Events.Count;

    /// <summary>
    /// Splits sorted records into sessions: at a new key and, if a gap is given, at a longer pause. Every session is
    /// returned in the same object.
    /// </summary>
    public static IEnumerable<RawSession> In(IEnumerable<LogRecord> sorted, TimeSpan? gap)
    {
        long pause = gap is TimeSpan span ? span.Ticks / TimeSpan.TicksPerMicrosecond : long.MaxValue;
        RawSession session = new();
        LogRecord last = default;
        foreach (LogRecord record in sorted)
        {
            if (session.EventCount > 0 && (!record.HasKeyOf(last) || record.Time - last.Time > pause))
            {
                yield return session;
                session.Events.Clear();
                session.EventCount = 0;
            }

            last = record;
            session.EventCount++;
            if (session.Events.Count < MostKept)
            {
                session.Events.Add(record);
            }
        }

        if (session.EventCount > 0)
        {
            yield return session;
        }
    }
}
