using System.Linq;
using ProductSpace.Memory;
using ProductSpace.Planning;
using ProductSpace.Snapshot;
using ProductSpace.Storage;

namespace ProductSpace.Building;

/// <summary>
/// Measures how recall grows with efSearch against the exact scan, for each kind of query and some k, until it reaches
/// .993 or efSearch a fixed end. The rows hold counts only, so they are identical on every machine and go into the
/// file.
/// </summary>
internal static class CalibrationBuilder
{
    private const double Step = 1.25;
    private const double EnoughRecall = 0.993;
    private const int LargestEf = 1536;

    /// <summary>
    /// Divisor of the queries above k = 10, where a query counts more hits, so that fewer queries give the same
    /// confidence.
    /// </summary>
    public const int ShareOfQueriesAbove10 = 3;

    /// <summary>Number of products below which the planner always scans.</summary>
    private const int SmallestShop = 2048;

    /// <summary>Lengths of the measured sessions.</summary>
    public static readonly int[] Views = [1, 3, 10];

    /// <summary>
    /// Prepares sessions of each length with their exact answers; none if the planner always scans. Queries are always
    /// IN vectors. Sessions of the shop come first, supplemented by generated ones.
    /// </summary>
    public static List<QuerySet> Sets(
        SpaceView similar,
        SpaceView space,
        int queriesOfAKind,
        ShopSessions? shop,
        int[] ordinalOf,
        ulong seed,
        ParallelContext context)
    {
        return space.Count < SmallestShop ? [] : [.. Views.Select(Set)];

        QuerySet Set(int views)
        {
            int[][] sessions = Sessions(similar, queriesOfAKind, views, shop, ordinalOf, seed, context);
            return QuerySet.Of(similar, space, sessions, views, Calibration.MeasuredK[^1], context);
        }
    }

    private static int[][] Sessions(
        SpaceView similar,
        int count,
        int views,
        ShopSessions? shop,
        int[] ordinalOf,
        ulong seed,
        ParallelContext context)
    {
        int[][] own = shop is null
            ? []
            : [.. shop.Of(views).Take(count).Select(session => Array.ConvertAll(session, i => ordinalOf[i]))];
        return own.Length == count
            ? own
            : [.. own, .. HeldOutQueries.Make(similar, count - own.Length, views, seed, context)];
    }

    /// <summary>Measures the walk of one space.</summary>
    public static CalibrationRow[] Measure(
        SpaceView similar, SpaceView space, List<QuerySet> sets, ParallelContext context)
    {
        List<CalibrationRow> rows = [];
        if (sets.Count == 0 || !space.HasGraph)
        {
            return [];
        }

        foreach (int k in Calibration.MeasuredK)
        {
            rows.AddRange(Curve(similar, space, QueryKind.Vector, k, sets, seeded: false, context));
            for (int i = 0; i < Views.Length; i++)
            {
                rows.AddRange(Curve(similar, space, Calibration.KindOf(Views[i]), k, [sets[i]], seeded: true, context));
            }
        }

        return [.. rows];
    }

    private static List<CalibrationRow> Curve(
        SpaceView similar,
        SpaceView space,
        QueryKind kind,
        int k,
        List<QuerySet> sets,
        bool seeded,
        ParallelContext context)
    {
        List<CalibrationRow> rows = [];
        for (int ef = k; ef <= LargestEf; ef = (int)Math.Ceiling(ef * Step))
        {
            RecallPoint total = default;
            foreach (QuerySet set in sets)
            {
                int queries = k <= 10
                    ? set.Sessions.Length
                    : (set.Sessions.Length + ShareOfQueriesAbove10 - 1) / ShareOfQueriesAbove10;
                total += set.Measure(similar, space, queries, k, cells: 0, ef, seeded, context);
            }

            rows.Add(new CalibrationRow
            {
                Kind = (int)kind,
                K = k,
                Ef = ef,
                Recall = total.Recall,
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
