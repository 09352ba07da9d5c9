using ProductSpace.Numerics;
using ProductSpace.Training;

namespace ProductSpace.Evaluation.Ranking;

/// <summary>
/// The positions to predict, in the order of the sessions: all from 1 on, or one drawn from each of equal stretches.
/// Knows how many distinct products remain at each position, so that their ranks have places before they are known.
/// </summary>
internal sealed class Predictions
{
    private readonly SessionSet _sessions;
    private readonly int[] _session;
    private readonly int[] _position;
    private readonly bool _nextOnly;

    public Predictions(SessionSet sessions, NextItemOptions options)
    {
        _sessions = sessions;
        _nextOnly = options.NextOnly;
        long all = 0;
        for (int i = 0; i < sessions.Count; i++)
        {
            all += PositionsOf(i);
        }

        int count = (int)Math.Min(all, options.MaxPredictions);
        _session = new int[count];
        _position = new int[count];
        Choose(all, options.Seed);
        Starts = new int[count + 1];
        HashSet<int> distinct = [];
        for (int i = 0; i < count; i++)
        {
            Starts[i + 1] = checked(Starts[i] + CountTargets(i, distinct));
        }
    }

    public int Count => _session.Length;

    /// <summary>Start of the targets of each prediction in a list of all targets [Count + 1].</summary>
    public int[] Starts { get; }

    public int[] Sessions => _session;

    /// <summary>Number of views before each prediction [Count].</summary>
    public int[] Positions => _position;

    public ReadOnlySpan<int> Viewed(int prediction) =>
        _sessions.Products(_session[prediction])[.._position[prediction]];

    /// <summary>Returns the rest of the session, the next product first, repeats included.</summary>
    public ReadOnlySpan<int> Remaining(int prediction)
    {
        ReadOnlySpan<int> remaining = _sessions.Products(_session[prediction])[_position[prediction]..];
        return _nextOnly ? remaining[..1] : remaining;
    }

    private void Choose(long all, ulong seed)
    {
        SeededRandom random = new(seed);
        int session = 0;
        long before = 0;
        for (int i = 0; i < Count; i++)
        {
            long low = Stretch(i, all);
            long chosen = low + (long)Math.BigMul(random.NextUInt64(), (ulong)(Stretch(i + 1, all) - low), out _);
            while (chosen - before >= PositionsOf(session))
            {
                before += PositionsOf(session);
                session++;
            }

            _session[i] = session;
            _position[i] = 1 + (int)(chosen - before);
        }
    }

    private int PositionsOf(int session) => Math.Max(0, _sessions.Products(session).Length - 1);

    private long Stretch(int i, long all) => (long)((Int128)all * i / Count);

    private int CountTargets(int prediction, HashSet<int> distinct)
    {
        distinct.Clear();
        foreach (int product in Remaining(prediction))
        {
            distinct.Add(product);
        }

        return distinct.Count;
    }
}
