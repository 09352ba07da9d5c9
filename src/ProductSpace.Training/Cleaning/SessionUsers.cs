using ProductSpace.Training.Logs;

namespace ProductSpace.Training.Cleaning;

/// <summary>
/// Shoppers of the sessions by number: of each session its first known user, numbered from 0 in the order of the
/// sessions. Only hashes of the shop's ids are seen, and only the numbers are handed out.
/// </summary>
internal sealed class SessionUsers
{
    /// <summary>Number of a session without a user.</summary>
    public const int Nobody = -1;

    private readonly Dictionary<long, ulong> _userOfRow = [];
    private readonly Dictionary<ulong, int> _numbers = [];
    private readonly List<int> _kept = [];

    /// <summary>Number of each session that was kept, in their order.</summary>
    public IReadOnlyList<int> Numbers => _kept;

    /// <summary>True if any session kept has a user.</summary>
    public bool AreKnown => _numbers.Count > 0;

    /// <summary>Remembers the user of a session under the row of its first event.</summary>
    public void Add(RawSession session)
    {
        foreach (LogRecord one in session.Events)
        {
            if (one.User != LogRecord.Nobody)
            {
                _userOfRow.Add(session.Events[0].Row, one.User);
                return;
            }
        }
    }

    /// <summary>Numbers the user of the next session, which has this first row.</summary>
    public void Keep(long firstRow)
    {
        if (!_userOfRow.TryGetValue(firstRow, out ulong user))
        {
            _kept.Add(Nobody);
            return;
        }

        _numbers.TryAdd(user, _numbers.Count);
        _kept.Add(_numbers[user]);
    }
}
