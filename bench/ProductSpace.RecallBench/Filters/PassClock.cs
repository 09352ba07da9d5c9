using System.Diagnostics;
using ProductSpace.RecallBench.Peers;

namespace ProductSpace.RecallBench.Filters;

/// <summary>
/// Times a pass and ends it when its time is over, as the peers' driver does: at least three queries are asked, since some
/// methods take longer for one than a pass should.
/// </summary>
internal sealed class PassClock(int queries, int milliseconds)
{
    private const int Least = 3;

    private readonly PassTimer _timer = new(queries);
    private long _end;

    /// <summary>Queries asked until now.</summary>
    public int Asked { get; private set; }

    public void Begin()
    {
        Asked = 0;
        _end = Stopwatch.GetTimestamp() + (milliseconds * Stopwatch.Frequency / 1000);
        _timer.Begin();
    }

    public bool HasTime() => Asked < queries && (Asked < Least || Stopwatch.GetTimestamp() < _end);

    /// <summary>Ends the query that was asked at this time.</summary>
    public void Stop(long start) => _timer.Stop(Asked++, start);

    public Sample End(int setting) => _timer.End(setting, Asked);
}
