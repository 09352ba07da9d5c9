using ProductSpace.Memory;
using ProductSpace.Numerics;
using ProductSpace.Search;
using ProductSpace.Snapshot;

namespace ProductSpace.Building;

/// <summary>
/// Generates seeded sessions from the products themselves: an anchor and some of its exact near neighbors; every fifth
/// session mixes the neighborhoods of two anchors. Calibration and the verb `bench` use different seeds.
/// </summary>
internal static class HeldOutQueries
{
    private const int Near = 24;
    private const int MixedOneIn = 5;

    /// <summary>
    /// Generates sessions of ordinals, oldest first. A session has fewer views if the shop has fewer products.
    /// </summary>
    public static int[][] Make(SpaceView similar, int count, int views, ulong seed, ParallelContext context)
    {
        int products = similar.Count;
        int near = Math.Min(Near, products);
        int[][] around = new int[count][];
        int[] anchors = new int[count];
        SeededRandom random = new(SeededRandom.Hash(seed, (ulong)views));
        for (int i = 0; i < count; i++)
        {
            anchors[i] = random.NextInt(products);
            around[i] = [anchors[i]];
        }

        if (views > 1)
        {
            ExactBatch.Run(
                similar,
                count,
                near,
                context,
                (i, scratch) => SessionVector.FromViews(similar, similar.Model, [anchors[i]], default, 1, scratch),
                (i, top) =>
                {
                    around[i] = new int[top.Count];
                    for (int place = 0; place < top.Count; place++)
                    {
                        around[i][place] = top.Ordinal(place);
                    }
                });
        }

        int[][] sessions = new int[count][];
        for (int i = 0; i < count; i++)
        {
            bool mixed = i % MixedOneIn == MixedOneIn - 1;
            List<int> session = [anchors[i]];
            for (int attempt = 0; session.Count < Math.Min(views, products) && attempt < 20 * views; attempt++)
            {
                int[] from = mixed && session.Count > views / 2 ? around[(i + 1) % count] : around[i];
                int product = from[random.NextInt(from.Length)];
                if (!session.Contains(product))
                {
                    session.Add(product);
                }
            }

            sessions[i] = [.. session];
        }

        return sessions;
    }
}
