using ProductSpace.Memory;
using ProductSpace.Numerics;

namespace ProductSpace.Graph;

/// <summary>
/// Certifies that every node of layer 0 can be reached from the entry point through neighbor lists, and repairs the
/// graph if one cannot: the unreached node is attached to the nearest reached one that has a free place or an edge that
/// the search tree does not need. Each repair keeps every reached node reached, so the repair ends with all of them.
/// </summary>
internal static class Reachability
{
    /// <summary>Counts the nodes reachable from the entry point over the lists of all rows.</summary>
    public static int Count(NodeLists lists, int rows, int entryPoint)
    {
        if ((uint)entryPoint >= (uint)rows)
        {
            return 0;
        }

        // One bit per row stays in the cache, where a word would not, and lists are prefetched before their turn.
        const int ahead = 8;
        ulong[] seen = new ulong[(rows + 63L) / 64];
        int[] queue = new int[rows];
        int[] list = new int[lists.Degree];
        seen[entryPoint >> 6] |= 1UL << entryPoint;
        queue[0] = entryPoint;
        int reached = 1;
        for (int head = 0; head < reached; head++)
        {
            if (head + ahead < reached)
            {
                lists.Prefetch(queue[head + ahead]);
            }

            lists.Read(queue[head], list);
            foreach (int neighbor in list)
            {
                if ((uint)neighbor >= (uint)rows)
                {
                    break;
                }

                ref ulong word = ref seen[neighbor >> 6];
                ulong bit = 1UL << neighbor;
                if ((word & bit) == 0)
                {
                    word |= bit;
                    queue[reached++] = neighbor;
                }
            }
        }

        return reached;
    }

    /// <summary>Makes every node reachable; returns the number of nodes that had to be attached.</summary>
    public static int Repair(
        CodeRows codes,
        NativeView<int> norms,
        int dimension,
        NativeView<int> lists,
        int degree,
        int[] nodes,
        int entryPoint)
    {
        int[] parents = NoParents(codes.Count);
        int reached = Sweep(lists, degree, parents, entryPoint, entryPoint);
        int repaired = 0;
        if (reached == nodes.Length)
        {
            return 0;
        }

        WalkScratch scratch = new();
        sbyte[] query = new sbyte[codes.Stride];
        LayerView layer = new(codes, lists, default, degree);
        foreach (int node in nodes)
        {
            if (parents[node] >= 0)
            {
                continue;
            }

            int sum = codes.ToSigned(node, dimension, query);
            ProductScorer scorer = new(query, sum, norms[node], norms);
            scratch.Begin(256, codes.Count);
            Walk.Enter(layer, scorer, entryPoint, scratch);
            Walk.SearchLayer(layer, scorer, scratch);
            if (!TryAttach(lists, degree, parents, scratch.Pool, node))
            {
                throw new InvalidOperationException(
                    $"node {node} cannot be attached to the graph: no node reached from {entryPoint} has room for it");
            }

            repaired++;
            Sweep(lists, degree, parents, node, parents[node]);
        }

        return repaired;
    }

    private static int[] NoParents(int rows)
    {
        int[] parents = new int[rows];
        Array.Fill(parents, -1);
        return parents;
    }

    /// <summary>
    /// Searches breadth first from a node and sets the parents of newly reached nodes; returns their number.
    /// </summary>
    private static int Sweep(NativeView<int> lists, int degree, int[] parents, int start, int parent)
    {
        if ((uint)start >= (uint)parents.Length)
        {
            return 0;
        }

        Queue<int> queue = new();
        parents[start] = parent;
        queue.Enqueue(start);
        int reached = 0;
        while (queue.TryDequeue(out int node))
        {
            reached++;
            foreach (int neighbor in lists.Slice((long)node * degree, degree))
            {
                if ((uint)neighbor >= (uint)parents.Length)
                {
                    break;
                }

                if (parents[neighbor] < 0)
                {
                    parents[neighbor] = node;
                    queue.Enqueue(neighbor);
                }
            }
        }

        return reached;
    }

    /// <summary>
    /// Attaches a node to one near it, else to any reached node: r reached nodes need r - 1 edges for their tree, so
    /// one of them has a free place or an edge to spare.
    /// </summary>
    private static bool TryAttach(NativeView<int> lists, int degree, int[] parents, SearchPool pool, int node)
    {
        // First a free place, then an edge that is not in the tree; a host's last neighbors are its farthest.
        foreach (bool free in (ReadOnlySpan<bool>)[true, false])
        {
            for (int i = 0; i < pool.Count; i++)
            {
                if (TryAttach(lists, degree, parents, pool.Node(i), node, free))
                {
                    return true;
                }
            }
        }

        for (int host = 0; host < parents.Length; host++)
        {
            if (parents[host] >= 0
                && (TryAttach(lists, degree, parents, host, node, free: true)
                    || TryAttach(lists, degree, parents, host, node, free: false)))
            {
                return true;
            }
        }

        return false;
    }

    private static bool TryAttach(NativeView<int> lists, int degree, int[] parents, int host, int node, bool free)
    {
        Span<int> list = lists.Slice((long)host * degree, degree);
        for (int place = degree - 1; place >= 0; place--)
        {
            int neighbor = list[place];
            bool canReplace = free
                ? neighbor < 0 && (place == 0 || list[place - 1] >= 0)
                : neighbor >= 0 && parents[neighbor] != host;
            if (canReplace)
            {
                list[place] = node;
                parents[node] = host;
                return true;
            }
        }

        return false;
    }
}
