using ProductSpace.Graph;
using ProductSpace.Memory;
using ProductSpace.Numerics;
using ProductSpace.Planning;
using ProductSpace.Snapshot;
using ProductSpace.Storage;

namespace ProductSpace.Building;

/// <summary>
/// Says, at any moment of a walk over short codes, how many of the nearest an ordering by whole codes would leave out
/// (<see cref="OrderDepth"/>): those that the walk has not met, and those that stand too far back in its pool. It
/// follows the search's own rules, but for nodes that are not among the nearest 100. For one query.
/// </summary>
internal sealed class OrderTrial
{
    private readonly PreparedQuery _query;
    private readonly int _excluded;
    private readonly Nearest[] _byShort;
    private readonly int[] _wholeDistances;
    private readonly int[] _ranks;
    private readonly bool[] _included;
    private readonly OrderDepth[] _depths;

    /// <param name="space">Whose walks compare short codes.</param>
    /// <param name="query">Prepared, with its similarity in walks.</param>
    /// <param name="truth">The nearest nodes, in order.</param>
    /// <param name="excluded">Products that are not among the results.</param>
    public OrderTrial(SpaceView space, PreparedQuery query, int[] truth, int excluded)
    {
        _query = query;
        _excluded = excluded;
        _wholeDistances = DistancesOf(space.Codes, truth, new QueryScorer(query.Codes));
        int[] shortDistances = DistancesOf(space.Base.Codes, truth, new QueryScorer(query.CodesOfWalk(space.Model)));
        _byShort = new Nearest[truth.Length];
        for (int i = 0; i < truth.Length; i++)
        {
            _byShort[i] = new Nearest(shortDistances[i], truth[i], i);
        }

        Array.Sort(_byShort);
        _ranks = new int[truth.Length];
        _included = new bool[truth.Length];
        Navigation navigation = space.Model.Navigation!;
        double length = query.LengthFor(space.Model);
        _depths = new OrderDepth[CalibrationRow.MeasuredK.Length * OrderDepth.Steps];
        for (int i = 0; i < _depths.Length; i++)
        {
            int k = CalibrationRow.MeasuredK[i / OrderDepth.Steps];
            _depths[i] = OrderDepth.Of(navigation, k, i % OrderDepth.Steps, length);
        }
    }

    /// <summary>Counts what each step would leave out of each measured k nearest.</summary>
    /// <param name="pool">Of the walk, all of it in order.</param>
    /// <param name="visited">Nodes that the walk has met.</param>
    /// <param name="missing">Takes <see cref="OrderDepth.Steps"/> numbers for each measured k.</param>
    public void Count(SearchPool pool, VisitedSet visited, Span<byte> missing)
    {
        for (int i = 0; i < _byShort.Length; i++)
        {
            Nearest one = _byShort[i];
            _ranks[i] = visited.Contains(one.Node) ? pool.RankOf(one.Distance, one.Node) : int.MaxValue;
        }

        for (int i = 0; i < _depths.Length; i++)
        {
            int k = Math.Min(CalibrationRow.MeasuredK[i / OrderDepth.Steps], _byShort.Length);
            bool isAsBefore = i % OrderDepth.Steps > 0 && _depths[i] == _depths[i - 1];
            missing[i] = isAsBefore ? missing[i - 1] : (byte)(k - FoundOf(pool, k, _depths[i]));
        }
    }

    private int FoundOf(SearchPool pool, int k, in OrderDepth depth)
    {
        OrderReach reach = new(_query, depth.Margin);
        int wanted = depth.Nodes + _excluded;
        int within = k == 0 ? 0 : RankOfReach(pool, reach, _wholeDistances.Length - 1);
        int count = 0;
        int found = 0;
        int kth = -1;
        _included.AsSpan().Clear();
        for (int i = 0; i < _ranks.Length; i++)
        {
            int rank = _ranks[i];
            if (rank == int.MaxValue)
            {
                continue;
            }

            if (rank >= Math.Max(wanted, within))
            {
                break;
            }

            int place = _byShort[i].Place;
            _included[place] = true;
            count++;
            found += place < k ? 1 : 0;
            if (count > k && place > kth)
            {
                continue;
            }

            // The k-th nearest so far is the farthest of the first k; a nearer one moves it.
            if (count <= k)
            {
                kth = Math.Max(kth, place);
            }
            else
            {
                do
                {
                    kth--;
                }
                while (!_included[kth]);
            }

            wanted = Math.Max(wanted, rank + 1 + depth.Patience);
            within = count >= k ? RankOfReach(pool, reach, kth) : within;
        }

        return found;
    }

    private int RankOfReach(SearchPool pool, in OrderReach reach, int place) =>
        reach.IsOn ? pool.RankOf(reach.Of(_wholeDistances[place]) + 1, 0) : 0;

    private static int[] DistancesOf(CodeRows rows, int[] nodes, in QueryScorer scorer)
    {
        int[] distances = new int[nodes.Length];
        rows.Dot(nodes, scorer.Query, distances);
        for (int i = 0; i < nodes.Length; i++)
        {
            distances[i] = scorer.ToDistance(distances[i], nodes[i]);
        }

        return distances;
    }

    /// <param name="Distance">By short codes.</param>
    /// <param name="Node">Of layer 0.</param>
    /// <param name="Place">Among the nearest.</param>
    private readonly record struct Nearest(int Distance, int Node, int Place) : IComparable<Nearest>
    {
        public int CompareTo(Nearest other) =>
            Distance != other.Distance ? Distance.CompareTo(other.Distance) : Node.CompareTo(other.Node);
    }
}
