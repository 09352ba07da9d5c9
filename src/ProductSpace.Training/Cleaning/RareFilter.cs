using ProductSpace.Training.Logs;
using ProductSpace.Training.Records;

namespace ProductSpace.Training.Cleaning;

/// <summary>
/// Drops products below the minimum count, and the repeats and short sessions that this leaves. Repeats the pass until
/// every remaining product reaches the count, so that cleaning a cleaned log changes nothing.
/// </summary>
internal static class RareFilter
{
    /// <summary>
    /// Returns the sessions that remain, and disposes <paramref name="sessions"/> where it made new ones. Keeps
    /// <paramref name="counts"/> [products] up to date.
    /// </summary>
    public static RecordFile<SessionEvent> Run(
        RecordFile<SessionEvent> sessions,
        long[] counts,
        CleaningOptions options,
        string folder,
        DropCounter drops,
        CancellationToken cancellationToken)
    {
        while (counts.Any(count => count > 0 && count < options.MinCount))
        {
            cancellationToken.ThrowIfCancellationRequested();
            RecordFile<SessionEvent> next = new(folder);
            using (sessions)
            {
                try
                {
                    Pass(sessions, next, counts, options, drops);
                }
                catch
                {
                    next.Dispose();
                    throw;
                }
            }

            sessions = next;
        }

        return sessions;
    }

    private static void Pass(
        RecordFile<SessionEvent> from,
        RecordFile<SessionEvent> to,
        long[] counts,
        CleaningOptions options,
        DropCounter drops)
    {
        long[] left = new long[counts.Length];
        List<CleanEvent> session = [];
        foreach (SessionEvent one in from.ReadAll())
        {
            if (counts[one.Token.Product] < options.MinCount)
            {
                drops.Add(DropReason.Rare);
            }
            else
            {
                session.Add(new CleanEvent(one.Token, one.Time, LogRecord.NoDwell));
            }

            if (!one.Token.IsLast)
            {
                continue;
            }

            SessionCleaner.DropRepeats(session, DropReason.RepeatAfterRare, options, drops);
            if (session.Count > 0 && SessionCleaner.IsLongEnough(session, options, drops))
            {
                foreach (SessionEvent kept in CleanEvent.Records(session, one.Session))
                {
                    left[kept.Token.Product]++;
                    to.Append(kept);
                }
            }

            session.Clear();
        }

        left.CopyTo(counts, 0);
    }
}
