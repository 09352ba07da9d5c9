using ProductSpace.Memory;
using ProductSpace.Numerics;

namespace ProductSpace.Graph;

/// <summary>
/// SELECT-NEIGHBORS-HEURISTIC of HNSW (algorithm 4) with the alpha of RobustPrune (Subramanya et al., DiskANN, 2019):
/// from candidates sorted by distance to a base node, a candidate is kept unless a kept one is nearer to it than the
/// base is, by the factor alpha. Distances are squared, so alpha applies to squares, as a ratio of integers.
/// </summary>
internal sealed class NeighborSelection(CodeRows codes, NativeView<int> norms, int dimension, SelectionRule rule)
{
    private readonly sbyte[] _candidate = new sbyte[codes.Stride];
    private readonly int[] _dots = new int[8];

    /// <summary>
    /// Selects up to <paramref name="selected"/>.Length candidates, given as ascending keys distance | node as in
    /// <see cref="SearchPool"/>; returns their number.
    /// </summary>
    public int Select(ReadOnlySpan<ulong> candidates, Span<int> selected)
    {
        int count = 0;
        foreach (ulong key in candidates)
        {
            int node = (int)((uint)key >> 1);
            if (count > 0 && IsShadowed(node, (int)(key >> 32), selected[..count]))
            {
                continue;
            }

            selected[count++] = node;
            if (count == selected.Length)
            {
                break;
            }
        }

        return count;
    }

    private bool IsShadowed(int node, int distance, ReadOnlySpan<int> kept)
    {
        int sum = codes.ToSigned(node, dimension, _candidate);
        int constant = norms[node] + (2 * CodeRows.Zero * sum);
        long limit = (long)distance * rule.AlphaDenominator;
        Span<int> dots = _dots;
        for (int i = 0; i < kept.Length; i += 8)
        {
            ReadOnlySpan<int> block = kept.Slice(i, Math.Min(8, kept.Length - i));
            codes.Dot(block, _candidate, dots);
            for (int j = 0; j < block.Length; j++)
            {
                long between = norms[block[j]] + constant - (2 * dots[j]);
                if (between * rule.AlphaNumerator <= limit)
                {
                    return true;
                }
            }
        }

        return false;
    }
}
