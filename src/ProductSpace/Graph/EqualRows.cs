using System.IO.Hashing;
using ProductSpace.Memory;
using ProductSpace.Numerics;

namespace ProductSpace.Graph;

/// <summary>
/// Rows with equal codes are one node of the graph: the first of them. A thousand variants of one product would else fill
/// each other's neighbor lists and cut the rest off. The others hang on the node as a sorted list of (node, row) pairs and
/// come back when results are measured.
/// </summary>
internal static class EqualRows
{
    /// <summary>The rows that are nodes, ascending, and the pairs of the others, ascending by node, then row.</summary>
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

        // Not a stable sort; rows of one hash are sorted afterwards.
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

    /// <summary>Where the pairs of a node begin, or the place of the first pair after it.</summary>
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
