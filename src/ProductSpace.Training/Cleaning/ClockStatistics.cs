using System.Globalization;
using System.Numerics;
using ProductSpace.Training.Logs;

namespace ProductSpace.Training.Cleaning;

/// <summary>
/// Decides from the gaps inside sessions whether times measure time. The times of many logs only give an order: one
/// stamp for a whole invoice, or a counter. Gaps are counted in a histogram with 16 steps per doubling.
/// </summary>
internal sealed class ClockStatistics
{
    /// <summary>Fewer gaps are no evidence.</summary>
    private const int LeastGaps = 100;

    /// <summary>Largest share of zero gaps for a clock: above it, events were stamped together.</summary>
    private const double MostZero = 0.5;

    /// <summary>Largest share of the most frequent gap for a clock: above it, the times come from a counter.</summary>
    private const double MostEqual = 0.9;

    /// <summary>Smallest median gap for a clock: shoppers need about a second between two products.</summary>
    private const double LeastMedianSeconds = 1;

    /// <summary>Smallest number of different gap lengths for a clock.</summary>
    private const int LeastLengths = 10;

    private const int StepBits = 4;

    private readonly long[] _histogram = new long[64 << StepBits];
    private long _gaps;
    private long _zero;

    public void Add(RawSession session)
    {
        for (int i = 1; i < session.Events.Count; i++)
        {
            long gap = session.Events[i].Time - session.Events[i - 1].Time;
            _gaps++;
            if (gap <= 0)
            {
                _zero++;
            }
            else
            {
                _histogram[Bucket(gap)]++;
            }
        }
    }

    public ClockVerdict Verdict()
    {
        long positive = _gaps - _zero;
        if (_gaps < LeastGaps)
        {
            return Order($"only {_gaps:N0} gaps inside sessions, {LeastGaps} are needed to tell");
        }

        if (_zero > _gaps * MostZero)
        {
            return Order($"{Share(_zero, _gaps)} of the gaps inside sessions are zero");
        }

        long largest = _histogram.Max();
        int lengths = _histogram.Count(count => count > 0);
        int median = MedianBucket(positive);
        double seconds = LowerEdge(median) / (double)TimeReading.MicrosecondsASecond;
        if (largest > positive * MostEqual)
        {
            return Order($"{Share(largest, positive)} of the gaps inside sessions are equal");
        }

        if (median < Bucket((long)(LeastMedianSeconds * TimeReading.MicrosecondsASecond)))
        {
            return Order($"the median gap inside sessions is below {LeastMedianSeconds:0} s");
        }

        return lengths < LeastLengths
            ? Order($"the gaps inside sessions have only {lengths} different lengths")
            : new ClockVerdict(
                true,
                Text($"{_gaps:N0} gaps inside sessions, median about {seconds:0} s, {Share(_zero, _gaps)} zero"));
    }

    private static int Bucket(long gap)
    {
        int log = BitOperations.Log2((ulong)gap);
        int step =
            log >= StepBits
                ? (int)(gap >> (log - StepBits)) & ((1 << StepBits) - 1)
                : (int)(gap << (StepBits - log)) & ((1 << StepBits) - 1);
        return (log << StepBits) + step;
    }

    private static double LowerEdge(int bucket) =>
        Math.ScaleB(1 + ((bucket & ((1 << StepBits) - 1)) / (double)(1 << StepBits)), bucket >> StepBits);

    private static string Share(long part, long all) => Text($"{100.0 * part / all:0} %");

    private static ClockVerdict Order(FormattableString reason) => new(false, Text(reason));

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    private int MedianBucket(long positive)
    {
        long seen = 0;
        for (int bucket = 0; bucket < _histogram.Length; bucket++)
        {
            seen += _histogram[bucket];
            if (seen * 2 >= positive)
            {
                return bucket;
            }
        }

        return 0;
    }
}
