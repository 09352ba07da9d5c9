using ProductSpace.Memory;
using ProductSpace.Numerics;

namespace ProductSpace.Graph;

/// <summary>
/// Builds all layers of an HNSW graph from the top down. Each upper layer is a small graph over copies of its nodes'
/// codes, built by the <see cref="LayerBuilder"/> that also builds layer 0; inserts find their start node through the
/// layers above.
/// </summary>
internal sealed class GraphBuilder(int m, int efConstruction, ulong seed, ParallelContext context)
{
    /// <summary>
    /// Builds the graph over the rows listed in <paramref name="nodes"/>, one for each distinct code. Other rows get
    /// empty lists.
    /// </summary>
    public BuiltGraph Build(CodeRows codes, int dimension, int[] nodes)
    {
        using AlignedBuffer<int> norms = Norms(codes, dimension);
        List<int[]> levels = Levels.Assign(nodes, m, seed);
        List<BuiltLayer> upper = [];
        context.Expected = nodes.Length;
        foreach (int[] members in levels)
        {
            context.Expected += members.Length;
        }

        try
        {
            for (int layer = levels.Count; layer >= 1; layer--)
            {
                int[] members = levels[layer - 1];
                int[] lower = layer >= 2 ? levels[layer - 2] : [];
                upper.Insert(0, BuildUpper(codes, dimension, members, lower, layer, upper));
            }

            AlignedBuffer<int> lists = BuildLayer(codes, norms.View, dimension, 0, nodes, upper);
            int entryPoint = upper.Count > 0 ? upper[0].Below.View[EntryOf(upper)] : nodes.Length > 0 ? nodes[0] : 0;
            int repaired = nodes.Length == 0
                ? 0
                : Reachability.Repair(
                    codes, norms.View, dimension, lists.View, SelectionRule.For(m, 0).Degree, nodes, entryPoint);
            return new BuiltGraph(lists, upper, entryPoint, repaired);
        }
        catch
        {
            upper.ForEach(layer => layer.Dispose());
            throw;
        }
    }

    /// <summary>Follows the top layer's first node down to the lowest upper layer.</summary>
    private static int EntryOf(List<BuiltLayer> upper)
    {
        int node = 0;
        for (int layer = upper.Count - 1; layer >= 1; layer--)
        {
            node = upper[layer].Below.View[node];
        }

        return node;
    }

    private AlignedBuffer<int> Norms(CodeRows codes, int dimension)
    {
        AlignedBuffer<int> norms = new(codes.Count);
        NativeView<int> view = norms.View;
        context.ForEachBlock(codes.Count, 4096, (from, to) =>
        {
            for (int row = from; row < to; row++)
            {
                view[row] = codes.SquaredNorm(row, dimension);
            }
        });
        return norms;
    }

    private BuiltLayer BuildUpper(
        CodeRows codes, int dimension, int[] members, int[] lower, int layer, List<BuiltLayer> above)
    {
        AlignedBuffer<byte> copies = new((long)members.Length * codes.Stride);
        AlignedBuffer<int> below = new(members.Length);
        for (int i = 0; i < members.Length; i++)
        {
            codes.Row(members[i]).CopyTo(copies.View.Slice((long)i * codes.Stride, codes.Stride));
            below.View[i] = layer == 1 ? members[i] : Array.BinarySearch(lower, members[i]);
        }

        CodeRows rows = new(copies.View, members.Length, codes.Stride);
        using AlignedBuffer<int> norms = Norms(rows, dimension);
        int[] all = new int[members.Length];
        for (int i = 0; i < all.Length; i++)
        {
            all[i] = i;
        }

        AlignedBuffer<int> lists = BuildLayer(rows, norms.View, dimension, layer, all, above);
        return new BuiltLayer(members.Length, codes.Stride, SelectionRule.For(m, layer).Degree, copies, lists, below);
    }

    private AlignedBuffer<int> BuildLayer(
        CodeRows codes, NativeView<int> norms, int dimension, int layer, int[] nodes, List<BuiltLayer> above)
    {
        using LayerBuilder builder = new(codes, norms, dimension, SelectionRule.For(m, layer), efConstruction, context);
        using LayerStart? start = above.Count == 0
            ? null
            : new LayerStart(
                [.. above.ConvertAll(upper => upper.View)],
                [.. above.ConvertAll(upper => Norms(upper.View.Codes, dimension))]);
        builder.Insert(Order(nodes, layer, above), start is null ? null : start.Locate);
        return builder.DetachLists();
    }

    /// <summary>
    /// Orders the nodes of the layer above first, so that a start node found there is soon in the graph; shuffles both
    /// parts.
    /// </summary>
    private int[] Order(int[] nodes, int layer, List<BuiltLayer> above)
    {
        SeededRandom random = new(SeededRandom.Hash(seed, 0x4F72 + (ulong)layer));
        int[] first = above.Count == 0 ? [] : above[0].Below.View.Slice(0, (int)above[0].Below.Length).ToArray();
        HashSet<int> taken = [.. first];
        int[] rest = Array.FindAll(nodes, node => !taken.Contains(node));
        Shuffle(first, ref random);
        Shuffle(rest, ref random);
        if (first.Length == 0 && rest.Length > 0)
        {
            // The search of the top layer starts at its first node.
            int place = Array.IndexOf(rest, nodes[0]);
            (rest[0], rest[place]) = (rest[place], rest[0]);
        }
        else if (first.Length > 0)
        {
            // The entry point of this layer is the node that the descent from the top arrives at.
            int entry = above[0].Below.View[EntryOf(above)];
            int place = Array.IndexOf(first, entry);
            (first[0], first[place]) = (first[place], first[0]);
        }

        return [.. first, .. rest];
    }

    private static void Shuffle(int[] values, ref SeededRandom random)
    {
        for (int i = values.Length - 1; i > 0; i--)
        {
            int other = random.NextInt(i + 1);
            (values[i], values[other]) = (values[other], values[i]);
        }
    }

    /// <summary>Descends from the top layer to the layer below the lowest one.</summary>
    private sealed class LayerStart(LayerView[] layers, AlignedBuffer<int>[] norms) : IDisposable
    {
        public int Locate(in ProductScorer scorer, WalkScratch scratch)
        {
            int node = 0;
            for (int i = layers.Length - 1; i >= 0; i--)
            {
                node = Walk.Descend(layers[i], scorer.For(norms[i].View), node, scratch);
                node = layers[i].Below[node];
            }

            return node;
        }

        public void Dispose()
        {
            foreach (AlignedBuffer<int> buffer in norms)
            {
                buffer.Dispose();
            }
        }
    }
}
