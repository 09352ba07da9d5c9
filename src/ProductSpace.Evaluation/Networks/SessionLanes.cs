using ProductSpace.Training;

namespace ProductSpace.Evaluation.Networks;

/// <summary>
/// Session-parallel mini-batches (Hidasi et al., ICLR 2016): each lane follows a session view by view, and takes the
/// next one in the order of time when it ends. Here a lane follows a stream of sessions, which is one session, or all
/// those of a shopper. Sessions of one view are left out.
/// </summary>
internal sealed class SessionLanes
{
    private readonly SessionSet _sessions;
    private readonly int[] _order;
    private readonly int[] _starts;
    private readonly bool _feedLast;
    private readonly int[] _stream;
    private readonly int[] _place;
    private readonly int[] _position;
    private int _next;

    /// <summary>Prepares an epoch.</summary>
    /// <param name="sessions">The sessions.</param>
    /// <param name="lanes">Number of lanes.</param>
    /// <param name="byUser">True for one stream a shopper, false for one a session.</param>
    public SessionLanes(SessionSet sessions, int lanes, bool byUser)
    {
        _sessions = sessions;
        _feedLast = byUser;
        (_order, _starts) = Streams(sessions, byUser);
        _stream = new int[lanes];
        _place = new int[lanes];
        _position = new int[lanes];
        Inputs = new int[lanes];
        Targets = new int[lanes];
        SessionBegins = new bool[lanes];
        StreamBegins = new bool[lanes];
        Users = new int[lanes];
        foreach (int session in _order)
        {
            Steps += sessions.Products(session).Length - (byUser ? 0 : 1);
        }
    }

    /// <summary>Number of lane steps of an epoch.</summary>
    public long Steps { get; }

    /// <summary>View that each lane reads; -1 for a lane without a session.</summary>
    public int[] Inputs { get; }

    /// <summary>View that follows in each lane; -1 for none.</summary>
    public int[] Targets { get; }

    /// <summary>True for a lane that begins a session.</summary>
    public bool[] SessionBegins { get; }

    /// <summary>True for a lane that begins a stream.</summary>
    public bool[] StreamBegins { get; }

    /// <summary>Shopper of each lane; -1 for nobody.</summary>
    public int[] Users { get; }

    /// <summary>Goes back to the beginning of the log.</summary>
    public void Restart()
    {
        _next = 0;
        Array.Fill(_stream, -1);
    }

    /// <summary>Moves every lane by one view; returns the number of lanes that have one, 0 at the end.</summary>
    public int Move()
    {
        int active = 0;
        for (int lane = 0; lane < Inputs.Length; lane++)
        {
            SessionBegins[lane] = false;
            StreamBegins[lane] = false;
            if (Advance(lane))
            {
                ReadOnlySpan<int> views = _sessions.Products(_order[_place[lane]]);
                int position = _position[lane];
                Inputs[lane] = views[position];
                Targets[lane] = position + 1 < views.Length ? views[position + 1] : -1;
                Users[lane] = _sessions.User(_order[_place[lane]]);
                active++;
            }
            else
            {
                Inputs[lane] = -1;
                Targets[lane] = -1;
            }
        }

        return active;
    }

    private bool Advance(int lane)
    {
        int stream = _stream[lane];
        if (stream >= 0)
        {
            _position[lane]++;
            int last = _sessions.Products(_order[_place[lane]]).Length - (_feedLast ? 0 : 1);
            if (_position[lane] < last)
            {
                return true;
            }

            _position[lane] = 0;
            if (++_place[lane] < _starts[stream + 1])
            {
                SessionBegins[lane] = true;
                return true;
            }
        }

        if (_next == _starts.Length - 1)
        {
            _stream[lane] = -1;
            return false;
        }

        _stream[lane] = _next++;
        _place[lane] = _starts[_stream[lane]];
        _position[lane] = 0;
        SessionBegins[lane] = true;
        StreamBegins[lane] = true;
        return true;
    }

    private static (int[] Order, int[] Starts) Streams(SessionSet sessions, bool byUser)
    {
        List<List<int>> streams = [];
        Dictionary<int, List<int>> ofUser = [];
        for (int i = 0; i < sessions.Count; i++)
        {
            int user = byUser ? sessions.User(i) : -1;
            if (sessions.Products(i).Length < 2)
            {
                continue;
            }

            if (user >= 0 && ofUser.TryGetValue(user, out List<int>? stream))
            {
                stream.Add(i);
                continue;
            }

            streams.Add([i]);
            if (user >= 0)
            {
                ofUser.Add(user, streams[^1]);
            }
        }

        int[] starts = new int[streams.Count + 1];
        for (int i = 0; i < streams.Count; i++)
        {
            starts[i + 1] = starts[i] + streams[i].Count;
        }

        return ([.. streams.SelectMany(stream => stream)], starts);
    }
}
