using System.Linq;
using ProductSpace.Graph;
using ProductSpace.Memory;
using ProductSpace.Planning;
using ProductSpace.Search;
using ProductSpace.Snapshot;
using ProductSpace.Storage;

namespace ProductSpace.Building;

/// <summary>
/// What a walk without an end of its own saw before each hop: the state for each measured k, and how many of the k
/// nearest it had not met. A walk that ends earlier takes the same hops until there, so that one trace says what every
/// rule of ending would have found.
/// </summary>
internal sealed class WalkTrace
{
    /// <summary>Depth at which a trace ends once everything is found.</summary>
    private const int DepthOfFound = 512;

    private readonly List<Hop> _hops = [];

    private WalkTrace(int[] wanted) => Wanted = wanted;

    /// <summary>Results that there are, for each measured k.</summary>
    public int[] Wanted { get; }

    public IReadOnlyList<Hop> Hops => _hops;

    /// <summary>One moment of the walk.</summary>
    /// <param name="State">
    /// State of the nearest step for each measured k; -1 while the next candidate is among the k nearest.
    /// </param>
    /// <param name="Kth">1 - similarity of the k-th nearest, in <see cref="NearSteps.Units"/>.</param>
    /// <param name="Missing">Of the k nearest, for each measured k and each step of <see cref="OrderDepth"/>.</param>
    /// <param name="Scored">Vectors scored so far.</param>
    internal readonly record struct Hop(
        (short, short, short) State, (ushort, ushort, ushort) Kth, MissingCounts Missing, int Scored)
    {
        public int KthAt(int place) => place switch { 0 => Kth.Item1, 1 => Kth.Item2, _ => Kth.Item3 };

        /// <summary>The state with its step of nearness; -1 where there is none.</summary>
        public int StateAt(int place, NearSteps near)
        {
            int state = place switch { 0 => State.Item1, 1 => State.Item2, _ => State.Item3 };
            return state < 0 ? -1 : state + near.Of(KthAt(place));
        }

        /// <summary>Missing of the k nearest with an ordering of the whole depth, or of a step.</summary>
        public int MissingAt(int place, int step = OrderDepth.Steps - 1) =>
            Missing[(place * OrderDepth.Steps) + step];
    }

    /// <summary>Counts by measured k, then by step of <see cref="OrderDepth"/>.</summary>
    [System.Runtime.CompilerServices.InlineArray(Length)]
    internal struct MissingCounts
    {
        public const int Length = 3 * OrderDepth.Steps;

        private byte _first;
    }

    /// <summary>Centroids that were compared before the walk.</summary>
    public int Compared { get; private set; }

    /// <summary>Finds the exact answers of a family by scans: nodes, the nearest first.</summary>
    public static int[][] TruthOf(SpaceView similar, SpaceView space, QueryFamily family, ParallelContext context)
    {
        int most = CalibrationRow.MeasuredK[^1];
        int[][] truth = new int[family.Count][];
        int[][] ordinals = family.Sessions ?? [];
        ExactBatch.Run(
            space,
            family.Count,
            most + (family.IsSeeded ? ordinals.Max(session => session.Length) : 0),
            context,
            (i, scratch) =>
            {
                family.Prepare(similar, space, i, scratch);
                scratch.Hits.Excluded.Clear();
            },
            (i, top) =>
            {
                List<int> nodes = [];
                for (int place = 0; place < top.Count && nodes.Count < most; place++)
                {
                    int ordinal = top.Ordinal(place);
                    if (!family.IsSeeded || !ordinals[i].Contains(ordinal))
                    {
                        nodes.Add(space.NodeOf(space.ToSlot(ordinal)));
                    }
                }

                truth[i] = [.. nodes];
            });

        return truth;
    }

    /// <summary>Walks for all queries of a family.</summary>
    /// <param name="similar">Where viewed products are taken from.</param>
    /// <param name="space">With a graph.</param>
    /// <param name="family">The queries.</param>
    /// <param name="truth">Their answers, of <see cref="TruthOf"/>.</param>
    /// <param name="cells">Cells whose best rows a walk starts from; 0 for the entry point.</param>
    /// <param name="context">Threads and cancellation.</param>
    public static WalkTrace[] Run(
        SpaceView similar, SpaceView space, QueryFamily family, int[][] truth, int cells, ParallelContext context)
    {
        WalkTrace[] traces = new WalkTrace[family.Count];
        context.ForEachBlock(family.Count, 8, static () => new SearchContext(), (scratch, from, to) =>
        {
            for (int i = from; i < to; i++)
            {
                family.Prepare(similar, space, i, scratch);
                traces[i] = Walk(space, scratch, family.SeedsOf(space, i), truth[i], cells);
            }
        });
        return traces;
    }

    private static WalkTrace Walk(SpaceView space, SearchContext context, int[] seeds, int[] truth, int cells)
    {
        WalkScratch walk = context.Walk;
        int[] wanted = [.. CalibrationRow.MeasuredK.ToArray().Select(k => Math.Min(k, truth.Length))];
        WalkTrace trace = new(wanted);
        context.Query.PrepareWalkSimilarity(space.Model);
        int pool = WalkStop.Pool + CalibrationRow.MeasuredK[^1] + context.Hits.Excluded.Count;
        GraphSearch.Begin(space, context, pool, cells, out QueryScorer scorer);
        trace.Compared = cells > 0 ? context.Cells.Compared : 0;
        foreach (int seed in seeds)
        {
            Graph.Walk.Enter(space.Base, scorer, space.NodeOf(seed), walk);
        }

        OrderTrial? order = space.Model.Navigation is null ? null
            : new OrderTrial(space, context.Query, truth, context.Hits.Excluded.Count);
        Tracer tracer = new(trace, walk, truth, context.Hits.Excluded.Count, context.Query, order);
        Graph.Walk.SearchLayer(space.Base, scorer, walk, new Tracing(tracer));
        tracer.End();
        return trace;
    }

    /// <summary>Writes down each moment of a walk.</summary>
    private sealed class Tracer(
        WalkTrace trace,
        WalkScratch walk,
        int[] truth,
        int excluded,
        Numerics.PreparedQuery query,
        OrderTrial? order)
    {
        private readonly long _origin = QueryScorer.OriginOf(query);
        private readonly double _unit = query.UnitOfWalk * NearSteps.Units;
        private readonly ushort[] _near = new ushort[3];
        private readonly KthTrack[] _kth = [new(), new(), new()];
        private readonly short[] _states = new short[3];
        private MissingCounts _missing;
        private readonly bool[] _found = new bool[truth.Length];

        /// <summary>Notes the moment before a hop; true where the trace ends.</summary>
        public bool Note(long scored)
        {
            SearchPool pool = walk.Pool;
            int depth = pool.NextPosition;
            Count();
            for (int place = 0; place < _states.Length; place++)
            {
                _states[place] = -1;
                int k = CalibrationRow.MeasuredK[place];
                int places = k + excluded;
                if (pool.Count < places)
                {
                    continue;
                }

                _kth[place].Look(pool, places);
                int kth = _kth[place].Distance;
                _near[place] = (ushort)Math.Clamp((int)((kth - _origin) * _unit), 0, ushort.MaxValue);
                if (depth >= places)
                {
                    int gap = StopStates.GapOf(pool.Distance(depth) - _origin, kth - _origin);
                    _states[place] = (short)_kth[place].StateOf(gap, depth - excluded, k, near: 0);
                }
            }

            Add(scored);
            bool hasAll = _missing[MissingCounts.Length - 1] == 0;
            return depth >= WalkStop.Pool || (hasAll && depth >= DepthOfFound + excluded);
        }

        /// <summary>Notes the end of a walk that expanded all that it could reach.</summary>
        public void End()
        {
            Count();
            Array.Fill(_states, (short)(StopStates.Count - StopStates.Nears));
            Add(walk.Scored);
        }

        /// <summary>
        /// A node that an ordering leaves out, because short codes put it too far back, is missing too.
        /// </summary>
        private void Count()
        {
            if (order is not null)
            {
                order.Count(walk.Pool, walk.Visited, _missing);
                return;
            }

            Span<byte> missing = _missing;
            missing.Clear();
            for (int i = 0; i < truth.Length; i++)
            {
                _found[i] = _found[i] || walk.Visited.Contains(truth[i]);
                for (int place = 0; place < _states.Length && !_found[i]; place++)
                {
                    bool isWanted = i < CalibrationRow.MeasuredK[place];
                    for (int step = 0; step < OrderDepth.Steps && isWanted; step++)
                    {
                        missing[(place * OrderDepth.Steps) + step]++;
                    }
                }
            }
        }

        private void Add(long scored) => trace._hops.Add(new Hop(
            (_states[0], _states[1], _states[2]),
            (_near[0], _near[1], _near[2]),
            _missing,
            (int)scored));
    }

    private readonly struct Tracing(Tracer tracer) : ILimit
    {
        public static bool CanEnd => true;

        public bool IsSpent(long scored) => tracer.Note(scored);
    }
}
