using ProductSpace.Training;

namespace ProductSpace.Evaluation;

/// <summary>
/// Sessions that are scored in one call, so that a model can share work between them. Consecutive ones are often the
/// same session, one view further. Valid during the call.
/// </summary>
public readonly ref struct SessionBatch
{
    private readonly SessionSet _sessions;
    private readonly ReadOnlySpan<int> _numbers;
    private readonly ReadOnlySpan<int> _positions;

    /// <summary>Creates a batch of prefixes of sessions.</summary>
    /// <param name="sessions">The sessions.</param>
    /// <param name="numbers">Number of the session of each member of the batch.</param>
    /// <param name="positions">Number of views that each member has seen, at least 1.</param>
    public SessionBatch(SessionSet sessions, ReadOnlySpan<int> numbers, ReadOnlySpan<int> positions)
    {
        ArgumentNullException.ThrowIfNull(sessions);
        ArgumentOutOfRangeException.ThrowIfNotEqual(positions.Length, numbers.Length);
        _sessions = sessions;
        _numbers = numbers;
        _positions = positions;
    }

    /// <summary>Number of sessions in the batch.</summary>
    public int Count => _numbers.Length;

    /// <summary>Returns what is known of a session.</summary>
    public SessionSoFar this[int index]
    {
        get
        {
            int session = _numbers[index];
            int seen = _positions[index];
            ReadOnlySpan<long> times = _sessions.Times(session);
            return new SessionSoFar(
                _sessions.Products(session)[..seen],
                times.IsEmpty ? times : times[..seen],
                _sessions.User(session),
                session);
        }
    }
}
