namespace ProductSpace.Hosting.LiveRecall;

/// <summary>
/// Raises the recall target of a shop's searches where live recall shows that they find less than was asked for, and
/// lowers it again where they find more, within a bound. It adds up, query by query, what was missed beyond what the
/// target allows; a step is taken once that differs from nothing by three standard deviations, estimated from the
/// queries themselves (their hits are not independent), and the sums begin again. Each step takes a third from what may
/// be missed. Any thread reads the step; one thread at a time adds.
/// </summary>
internal sealed class RecallKeeper(int mostSteps)
{
    /// <summary>Fewer queries say nothing about their spread.</summary>
    public const int LeastQueries = 50;

    private const float Narrower = 2f / 3;
    private const double Deviations = 3;

    /// <summary>After this many queries without a step, earlier ones count half.</summary>
    private const int Window = 2_000;

    private double _queries;
    private double _excess;
    private double _squares;
    private int _steps;

    /// <summary>Part of what may be missed that the steps leave.</summary>
    private float _part = 1;

    /// <summary>Steps that the target is raised by now.</summary>
    public int Steps => Volatile.Read(ref _steps);

    /// <summary>Whether searches found less than asked although the bound was reached.</summary>
    public bool IsBelowTarget { get; private set; }

    /// <summary>The target to search with, for one that was asked for.</summary>
    public float Raise(float target) => 1 - ((1 - target) * Volatile.Read(ref _part));

    /// <summary>Adds one compared query.</summary>
    /// <param name="target">Recall that the caller asked for, below 1.</param>
    /// <param name="expected">Products of the exact answer.</param>
    /// <param name="found">Expected products that the shopper's answer held.</param>
    public void Add(float target, long expected, long found)
    {
        if (expected == 0)
        {
            return;
        }

        double excess = ((double)(expected - found) / expected) - (1 - target);
        _queries++;
        _excess += excess;
        _squares += excess * excess;
        double deviation = Math.Sqrt(Math.Max(_squares, 1e-12));
        if (_queries < LeastQueries)
        {
            return;
        }

        if (_excess > Deviations * deviation)
        {
            IsBelowTarget = _steps == mostSteps;
            Step(Math.Min(mostSteps, _steps + 1));
        }
        else if (_excess < -Deviations * deviation)
        {
            IsBelowTarget = false;
            Step(Math.Max(0, _steps - 1));
        }
        else if (_queries >= Window)
        {
            _queries /= 2;
            _excess /= 2;
            _squares /= 2;
        }
    }

    private void Step(int steps)
    {
        Volatile.Write(ref _part, MathF.Pow(Narrower, steps));
        Volatile.Write(ref _steps, steps);
        _queries = 0;
        _excess = 0;
        _squares = 0;
    }
}
