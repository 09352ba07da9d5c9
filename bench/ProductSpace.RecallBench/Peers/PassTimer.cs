using System.Diagnostics;
using ProductSpace.Memory;
using ProductSpace.RecallBench.Common;

namespace ProductSpace.RecallBench.Peers;

/// <summary>Times one pass as the peers' driver does: thread CPU time over the pass, wall time of each query.</summary>
internal sealed class PassTimer(int queries)
{
    private readonly double[] _microseconds = new double[queries];
    private long _cpu;

    public void Begin() => _cpu = LibC.ThreadCpuNanoseconds();

    public static long Start() => Stopwatch.GetTimestamp();

    public void Stop(int query, long start) => _microseconds[query] = (Stopwatch.GetTimestamp() - start) * (1e6 / Stopwatch.Frequency);

    public Sample End(int setting) => End(setting, queries);

    /// <summary>The same where only the first queries of the pass were asked.</summary>
    public Sample End(int setting, int asked)
    {
        long now = LibC.ThreadCpuNanoseconds();
        Span<double> timed = _microseconds.AsSpan(0, asked);
        double cpu = _cpu < 0 || now < 0 ? timed.ToArray().Sum() : (now - _cpu) / 1e3;
        timed.Sort();
        return new Sample(
            setting,
            0,
            cpu / asked,
            Statistics.Percentile(timed, 0.5),
            Statistics.Percentile(timed, 0.99),
            Statistics.Percentile(timed, 0.999));
    }
}
