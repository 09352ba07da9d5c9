using ProductSpace.RecallBench.Common;
using ProductSpace.RecallBench.Peers;

namespace ProductSpace.RecallBench.Filters;

/// <summary>
/// Our engine through its public searches: as users ask it, at the default target; or one strategy forced: every match looked
/// at, or a walk by efSearch, which a scan finishes where it finds too few. A wrong number of answers, or one that does
/// not match, ends the run.
/// </summary>
internal sealed class OwnFiltered(ProductIndex index, int[] rowOf, Asking asking, int milliseconds) : IFilterMethod
{
    public IReadOnlyList<int> Settings(int k) => asking == Asking.Walk ? Grid.EfSearches(k) : [0];

    public FilterPass Measure(AskedCase asked, int k, int setting)
    {
        Neighbor[] hits = new Neighbor[asked.Queries.Length * k];
        SearchResult[] results = new SearchResult[asked.Queries.Length];
        SearchOptions options = asking == Asking.Walk ? new() { EfSearch = setting } : default;
        PassClock clock = new(results.Length, milliseconds);
        clock.Begin();
        while (clock.HasTime())
        {
            int query = clock.Asked;
            options = options with { Filter = asked.FilterOf(query) };
            Span<Neighbor> places = hits.AsSpan(query * k, k);
            long start = PassTimer.Start();
            results[query] = asking == Asking.Exact ? index.SearchExact(asked.Queries[query], places, options) : index.Search(asked.Queries[query], places, options);
            clock.Stop(start);
        }

        Sample sample = clock.End(setting);
        ReadOnlySpan<SearchResult> all = results.AsSpan(0, clock.Asked);
        long found = 0;
        long wanted = 0;
        for (int query = 0; query < all.Length; query++)
        {
            found += asked.Hits(query, k, Rows(asked, query, k, hits.AsSpan(query * k, all[query].Count)));
            wanted += asked.Wanted(query, k);
        }

        return new FilterPass(sample with { Recall = found / (double)wanted, Distances = all.ToArray().Average(result => (double)result.Scored) }, all.Length)
        {
            Strategies = IndexStructures(all.ToArray()),
        };
    }

    private static string IndexStructures(SearchResult[] results) => string.Join(", ", results
        .GroupBy(result => result.Strategy)
        .OrderByDescending(group => group.Count())
        .Select(group => group.Count() == results.Length ? group.Key.ToString() : $"{group.Key} {Markdown.Format(group.Count() / (double)results.Length, "P0")}"));

    private int[] Rows(AskedCase asked, int query, int k, ReadOnlySpan<Neighbor> hits)
    {
        if (hits.Length != asked.Wanted(query, k))
        {
            throw new InvalidOperationException($"{asked.Case.Name}, query {query}: {hits.Length} answers, {asked.Wanted(query, k)} were due");
        }

        int[] rows = new int[hits.Length];
        for (int i = 0; i < rows.Length; i++)
        {
            if (asked.FilterOf(query) is ProductFilter filter && !filter.Contains(hits[i].Ordinal))
            {
                throw new InvalidOperationException($"{asked.Case.Name}, query {query}: answer {i + 1} does not match the filter");
            }

            rows[i] = rowOf[hits[i].Ordinal];
        }

        return rows;
    }
}
