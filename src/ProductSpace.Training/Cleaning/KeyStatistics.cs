using System.Runtime.InteropServices;
using ProductSpace.Training.Logs;

namespace ProductSpace.Training.Cleaning;

/// <summary>
/// What the sessions of a log look like before anything is dropped from them: the largest session, the session or user
/// with the most events, and session ids that stand under several users.
/// </summary>
internal sealed class KeyStatistics
{
    /// <summary>
    /// Number of users under one session id from which on visits are taken to be numbered per user: a login changes the
    /// user once.
    /// </summary>
    public const int SeveralUsers = 3;

    /// <summary>Number of users that no session of one visitor can have.</summary>
    public const int ManyUsers = 10;

    private readonly HashSet<ulong> _users = [];
    private LogRecord _key;
    private long _keyEvents;

    public long Sessions { get; private set; }

    public long Events { get; private set; }

    public long LargestSession { get; private set; }

    /// <summary>Most events of one session id, or of one user where the log has no sessions.</summary>
    public long LargestKey { get; private set; }

    /// <summary>Row of the first event of the largest key, over all files.</summary>
    public long LargestKeyRow { get; private set; }

    public long Keys { get; private set; }

    /// <summary>Number of session ids that stand under two users or more.</summary>
    public long SharedSessions { get; private set; }

    /// <summary>Number of events in sessions of at least <see cref="SeveralUsers"/>.</summary>
    public long SeveralUsersEvents { get; private set; }

    /// <summary>Number of session ids that stand under at least <see cref="ManyUsers"/>.</summary>
    public long ManyUsersSessions { get; private set; }

    /// <summary>Row of the first event of the first such session, over all files.</summary>
    public long ManyUsersRow { get; private set; }

    /// <summary>True if at least half of the events stand under session ids of several users.</summary>
    public bool IsNumberedPerUser => SeveralUsersEvents > 0 && SeveralUsersEvents * 2 >= Events;

    /// <summary>Adds a session; those of one key come one after another.</summary>
    public void Add(RawSession session, bool hasSessionColumn)
    {
        LogRecord first = session.Events[0];
        bool isSameKey = Sessions > 0 && first.HasKeyOf(_key);
        Keys += isSameKey ? 0 : 1;
        _keyEvents = session.EventCount + (isSameKey ? _keyEvents : 0);
        _key = isSameKey ? _key : first;
        Sessions++;
        Events += session.EventCount;
        LargestSession = Math.Max(LargestSession, session.EventCount);
        if (_keyEvents > LargestKey)
        {
            (LargestKey, LargestKeyRow) = (_keyEvents, _key.Row);
        }

        if (hasSessionColumn)
        {
            CountUsers(session, first.Row);
        }
    }

    private void CountUsers(RawSession session, long row)
    {
        _users.Clear();
        ulong last = LogRecord.Nobody;
        foreach (ref readonly LogRecord one in CollectionsMarshal.AsSpan(session.Events))
        {
            if (one.User != LogRecord.Nobody && one.User != last && _users.Count < ManyUsers)
            {
                last = one.User;
                _users.Add(last);
            }
        }

        SharedSessions += _users.Count > 1 ? 1 : 0;
        SeveralUsersEvents += _users.Count >= SeveralUsers ? session.EventCount : 0;
        if (_users.Count >= ManyUsers && ManyUsersSessions++ == 0)
        {
            ManyUsersRow = row;
        }
    }
}
