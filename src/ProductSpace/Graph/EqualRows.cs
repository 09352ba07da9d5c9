using System.IO.Hashing;
using ProductSpace.Memory;
using ProductSpace.Numerics;

namespace ProductSpace.Graph;

/// <summary>
/// Finds the rows that share a node of the graph. Rows with equal codes share the node of the first of them; otherwise
/// a thousand variants of one product would fill each other's neighbor lists and cut off the rest. The other rows are
/// kept in a sorted list of (node, row) pairs and come back when results are re-ranked.
/// </summary>
internal static class EqualRows
{
    /// <summary>
    /// Finds the rows that are nodes, ascending, and the pairs of the others, ascending by node, then row.
    /// </summary>
    public static (int[] Nodes, int[] Pairs) Find(CodeRows codes, ParallelContext context)
    {
        int count = codes.Count;
        ulong[] hashes = new ulong[count];
        context.ForEachBlock(count, 4096, (from, to) =>
        {
            for (int row = from; row < to; row++)
            {
                hashes[row] = XxHash3.HashToUInt64(codes.Row(row));
            }
        });

        int[] rows = new int[count];
        for (int row = 0; row < count; row++)
        {
            rows[row] = row;
        }

        // The sort is not stable, so rows with equal hashes are sorted afterwards.
        Array.Sort(hashes, rows);
        int[] nodeOf = new int[count];
        for (int start = 0; start < count;)
        {
            int end = start + 1;
            while (end < count && hashes[end] == hashes[start])
            {
                end++;
            }

            Array.Sort(rows, start, end - start);
            for (int i = start; i < end; i++)
            {
                nodeOf[rows[i]] = FirstEqual(codes, rows.AsSpan(start, i - start), rows[i]);
            }

            start = end;
        }

        List<int> nodes = new(count);
        List<(int Node, int Row)> pairs = [];
        for (int row = 0; row < count; row++)
        {
            if (nodeOf[row] == row)
            {
                nodes.Add(row);
            }
            else
            {
                pairs.Add((nodeOf[row], row));
            }
        }

        pairs.Sort();
        int[] flat = new int[pairs.Count * 2];
        for (int i = 0; i < pairs.Count; i++)
        {
            (flat[2 * i], flat[(2 * i) + 1]) = pairs[i];
        }

        return ([.. nodes], flat);
    }

    /// <summary>Position of a node's first pair, or of the first pair after it.</summary>
    public static long IndexOf(NativeView<int> pairs, int node)
    {
        long low = 0;
        long high = pairs.Length / 2;
        while (low < high)
        {
            long middle = (low + high) >>> 1;
            if (pairs[2 * middle] < node)
            {
                low = middle + 1;
            }
            else
            {
                high = middle;
            }
        }

        return low;
    }

    private static int FirstEqual(CodeRows codes, ReadOnlySpan<int> earlier, int row)
    {
        foreach (int other in earlier)
        {
            if (codes.Row(other).SequenceEqual(codes.Row(row)))
            {
                return other;
            }
        }

        return row;
    }
}
