using ProductSpace.Graph;
using ProductSpace.Planning;

namespace ProductSpace.Building;

/// <summary>
/// Measures for each kind of query and some k how recall grows with efSearch, against the exact scan, until .993 or a
/// fixed end. Counts only: the rows are the same on every machine and go into the file.
/// </summary>
internal static class CalibrationBuilder
{
    private const double Step = 1.25;
    private const double EnoughRecall = 0.993;
    private const int LargestEf = 1536;

    /// <summary>At larger k a query counts more hits, so that fewer queries are as sure.</summary>
    private const int ShareOfQueriesAbove10 = 3;

    /// <summary>Below this the planner scans anyway.</summary>
    private const int SmallestShop = 2048;

    private static readonly int[] s_views = [1, 3, 10];

    /// <summary>Rows for one space; queries are always IN vectors.</summary>
    public static CalibrationRow[] Measure(SpaceView similar, SpaceView space, int queriesOfAKind, ulong seed, BuildContext context)
    {
        List<CalibrationRow> rows = [];
        if (space.Count < SmallestShop)
        {
            return [];
        }

        int largestK = Calibration.MeasuredK[^1];
        List<QuerySet> sets = [];
        foreach (int views in s_views)
        {
            sets.Add(QuerySet.Make(similar, space, queriesOfAKind, views, largestK, seed, context));
        }

        foreach (int k in Calibration.MeasuredK)
        {
            rows.AddRange(Curve(similar, space, QueryKind.Vector, k, sets, seeded: false, context));
            for (int i = 0; i < s_views.Length; i++)
            {
                rows.AddRange(Curve(similar, space, Calibration.KindOf(s_views[i]), k, [sets[i]], seeded: true, context));
            }
        }

        return [.. rows];
    }

    private static List<CalibrationRow> Curve(SpaceView similar, SpaceView space, QueryKind kind, int k, List<QuerySet> sets, bool seeded, BuildContext context)
    {
        List<CalibrationRow> rows = [];
        for (int ef = k; ef <= LargestEf; ef = (int)Math.Ceiling(ef * Step))
        {
            RecallPoint total = default;
            foreach (QuerySet set in sets)
            {
                int queries = k <= 10 ? set.Sessions.Length : (set.Sessions.Length + ShareOfQueriesAbove10 - 1) / ShareOfQueriesAbove10;
                total += set.Measure(similar, space, queries, k, ef, seeded, context);
            }

            rows.Add(new CalibrationRow
            {
                Kind = (int)kind,
                K = k,
                Ef = ef,
                Recall = (int)(total.Hits * ushort.MaxValue / Math.Max(1, total.Wanted)),
                Scored = (int)(total.Scored / total.Queries),
                Hops = (int)(total.Hops / total.Queries),
            });
            if (total.Hits >= EnoughRecall * total.Wanted)
            {
                break;
            }
        }

        return rows;
    }
}

/// <summary>Counts of one run over a query set; they add up.</summary>
internal readonly record struct RecallPoint(long Hits, long Wanted, long Scored, long Hops, int Queries)
{
    public static RecallPoint operator +(RecallPoint a, RecallPoint b) =>
        new(a.Hits + b.Hits, a.Wanted + b.Wanted, a.Scored + b.Scored, a.Hops + b.Hops, a.Queries + b.Queries);
}
