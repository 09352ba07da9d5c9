using ProductSpace.Memory;
using ProductSpace.Numerics;

namespace ProductSpace.Building;

/// <summary>
/// Measures how deep the nearest products stand among those that short codes order, among all products or an even
/// sample of them. Products ask, and means of some that lie near each other or far apart, as the vectors of sessions
/// are. Depths are those at which next to none of the nearest is left out. Only integers are compared, and so the
/// depths are the same everywhere.
/// </summary>
internal sealed class NavigationProbe
{
    private const int MostRows = 1 << 19;
    private const int LeastQueries = 64;
    private const int MostQueries = 256;

    /// <summary>Rows scored for all queries together, about.</summary>
    private const long Work = 1 << 23;

    /// <summary>Share of the nearest that must stand within a depth, in thousandths.</summary>
    private const int WantedShare = 998;

    /// <summary>Share that must stand within the largest depth for short codes to be taken, in thousandths.</summary>
    private const int LeastShare = 990;

    private const int Nearest = 10;
    private const int FurtherNearest = 100;

    private readonly int[] _within;
    private readonly int[] _withinOfFurther;

    private NavigationProbe(int[] within, int[] withinOfFurther)
    {
        _within = within;
        _withinOfFurther = withinOfFurther;
    }

    /// <summary>Largest depths that pay: for 10 results, for 100.</summary>
    public const int MostDepth = 60;
    public const int MostDepthOfFurther = 500;

    /// <summary>Whether the short codes order well enough to navigate by them.</summary>
    public bool IsEnough => Share(_within, MostDepth) >= LeastShare;

    /// <summary>Depth of a re-rank for 10 results.</summary>
    public int Depth => DepthOf(_within, 20, 5, MostDepth);

    /// <summary>Depth of a re-rank for 100 results.</summary>
    public int DepthOfFurther => Math.Max(Depth, DepthOf(_withinOfFurther, 200, 20, MostDepthOfFurther));

    /// <summary>Measures.</summary>
    /// <param name="rows">Codes of all rows, near ones beside each other.</param>
    /// <param name="model">With the navigation that made the short codes.</param>
    /// <param name="shortRows">Short codes of all rows.</param>
    /// <param name="read">Reads the unit vector of a row.</param>
    /// <param name="context">Threads and cancellation.</param>
    public static NavigationProbe Measure(
        CodeRows rows, SpaceModel model, CodeRows shortRows, Action<int, Span<double>> read, ParallelContext context)
    {
        int sampled = Math.Min(rows.Count, MostRows);
        int[] sample = new int[sampled];
        for (int i = 0; i < sampled; i++)
        {
            sample[i] = (int)((long)i * rows.Count / sampled);
        }

        int queries = (int)Math.Clamp(Work / Math.Max(1, sampled), LeastQueries, MostQueries);
        int[][] places = new int[2 * queries][];
        context.ForEachBlock(queries, 1, () => new Worker(sample, model), (worker, from, to) =>
        {
            for (int i = from; i < to; i++)
            {
                int first = (int)(((2L * i) + 1) * rows.Count / (2L * queries));
                int[] session = (i % 3) switch
                {
                    0 => [first],
                    1 => [first, Math.Min(first + 3, rows.Count - 1), Math.Min(first + 8, rows.Count - 1)],
                    _ => [first, (int)((first + (rows.Count * 382L / 1000)) % rows.Count)],
                };
                (places[i], places[queries + i]) = worker.Ask(rows, shortRows, read, session);
            }
        });
        return new NavigationProbe(Flat(places.AsSpan(0, queries)), Flat(places.AsSpan(queries)));
    }

    private static int[] Flat(ReadOnlySpan<int[]> places)
    {
        List<int> all = [];
        foreach (int[] some in places)
        {
            all.AddRange(some);
        }

        return [.. all];
    }

    private static long Share(int[] places, int depth)
    {
        long within = 0;
        foreach (int place in places)
        {
            within += place < depth ? 1 : 0;
        }

        return places.Length == 0 ? 0 : within * 1000 / places.Length;
    }

    private static int DepthOf(int[] places, int least, int step, int most)
    {
        int depth = least;
        while (depth < most && Share(places, depth) < WantedShare)
        {
            depth += step;
        }

        return depth;
    }

    /// <summary>Asks queries; scratch of one thread.</summary>
    private sealed class Worker(int[] sample, SpaceModel model)
    {
        private const int Block = 256;

        private readonly PreparedQuery _query = new();
        private readonly double[] _other = new double[model.Dimension];
        private readonly int[] _dots = new int[Block];
        private readonly ulong[] _nearest = new ulong[sample.Length];
        private readonly ulong[] _navigated = new ulong[sample.Length];

        /// <summary>The places that short codes give to the 10 and the 100 nearest by the codes.</summary>
        public (int[] Near, int[] Further) Ask(
            CodeRows rows, CodeRows shortRows, Action<int, Span<double>> read, int[] session)
        {
            _query.EnsureCapacity(model.Dimension);
            Span<double> unit = _query.Unit.AsSpan(0, model.Dimension);
            unit.Clear();
            foreach (int viewed in session)
            {
                read(viewed, _other);
                UnitVector.AddScaled(_other, 1, unit);
            }

            unit[model.GivenDimension..].Clear();
            if (!(_query.Prepare(model) > 0))
            {
                return ([], []);
            }

            int kept = Math.Min(FurtherNearest, Order(rows, _query.Codes, session, _nearest, FurtherNearest));
            int navigated = Order(shortRows, _query.CodesOfWalk(model), session, _navigated, MostDepthOfFurther);
            Dictionary<int, int> places = [];
            for (int place = 0; place < navigated; place++)
            {
                places[(int)(uint)_navigated[place]] = place;
            }

            int[] further = new int[kept];
            for (int i = 0; i < kept; i++)
            {
                further[i] = places.GetValueOrDefault((int)(uint)_nearest[i], int.MaxValue);
            }

            return (further[..Math.Min(Nearest, kept)], further);
        }

        /// <summary>Sorts the nearest rows to the front, the viewed ones left out; returns how many.</summary>
        private int Order(CodeRows rows, sbyte[] query, int[] session, ulong[] keys, int wanted)
        {
            int count = 0;
            for (int start = 0; start < sample.Length; start += Block)
            {
                ReadOnlySpan<int> some = sample.AsSpan(start, Math.Min(Block, sample.Length - start));
                rows.DotFar(some, query, _dots);
                for (int i = 0; i < some.Length; i++)
                {
                    if (!session.Contains(some[i]))
                    {
                        keys[count++] = ((ulong)(uint)(int.MaxValue - _dots[i]) << 32) | (uint)some[i];
                    }
                }
            }

            wanted = Math.Min(wanted, count);
            if (wanted < count)
            {
                Selection.Partition(keys.AsSpan(0, count), wanted);
            }

            Array.Sort(keys, 0, wanted);
            return wanted;
        }
    }
}
