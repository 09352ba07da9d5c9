using System.Linq;
using ProductSpace.Memory;
using ProductSpace.Numerics;
using ProductSpace.Search;
using ProductSpace.Snapshot;
using ProductSpace.Storage;

namespace ProductSpace.Building;

/// <summary>
/// Queries of one origin. How far a walk has to go depends on it: a mean of products of one neighborhood lies among
/// its answers, a mean of far products or a vector from outside lies away from every product.
/// </summary>
/// <param name="Name">What the queries are.</param>
/// <param name="Kind">How they are asked.</param>
/// <param name="Sessions">Ordinals of the viewed products; null where the queries are vectors.</param>
/// <param name="Vectors">Vectors; null where the queries are sessions.</param>
internal sealed record QueryFamily(string Name, QueryKind Kind, int[][]? Sessions, float[][]? Vectors)
{
    private const double Noise = 1;

    /// <summary>The only family of its kind is larger.</summary>
    private const int OneViews = 3;

    /// <summary>Number of queries.</summary>
    public int Count => Sessions?.Length ?? Vectors!.Length;

    /// <summary>Whether walks start from the viewed products, which are then not in the answer.</summary>
    public bool IsSeeded => Kind != QueryKind.Vector;

    /// <summary>
    /// The families by which the stop of walks is calibrated: single products, sessions of one, two and many
    /// neighborhoods, means of far products, perturbed vectors, vectors from outside, and the shop's own sessions.
    /// </summary>
    /// <param name="similar">Where the products are taken from.</param>
    /// <param name="count">Queries of a family.</param>
    /// <param name="shop">Sessions of the shop's log; may be null.</param>
    /// <param name="ordinalOf">Product to ordinal.</param>
    /// <param name="seed">Equal seeds give equal families.</param>
    /// <param name="context">Threads and cancellation.</param>
    public static List<QueryFamily> Make(
        SpaceView similar, int count, ShopSessions? shop, int[] ordinalOf, ulong seed, ParallelContext context)
    {
        SeededRandom random = new(SeededRandom.Hash(seed, 0xFA));
        int[][] single = HeldOutQueries.Make(similar, count, 1, seed, context);
        int[][] alone = HeldOutQueries.Make(similar, OneViews * count, 1, ~seed, context);
        int[][] near3 = HeldOutQueries.Make(similar, count, 3, seed, context);
        int[][] near10 = HeldOutQueries.Make(similar, count, 10, seed, context);
        List<QueryFamily> families =
        [
            new("one product", QueryKind.Vector, single, null),
            new("one neighborhood", QueryKind.Vector, near3, null),
            new("two far products", QueryKind.Vector, Far(2), null),
            new("perturbed", QueryKind.Vector, null, Perturbed(similar, single, ref random)),
            new("from outside", QueryKind.Vector, null, Outside(similar.Model.GivenDimension, count, ref random)),
            new("one product", QueryKind.OneView, alone, null),
            new("one neighborhood", QueryKind.FewViews, near3, null),
            new("two neighborhoods", QueryKind.FewViews, Halves(near3, 2), null),
            new("two far products", QueryKind.FewViews, Far(2), null),
            new("five far products", QueryKind.FewViews, Far(5), null),
            new("one neighborhood", QueryKind.ManyViews, near10, null),
            new("two neighborhoods", QueryKind.ManyViews, Halves(near10, 5), null),
            new("ten far products", QueryKind.ManyViews, Far(10), null),
        ];
        Add(1, QueryKind.OneView);
        Add(3, QueryKind.FewViews);
        Add(10, QueryKind.ManyViews);
        return families;

        int[][] Far(int views)
        {
            int[][] sessions = new int[count][];
            for (int i = 0; i < count; i++)
            {
                sessions[i] = [.. Enumerable.Range(0, views).Select(_ => random.NextInt(similar.Count)).Distinct()];
            }

            return sessions;
        }

        void Add(int views, QueryKind kind)
        {
            if (shop?.Of(views).Take(count).ToArray() is { Length: > 0 } own)
            {
                int[][] sessions = [.. own.Select(session => Array.ConvertAll(session, i => ordinalOf[i]))];
                families.Add(new QueryFamily("sessions of the log", kind, sessions, null));
            }
        }
    }

    /// <summary>Puts query i into a context, with the products that may not be in the answer.</summary>
    public void Prepare(SpaceView similar, SpaceView space, int i, SearchContext context)
    {
        context.Hits.Excluded.Clear();
        if (Vectors is not null)
        {
            SessionVector.FromVector(space.Model, Vectors[i], context);
            return;
        }

        SessionVector.FromViews(similar, space.Model, Sessions![i], default, 1, context);
        if (IsSeeded)
        {
            context.Hits.Excluded.Add(Sessions[i]);
        }
    }

    /// <summary>Returns query i as a caller would give it: as a vector that no space has rotated.</summary>
    public float[] VectorOf(SpaceView similar, SpaceView space, int i, SearchContext context)
    {
        if (Vectors is not null)
        {
            return Vectors[i];
        }

        Prepare(similar, space, i, context);
        return SessionVector.ToGiven(space.Model, context);
    }

    /// <summary>Slots where the walk of query i starts beside the entry point.</summary>
    public int[] SeedsOf(SpaceView space, int i) => IsSeeded ? Array.ConvertAll(Sessions![i], space.ToSlot) : [];

    /// <summary>Joins the first views of each session with the last ones of the next.</summary>
    private static int[][] Halves(int[][] sessions, int first)
    {
        int[][] joined = new int[sessions.Length][];
        for (int i = 0; i < joined.Length; i++)
        {
            int[] other = sessions[(i + 1) % sessions.Length];
            joined[i] = [.. sessions[i].Take(first).Union(other.Skip(Math.Min(first, other.Length - 1)))];
        }

        return joined;
    }

    /// <summary>Adds to each product's vector a random one, about as long.</summary>
    private static float[][] Perturbed(SpaceView similar, int[][] products, ref SeededRandom random)
    {
        int dimension = similar.Model.GivenDimension;
        float[][] noise = Outside(dimension, products.Length, ref random);
        double scale = Noise / Math.Sqrt(dimension);
        float[] vector = new float[similar.Model.Dimension];
        for (int i = 0; i < noise.Length; i++)
        {
            similar.Exact.Decode(similar.ToSlot(products[i][0]), vector);
            double size = similar.Model.Form.IsDot ? scale * UnitVector.Length(vector) : scale;
            for (int j = 0; j < dimension; j++)
            {
                noise[i][j] = (float)(vector[j] + (size * noise[i][j]));
            }
        }

        return noise;
    }

    /// <summary>
    /// Random directions: each number the sum of twelve uniform ones, nearly normal, which every machine adds alike.
    /// </summary>
    private static float[][] Outside(int dimension, int count, ref SeededRandom random)
    {
        float[][] vectors = new float[count][];
        for (int i = 0; i < count; i++)
        {
            vectors[i] = new float[dimension];
            for (int j = 0; j < dimension; j++)
            {
                double sum = -6;
                for (int draw = 0; draw < 12; draw++)
                {
                    sum += random.NextDouble();
                }

                vectors[i][j] = (float)sum;
            }
        }

        return vectors;
    }
}
