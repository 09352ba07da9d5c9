using ProductSpace.Training.Corpus;
using ProductSpace.Training.Records;

namespace ProductSpace.Training.Cleaning;

/// <summary>
/// One event of a cleaned session in 32 bytes. Sorts by the session's start, then by the row of its first event in the
/// log, which is unique, then by position: sessions in the order of time, and of rows if times are equal.
/// </summary>
internal readonly record struct SessionEvent(long Start, long Session, long Time, int Position, Token Token)
    : IComparable<SessionEvent>
{
    public int CompareTo(SessionEvent other)
    {
        int byStart = Start.CompareTo(other.Start);
        int byRow = byStart != 0 ? byStart : Session.CompareTo(other.Session);
        return byRow != 0 ? byRow : Position.CompareTo(other.Position);
    }
}

/// <summary>An event of a session that is being cleaned.</summary>
internal readonly record struct CleanEvent(Token Token, long Time, uint DwellMilliseconds)
{
    /// <summary>Returns the events of a session as sortable records, with the last-token bit set.</summary>
    public static IEnumerable<SessionEvent> Records(IReadOnlyList<CleanEvent> session, long firstRow)
    {
        for (int i = 0; i < session.Count; i++)
        {
            yield return new SessionEvent(
                session[0].Time,
                firstRow,
                session[i].Time,
                i,
                session[i].Token.AsLast(i == session.Count - 1));
        }
    }
}
