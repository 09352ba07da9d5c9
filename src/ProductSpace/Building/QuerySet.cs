using ProductSpace.Memory;
using ProductSpace.Search;
using ProductSpace.Snapshot;

namespace ProductSpace.Building;

/// <summary>
/// Sessions with their exact answers: the similarities of the nearest products, with and without the viewed ones. A hit
/// has at least the similarity of the true k-th, so that ties count.
/// </summary>
internal sealed class QuerySet
{
    private readonly double[][] _all;
    private readonly double[][] _others;

    private QuerySet(int[][] sessions, double[][] all, double[][] others)
    {
        Sessions = sessions;
        _all = all;
        _others = others;
    }

    /// <summary>Ordinals of the viewed products of each session.</summary>
    public int[][] Sessions { get; }

    /// <summary>Computes the exact answers of given sessions.</summary>
    public static QuerySet Of(
        SpaceView similar, SpaceView space, int[][] sessions, int views, int largestK, ParallelContext context)
    {
        int count = sessions.Length;
        double[][] all = new double[count][];
        double[][] others = new double[count][];
        ExactBatch.Run(
            space,
            count,
            largestK + views,
            context,
            (i, scratch) => SessionVector.FromViews(similar, space.Model, sessions[i], default, 1, scratch),
            (i, top) =>
            {
                List<double> every = [];
                List<double> other = [];
                for (int place = 0; place < top.Count; place++)
                {
                    every.Add(top.Similarity(place));
                    if (!sessions[i].Contains(top.Ordinal(place)))
                    {
                        other.Add(top.Similarity(place));
                    }
                }

                all[i] = [.. every];
                others[i] = [.. other];
            });
        return new QuerySet(sessions, all, others);
    }

    /// <summary>
    /// Asks the first queries of the set, by a walk if cells is 0. Seeded queries also start from the viewed products'
    /// nodes, which are then excluded from answer and truth; otherwise all products count.
    /// </summary>
    public RecallPoint Measure(
        SpaceView similar, SpaceView space, int queries, int k, int cells, int ef, bool seeded, ParallelContext context)
    {
        RecallPoint[] points = new RecallPoint[queries];
        context.ForEachBlock(queries, 16, static () => new SearchContext(), (scratch, from, to) =>
        {
            for (int i = from; i < to; i++)
            {
                points[i] = Ask(similar, space, scratch, i, k, cells, ef, seeded);
            }
        });

        RecallPoint total = default;
        foreach (RecallPoint point in points)
        {
            total += point;
        }

        return total;
    }

    /// <summary>Counts the hits of an answer, best first, to a query at k.</summary>
    public int CountHits(int query, int k, bool withoutViewed, TopK answer)
    {
        double[] truth = withoutViewed ? _others[query] : _all[query];
        int wanted = Math.Min(k, truth.Length);
        int hits = 0;
        for (int place = 0; place < Math.Min(wanted, answer.Count); place++)
        {
            hits += answer.Similarity(place) >= truth[wanted - 1] ? 1 : 0;
        }

        return hits;
    }

    public int CountWanted(int query, int k, bool withoutViewed) =>
        Math.Min(k, (withoutViewed ? _others : _all)[query].Length);

    private RecallPoint Ask(
        SpaceView similar, SpaceView space, SearchContext scratch, int query, int k, int cells, int ef, bool seeded)
    {
        int[] session = Sessions[query];
        SessionVector.FromViews(similar, space.Model, session, default, 1, scratch);
        scratch.Hits.Excluded.Clear();
        Span<int> seeds = [];
        if (seeded)
        {
            scratch.Hits.Excluded.Add(session);
            seeds = new int[session.Length];
            for (int i = 0; i < session.Length; i++)
            {
                seeds[i] = space.ToSlot(session[i]);
            }
        }

        int pool = ef == 0 ? 0 : Math.Max(ef, k + scratch.Hits.Excluded.Count);
        scratch.Hits.Start(k);
        if (cells > 0)
        {
            scratch.Cells.Run(space, scratch, cells, pool, k, seeds);
        }
        else
        {
            GraphSearch.Run(space, scratch, pool, k, seeds);
        }

        return new RecallPoint
        {
            Hits = CountHits(query, k, seeded, scratch.Hits.Top),
            Wanted = CountWanted(query, k, seeded),
            Compared = cells > 0 ? scratch.Cells.Compared : 0,
            Scored = scratch.Walk.Scored,
            Hops = scratch.Walk.Hops,
            Queries = 1,
        };
    }
}
