using ProductSpace.Training;

namespace ProductSpace.Evaluation.Splits;

/// <summary>
/// When sessions begin and end: times if they are a clock, else places in the order of the log, where a session begins
/// and ends at once.
/// </summary>
internal sealed class SessionTimes(SessionSet sessions)
{
    public int Count => sessions.Count;

    public long Begin(int session) => sessions.HasTimes ? Extreme(session, least: true) : session;

    public long End(int session) => sessions.HasTimes ? Extreme(session, least: false) : session;

    private long Extreme(int session, bool least)
    {
        ReadOnlySpan<long> times = sessions.Times(session);
        long extreme = times[0];
        foreach (long time in times)
        {
            extreme = least ? Math.Min(extreme, time) : Math.Max(extreme, time);
        }

        return extreme;
    }
}
