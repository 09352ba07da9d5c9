using ProductSpace.RecallBench.Common;

namespace ProductSpace.RecallBench.Peers;

/// <summary>What a method showed at one setting over all rounds: medians, and the range of its CPU time.</summary>
internal readonly record struct TimedPoint(Sample Median, double LeastCpuMicroseconds, double MostCpuMicroseconds);

/// <summary>A method with its timed points, ascending by setting.</summary>
internal sealed record MethodFigures(ISearchMethod Method, IReadOnlyList<TimedPoint> Points)
{
    public string Name => Method.Name;

    public AtRecall? At(double target) => Interpolation.At([.. Points.Select(point => point.Median)], target);

    /// <summary>The same from the fastest pass of each point: on a machine with other work it disturbs less than the median.</summary>
    public AtRecall? BestAt(double target) =>
        Interpolation.At([.. Points.Select(point => point.Median with { CpuMicroseconds = point.LeastCpuMicroseconds })], target);
}

/// <summary>
/// Times all methods in turn, point by point, round by round: whatever slows the machine for a while slows all of them.
/// Every pass follows one of another method, so none keeps the cache to itself.
/// </summary>
internal static class Rounds
{
    public static List<MethodFigures> Run(IReadOnlyList<ISearchMethod> methods, IReadOnlyList<List<Sample>> grids, int rounds)
    {
        List<Sample>[][] passes = [.. grids.Select(grid => grid.Select(_ => new List<Sample>()).ToArray())];
        int longest = grids.Max(grid => grid.Count);
        for (int round = 0; round < rounds; round++)
        {
            for (int point = 0; point < longest; point++)
            {
                for (int method = 0; method < methods.Count; method++)
                {
                    if (point < grids[method].Count)
                    {
                        passes[method][point].Add(methods[method].Measure(grids[method][point].Setting, count: false));
                    }
                }
            }

            Progress.Say($"round {round + 1} of {rounds}");
        }

        return [.. methods.Select((method, i) => new MethodFigures(method, [.. grids[i].Select((point, j) => Summarise(point, passes[i][j]))]))];
    }

    private static TimedPoint Summarise(Sample counted, List<Sample> passes)
    {
        Sample median = counted with
        {
            CpuMicroseconds = Statistics.Median(passes.Select(pass => pass.CpuMicroseconds)),
            P50 = Statistics.Median(passes.Select(pass => pass.P50)),
            P99 = Statistics.Median(passes.Select(pass => pass.P99)),
            P999 = Statistics.Median(passes.Select(pass => pass.P999)),
        };
        return new TimedPoint(median, passes.Min(pass => pass.CpuMicroseconds), passes.Max(pass => pass.CpuMicroseconds));
    }
}
