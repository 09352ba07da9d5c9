using System.Numerics;
using System.Runtime.CompilerServices;
using ProductSpace.Filtering;
using ProductSpace.Graph;

namespace ProductSpace.Snapshot;

/// <summary>
/// Tells how connected the matches of a filter are among themselves: of the neighbors of a sample of them, the share
/// that matches too. A filter unrelated to the vectors keeps its share of every list; categories keep far more, because
/// near products are mostly of one category. A walk over matches alone needs a few neighbors in every list.
/// </summary>
/// <remarks>
/// The sample takes one match from each of some hundred equal parts of the range of the matches. Counted with the
/// filter, in integers: the same everywhere.
/// </remarks>
internal static class MatchLinks
{
    /// <summary>Matches whose neighbors are counted, at most.</summary>
    public const int SampleSize = 256;

    /// <summary>The share of neighbors that match, 0 to 1; 0 without a graph or matches.</summary>
    /// <param name="nodes">The nodes of the matches.</param>
    /// <param name="layer">Layer 0; without places in its lists where there is no graph.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static float ShareOf(RowSet nodes, in LayerView layer)
    {
        ReadOnlySpan<ulong> words = nodes.Words;
        if (layer.Degree == 0 || nodes.Count == 0)
        {
            return 0;
        }

        long range = nodes.EndWord - nodes.FirstWord;
        int samples = (int)Math.Min(SampleSize, range);
        int neighbors = 0;
        int matching = 0;
        int last = -1;
        Span<int> room = stackalloc int[layer.Degree];
        for (int i = 0; i < samples; i++)
        {
            int word = Math.Max(nodes.FirstWord + (int)(range * i / samples), last + 1);
            while (word < nodes.EndWord && words[word] == 0)
            {
                word++;
            }

            if (word >= nodes.EndWord)
            {
                break;
            }

            last = word;
            int node = (word << 6) + BitOperations.TrailingZeroCount(words[word]);
            if (node >= layer.Count)
            {
                break;
            }

            foreach (int neighbor in layer.Neighbors(node, room))
            {
                if ((uint)neighbor >= (uint)layer.Count)
                {
                    break;
                }

                neighbors++;
                matching += nodes.Contains(neighbor) ? 1 : 0;
            }
        }

        return neighbors == 0 ? 0 : (float)matching / neighbors;
    }
}
