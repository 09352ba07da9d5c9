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

    public Sample End(int setting)
    {
        long now = LibC.ThreadCpuNanoseconds();
        double cpu = _cpu < 0 || now < 0 ? _microseconds.Sum() : (now - _cpu) / 1e3;
        Array.Sort(_microseconds);
        return new Sample(
            setting,
            0,
            cpu / queries,
            Statistics.Percentile(_microseconds, 0.5),
            Statistics.Percentile(_microseconds, 0.99),
            Statistics.Percentile(_microseconds, 0.999));
    }
}
