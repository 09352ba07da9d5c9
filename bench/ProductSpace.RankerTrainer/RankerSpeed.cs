using System.Diagnostics;
using ProductSpace.Recommendations;

namespace ProductSpace.RankerTrainer;

/// <summary>
/// What a ranker costs: the same recommendations with and without it, in turns on one thread, and the walk of its trees
/// alone. Medians, since other work disturbs single calls.
/// </summary>
internal static class RankerSpeed
{
    private const int K = 12;
    private const int Rounds = 7;

    public static void Run(ProductIndex index, Ranker ranker, RankerGroups groups, Placement placement, Action<string> say)
    {
        Placement ranked = placement with { UsesRanker = true, Ranker = ranker };
        Placement plain = placement with { Candidates = Math.Max(placement.Candidates, placement.RankedCandidates) };
        Random random = new(1);
        ShopperEvent[][] states = [.. Enumerable.Range(0, 500).Select(_ => (ShopperEvent[])[.. Enumerable.Range(0, 5).Select(_ => new ShopperEvent(random.Next(index.Count)))])];
        Recommendation[] hits = new Recommendation[K];
        List<double> with = [];
        List<double> without = [];
        for (int round = 0; round < Rounds; round++)
        {
            without.Add(Measure(states.Length, i => index.Recommend(new ShopperState(states[i]), hits, plain)));
            with.Add(Measure(states.Length, i => index.Recommend(new ShopperState(states[i]), hits, ranked)));
        }

        say(FormattableString.Invariant(
            $"Recommend {Median(without):F1} us, with the ranker over {placement.RankedCandidates} candidates {Median(with):F1} us"));
        int[] full = [.. Enumerable.Range(0, groups.Count).Where(group => groups.SizeOf(group) == placement.RankedCandidates).Take(500)];
        double[] scores = new double[placement.RankedCandidates];
        List<double> walks = [];
        for (int round = 0; full.Length > 0 && round < Rounds; round++)
        {
            walks.Add(Measure(full.Length, i => ranker.Score(groups.RowsOf(full[i]), scores)));
        }

        if (walks.Count > 0)
        {
            say(FormattableString.Invariant($"{ranker.TreeCount} trees over {scores.Length} candidates {Median(walks):F1} us"));
        }
    }

    /// <summary>Median time of one call, in microseconds.</summary>
    private static double Measure(int calls, Action<int> call)
    {
        List<double> times = new(calls);
        for (int i = 0; i < calls; i++)
        {
            long start = Stopwatch.GetTimestamp();
            call(i);
            times.Add(Stopwatch.GetElapsedTime(start).TotalMicroseconds);
        }

        return Median(times);
    }

    private static double Median(List<double> numbers) => numbers.Order().ElementAt(numbers.Count / 2);
}
