using ProductSpace.Numerics;

namespace ProductSpace.Graph;

/// <summary>
/// Draws the level of a node (its top layer), geometric with factor 1/M. HNSW draws floor(-ln(u) / ln(M)); here a
/// seeded hash is compared with integer thresholds 2^64 / M^level, so that no logarithm decides a durable byte.
/// </summary>
internal static class Levels
{
    /// <summary>Upper bound of the layers; 2^31 nodes at M = 4 have 16.</summary>
    public const int MaxLayers = 32;

    /// <summary>
    /// Assigns nodes to the layers above 0, lowest layer first, each list ascending; ends before the first empty layer.
    /// </summary>
    public static List<int[]> Assign(ReadOnlySpan<int> nodes, int m, ulong seed)
    {
        List<int[]> layers = [];
        int[] current = nodes.ToArray();
        ulong threshold = ulong.MaxValue;
        while (layers.Count < MaxLayers)
        {
            threshold /= (ulong)m;
            ulong limit = threshold;
            int[] above = Array.FindAll(current, node => SeededRandom.Hash(seed, (ulong)node) < limit);
            if (above.Length == 0 || above.Length == current.Length)
            {
                break;
            }

            layers.Add(above);
            current = above;
        }

        return layers;
    }
}
