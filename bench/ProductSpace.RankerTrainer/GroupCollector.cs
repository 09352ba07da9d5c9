using ProductSpace.Recommendations;
using ProductSpace.Training;

namespace ProductSpace.RankerTrainer;

/// <summary>
/// Asks a snapshot at moments of sessions that it was not learned from, and keeps the candidates with their features.
/// Each moment is one from the second known view of a session on.
/// </summary>
internal static class GroupCollector
{
    /// <summary>Collects the groups of some moments, spread evenly over all of them.</summary>
    /// <param name="index">Snapshot, learned from earlier sessions.</param>
    /// <param name="log">Later sessions, in the order of time.</param>
    /// <param name="placement">How recommendations are made; its number of candidates is the size of a group.</param>
    /// <param name="most">Maximum number of groups.</param>
    public static RankerGroups Collect(ProductIndex index, EvaluationLog log, Placement placement, int most)
    {
        int[] ordinals = OrdinalsOf(index, log);
        List<(int Session, int Position)> moments = Moments(log.Sessions, ordinals, most);
        int size = placement.RankedCandidates;
        int[] candidates = new int[size];
        float[] features = new float[size * RankerGroups.Features];
        int[] starts = new int[moments.Count + 1];
        int[] next = new int[moments.Count];
        List<float> rows = [];
        ShopperEvent[] events = [];
        for (int group = 0; group < moments.Count; group++)
        {
            (int session, int position) = moments[group];
            ReadOnlySpan<int> viewed = log.Sessions.Products(session);
            events = [.. Known(viewed[..position], ordinals)];
            int count = RankerExamples.Read(index, new ShopperState(events), candidates, features, placement);
            next[group] = candidates.AsSpan(0, count).IndexOf(ordinals[viewed[position]]);
            rows.AddRange(features.AsSpan(0, count * RankerGroups.Features));
            starts[group + 1] = starts[group] + count;
        }

        return new RankerGroups([.. moments.Select(moment => moment.Session)], starts, next, [.. rows]);
    }

    /// <summary>Moments whose past holds a known product, and whose next product is known.</summary>
    private static List<(int Session, int Position)> Moments(SessionSet sessions, int[] ordinals, int most)
    {
        List<(int, int)> all = [];
        for (int session = 0; session < sessions.Count; session++)
        {
            ReadOnlySpan<int> viewed = sessions.Products(session);
            bool isKnown = false;
            for (int position = 0; position < viewed.Length; position++)
            {
                if (isKnown && ordinals[viewed[position]] >= 0)
                {
                    all.Add((session, position));
                }

                isKnown |= ordinals[viewed[position]] >= 0;
            }
        }

        return all.Count <= most
            ? all
            : [.. Enumerable.Range(0, most).Select(i => all[(int)(((2L * i) + 1) * all.Count / (2L * most))])];
    }

    private static int[] OrdinalsOf(ProductIndex index, EvaluationLog log) =>
        [.. log.ProductIds.Select(id => index.TryGetOrdinal(id, out int ordinal) ? ordinal : -1)];

    private static List<ShopperEvent> Known(ReadOnlySpan<int> viewed, int[] ordinals)
    {
        List<ShopperEvent> events = [];
        foreach (int product in viewed)
        {
            if (ordinals[product] >= 0)
            {
                events.Add(new ShopperEvent(ordinals[product]));
            }
        }

        return events;
    }
}
