using ProductSpace.Training.Logs;

namespace ProductSpace.Training.Cleaning;

/// <summary>The events of one session as they were read, in order; of one too long for anything but a bot only the first are kept.</summary>
internal sealed class RawSession
{
    /// <summary>Bounds the memory where no bot limit does: an empty-looking id such as "null" can gather millions.</summary>
    private const int MostKept = 1_000_000;

    public List<LogRecord> Events { get; } = [];

    public long EventCount { get; private set; }

    /// <summary>More than anything but a bot has.</summary>
    public bool IsCut => EventCount > Events.Count;

    /// <summary>Sessions in sorted records, each in the same object: a new key or, where a gap is given, a longer pause begins one.</summary>
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
