using ProductSpace.RecallBench.Peers;

namespace ProductSpace.RecallBench.Filters;

/// <summary>The loop of <see cref="FloatRows"/> over the rows that match: no index at all.</summary>
internal sealed class PlainGather(FloatRows rows, int milliseconds) : IFilterMethod
{
    public IReadOnlyList<int> Settings(int k) => [0];

    public FilterPass Measure(AskedCase asked, int k, int setting)
    {
        int[] best = new int[asked.Queries.Length * k];
        int[] counts = new int[asked.Queries.Length];
        float[] similarities = new float[k];
        PassClock clock = new(counts.Length, milliseconds);
        clock.Begin();
        while (clock.HasTime())
        {
            int query = clock.Asked;
            long start = PassTimer.Start();
            counts[query] = rows.Nearest(asked.Units[query], asked.MatchesOf(query), best.AsSpan(query * k, k), similarities);
            clock.Stop(start);
        }

        Sample sample = clock.End(setting);
        long found = 0;
        long wanted = 0;
        for (int query = 0; query < clock.Asked; query++)
        {
            found += asked.Hits(query, k, best.AsSpan(query * k, counts[query]));
            wanted += asked.Wanted(query, k);
        }

        return new FilterPass(sample with { Recall = found / (double)wanted }, clock.Asked);
    }
}
