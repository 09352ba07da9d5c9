using System.Linq;
using ProductSpace.Graph;
using ProductSpace.Memory;
using ProductSpace.Planning;
using ProductSpace.Snapshot;
using ProductSpace.Storage;

namespace ProductSpace.Building;

/// <summary>
/// Counts, on families of queries, what walks are missing in each state (<see cref="StopStates"/>), and measures what
/// is found if they end where the table says that a share may be missing. Measured by cross-fitting: a table that was
/// filled by one half of the queries is tried on the other half, so that every query measures and none measures a table
/// that it filled. The table of the file is filled by all. Counts only, the same on every machine.
/// </summary>
internal sealed class WalkStopBuilder
{
    /// <summary>Queries of a family.</summary>
    public const int QueriesOfAFamily = 160;

    private const double LargestShare = 0.4;
    private const double Step = 0.75;
    private const int Steps = 24;
    private const double EnoughRecall = 0.995;

    /// <summary>
    /// A family may find this much less than the target, while all together reach it: the least of several measured
    /// means is below the true least.
    /// </summary>
    private const double Tolerance = 0.005;

    /// <summary>What a missing result counts near the end of what the longest walks find.</summary>
    private const double Steepness = 1.5;

    /// <summary>Beyond the reach less than this part of what is allowed may be missing.</summary>
    private const int ReachPart = 4;

    private readonly ushort[] _misses = new ushort[WalkStops.TableLength];
    private readonly List<WalkStopRow> _rows = [];

    private WalkStopBuilder()
    {
    }

    /// <summary>The table of misses, for <see cref="WalkStops"/>; empty where nothing was measured.</summary>
    public ReadOnlySpan<ushort> Misses => _rows.Count == 0 ? [] : _misses;

    public ReadOnlySpan<WalkStopRow> Rows => System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_rows);

    /// <summary>The points of all starts, for <see cref="CellStarts"/>.</summary>
    public CellStartRow[] RowsOfStarts =>
    [
        .. Starts.SelectMany(start => start._rows, (start, row) =>
            new CellStartRow { Cells = start.Cells, Compared = start.Compared, Stop = row }),
    ];

    /// <summary>The tables of misses of all starts, for <see cref="CellStarts"/>.</summary>
    public ushort[] MissesOfStarts => [.. Starts.SelectMany(start => start._misses.Take(CellStarts.TableLength))];

    /// <summary>Numbers of cells from which walks start.</summary>
    public static ReadOnlySpan<int> NumbersOfCells => [128, 256];

    /// <summary>Cells whose best rows these walks start from; 0 for the entry point.</summary>
    public int Cells { get; private init; }

    /// <summary>Centroids that are compared before a walk, on average.</summary>
    public int Compared { get; private set; }

    /// <summary>What was counted for walks of vectors that start from cells, by the number of cells.</summary>
    public List<WalkStopBuilder> Starts { get; } = [];

    /// <summary>Measures one space; nothing without families or without a graph.</summary>
    /// <param name="similar">Where viewed products are taken from.</param>
    /// <param name="space">To measure.</param>
    /// <param name="families">Queries.</param>
    /// <param name="starts">Numbers of cells from which walks of vectors start, too; none without cells.</param>
    /// <param name="context">Threads and cancellation.</param>
    public static WalkStopBuilder Measure(
        SpaceView similar,
        SpaceView space,
        List<QueryFamily> families,
        ReadOnlySpan<int> starts,
        ParallelContext context)
    {
        WalkStopBuilder builder = new();
        for (QueryKind kind = 0; (int)kind < CalibrationRow.Kinds && space.HasGraph; kind++)
        {
            List<QueryFamily> own = families.FindAll(family => family.Kind == kind);
            List<int[][]> truths = own.ConvertAll(family => WalkTrace.TruthOf(similar, space, family, context));
            double[][] best = builder.Measure(kind, Traces(0), null);
            if (kind != QueryKind.Vector || own.Count == 0)
            {
                continue;
            }

            foreach (int cells in starts)
            {
                List<WalkTrace[]> traces = Traces(cells);
                WalkStopBuilder start = new() { Cells = cells, Compared = ComparedBy(traces) };
                start.Measure(kind, traces, best);
                builder.Starts.Add(start);
            }

            List<WalkTrace[]> Traces(int cells)
            {
                List<WalkTrace[]> traces = [];
                for (int i = 0; i < own.Count; i++)
                {
                    traces.Add(WalkTrace.Run(similar, space, own[i], truths[i], cells, context));
                }

                return traces;
            }
        }

        return builder;
    }

    private static int ComparedBy(List<WalkTrace[]> traces)
    {
        long compared = 0;
        long queries = 0;
        foreach (WalkTrace[] family in traces)
        {
            foreach (WalkTrace trace in family)
            {
                compared += trace.Compared;
                queries++;
            }
        }

        return (int)(compared / Math.Max(1, queries));
    }

    /// <summary>
    /// Measures a kind at each k; returns what the longest walks of each family find. Where other walks are given, a
    /// recall is a share of what the longest of either find.
    /// </summary>
    private double[][] Measure(QueryKind kind, List<WalkTrace[]> traces, double[][]? others)
    {
        double[][] best = new double[CalibrationRow.MeasuredK.Length][];
        for (int place = 0; place < best.Length && traces.Count > 0; place++)
        {
            best[place] = Measure(kind, place, traces, others?[place]);
        }

        return best;
    }

    private double[] Measure(QueryKind kind, int place, List<WalkTrace[]> traces, double[]? others)
    {
        NearSteps near = Quarters(place, traces);

        // The table at [i % 2] is tried on query i, which did not fill it.
        MissTable[] halves =
            [MissTable.OfHalf(place, traces, near, first: 1), MissTable.OfHalf(place, traces, near, first: 0)];
        MissTable all = MissTable.Joined(halves[0], halves[1]);
        all.Misses.CopyTo(_misses, WalkStops.FirstOf(kind, place));
        double[] best = new double[traces.Count];
        Try(traces, place, near, halves, 0, StopStates.Gaps, best);
        for (int i = 0; i < (others?.Length ?? 0); i++)
        {
            best[i] = Math.Max(best[i], others![i]);
        }

        double[] found = new double[traces.Count];
        double share = LargestShare;
        for (int step = 0; step < Steps; step++, share *= Step)
        {
            int allowed = (int)(share * ushort.MaxValue);
            int reach = all.ReachFor(allowed / ReachPart);
            WalkStopRow row = Try(traces, place, near, halves, allowed, reach, found);
            row.Recall = RecallOf(found, best);
            row.Kind = (int)kind;
            row.K = CalibrationRow.MeasuredK[place];
            _rows.Add(row);
            if (row.Recall >= EnoughRecall * ushort.MaxValue)
            {
                break;
            }
        }

        return best;
    }

    /// <summary>Borders that a quarter of the queries each lie between, by how near their k-th nearest is.</summary>
    private static NearSteps Quarters(int place, List<WalkTrace[]> traces)
    {
        List<int> kth = [];
        foreach (WalkTrace[] family in traces)
        {
            foreach (WalkTrace trace in family)
            {
                kth.Add(trace.Hops[^1].KthAt(place));
            }
        }

        kth.Sort();
        return new NearSteps(kth[kth.Count / 4], kth[kth.Count / 2], kth[kth.Count * 3 / 4]);
    }

    /// <summary>Returns the recall that a row stands for.</summary>
    private static int RecallOf(double[] found, double[] best)
    {
        double least = 1;
        double sum = 0;
        for (int i = 0; i < found.Length; i++)
        {
            double share = ShareOf(found[i], best[i]);
            least = Math.Min(least, share);
            sum += share;
        }

        return (int)(Math.Min(least + Tolerance, sum / found.Length) * ushort.MaxValue);
    }

    /// <summary>
    /// Returns the recall that a family may be said to have: what was found, as long as the longest walks find clearly
    /// more. Near the end of what any walk finds, as of queries unlike all products, it rises to 1, so that every
    /// target leads to a stop.
    /// </summary>
    private static double ShareOf(double found, double best) =>
        found >= best ? 1 : Math.Min(found / best, Math.Max(found, 1 - (Steepness * (best - found))));

    private static WalkStopRow Try(
        List<WalkTrace[]> traces,
        int place,
        NearSteps near,
        MissTable[] tables,
        int allowed,
        int reach,
        double[] found)
    {
        long missed = 0;
        long predicted = 0;
        long wanted = 0;
        int depth = OrderDepth.StepOf(allowed);
        List<int> scored = [];
        for (int number = 0; number < traces.Count; number++)
        {
            WalkTrace[] family = traces[number];
            long missedHere = 0;
            long wantedHere = 0;
            long scoredHere = 0;
            for (int i = 0; i < family.Length; i++)
            {
                ushort[] table = tables[i % 2].Misses;
                int places = family[i].Wanted[place];
                wantedHere += places;
                WalkTrace.Hop end = EndOf(family[i], place, near, table, allowed, reach);
                missedHere += end.MissingAt(place, depth);
                predicted += (long)table[Math.Max(0, end.StateAt(place, near))] * places;
                scoredHere += end.Scored;
            }

            scored.Add((int)(scoredHere / Math.Max(1, family.Length)));

            found[number] = 1 - (missedHere / (double)Math.Max(1, wantedHere));
            missed += missedHere;
            wanted += wantedHere;
        }

        scored.Sort();
        return new WalkStopRow
        {
            Allowed = allowed,
            Reach = reach,
            NearSecond = near.Second,
            NearThird = near.Third,
            NearFourth = near.Fourth,
            Scored = scored[(scored.Count - 1) / 2],
            Predicted = (int)(predicted / Math.Max(1, wanted)),
            Missed = MissTable.Share(missed, wanted),
        };
    }

    private static WalkTrace.Hop EndOf(
        WalkTrace trace, int place, NearSteps near, ushort[] table, int allowed, int reach)
    {
        foreach (WalkTrace.Hop hop in trace.Hops)
        {
            int state = hop.StateAt(place, near);
            if (state >= 0 && (table[state] <= allowed || state / StopStates.PerGap >= reach))
            {
                return hop;
            }
        }

        return trace.Hops[^1];
    }
}
