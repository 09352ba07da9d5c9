using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace ProductSpace.Recommendations.Trees;

/// <summary>
/// Trees laid out to be asked without a walk: V-QuickScorer (Lucchese et al., "Exploiting CPU SIMD Extensions to
/// Speed-up Document Scoring with Tree Ensembles", 2016). Leaves are numbered from left to right, and a row has one
/// bit for each. Every node whose feature is above its threshold clears the bits of its left subtree; the lowest bit
/// that is left is the leaf that a walk would reach. All nodes are asked, of many rows at once, and no branch depends
/// on a row. Immutable; allocates nothing after it is made. Scores are sums in the order of the trees, the same on
/// any machine.
/// </summary>
internal sealed class Forest
{
    /// <summary>Vectors of rows that are asked at once: each node is read once for all of them.</summary>
    private const int Together = 4;

    private readonly Node[] _nodes;
    private readonly double[] _values;
    private readonly int[] _nodeStarts;
    private readonly int[] _leafStarts;
    private readonly int[] _asked;

    /// <summary>Lays out trees that <see cref="TreeCheck"/> found sound.</summary>
    /// <param name="trees">The trees.</param>
    /// <param name="columns">Column of a row that holds each feature of the trees.</param>
    public Forest(IReadOnlyList<RankerTree> trees, ReadOnlySpan<int> columns)
    {
        _nodeStarts = new int[trees.Count + 1];
        _leafStarts = new int[trees.Count + 1];
        for (int i = 0; i < trees.Count; i++)
        {
            _nodeStarts[i + 1] = _nodeStarts[i] + trees[i].Features.Count;
            _leafStarts[i + 1] = _leafStarts[i] + trees[i].Values.Count;
        }

        // Only columns that a node asks are turned.
        _asked = [.. Asked(trees, columns)];
        _nodes = new Node[_nodeStarts[^1]];
        _values = new double[_leafStarts[^1]];
        for (int i = 0; i < trees.Count; i++)
        {
            RankerTree tree = trees[i];
            for (int node = 0; node < tree.Features.Count; node++)
            {
                _nodes[_nodeStarts[i] + node] = new Node
                {
                    Threshold = tree.Thresholds[node],
                    Column = Array.BinarySearch(_asked, columns[tree.Features[node]]),
                };
            }

            Number(tree, tree.Features.Count > 0 ? 0 : ~0, i, leaf: 0);
        }
    }

    /// <summary>Number of trees.</summary>
    public int Count => _nodeStarts.Length - 1;

    /// <summary>Adds up the leaves that each row reaches, tree by tree.</summary>
    /// <param name="rows">Features [rows x columns].</param>
    /// <param name="columns">
    /// Number of features of a row, above every column that a tree asks; at most <see cref="RankerFile.MaxFeatures"/>.
    /// </param>
    /// <param name="scores">Receives the score of each row.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Score(ReadOnlySpan<float> rows, int columns, Span<double> scores)
    {
        // Some vectors of rows at a time, turned so that a column lies side by side.
        int wide = Together * Vector<float>.Count;
        Span<Column> turned = stackalloc Column[_asked.Length];
        Span<float> numbers = MemoryMarshal.Cast<Column, float>(turned);
        Span<Vector<int>> masks = stackalloc Vector<int>[Together];
        Span<int> leaves = MemoryMarshal.Cast<Vector<int>, int>(masks);
        ReadOnlySpan<int> asked = _asked;
        numbers.Clear();
        for (int first = 0; first < scores.Length; first += wide)
        {
            Span<double> sums = scores.Slice(first, Math.Min(wide, scores.Length - first));
            sums.Clear();
            for (int row = 0; row < sums.Length; row++)
            {
                ReadOnlySpan<float> one = rows.Slice((first + row) * columns, columns);
                for (int column = 0; column < asked.Length; column++)
                {
                    numbers[(column * wide) + row] = one[asked[column]];
                }
            }

            for (int tree = 0; tree < _nodeStarts.Length - 1; tree++)
            {
                Vector<int> leaf0 = Vector<int>.AllBitsSet;
                Vector<int> leaf1 = Vector<int>.AllBitsSet;
                Vector<int> leaf2 = Vector<int>.AllBitsSet;
                Vector<int> leaf3 = Vector<int>.AllBitsSet;
                foreach (ref readonly Node node in _nodes.AsSpan(_nodeStarts[tree].._nodeStarts[tree + 1]))
                {
                    Vector<float> threshold = new(node.Threshold);
                    Vector<int> left = new(node.LeftLeaves);
                    ref readonly Column column = ref turned[node.Column];
                    leaf0 = Vector.AndNot(leaf0, Vector.GreaterThan(column.Rows0, threshold) & left);
                    leaf1 = Vector.AndNot(leaf1, Vector.GreaterThan(column.Rows1, threshold) & left);
                    leaf2 = Vector.AndNot(leaf2, Vector.GreaterThan(column.Rows2, threshold) & left);
                    leaf3 = Vector.AndNot(leaf3, Vector.GreaterThan(column.Rows3, threshold) & left);
                }

                masks[0] = leaf0;
                masks[1] = leaf1;
                masks[2] = leaf2;
                masks[3] = leaf3;
                ReadOnlySpan<double> values = _values.AsSpan(_leafStarts[tree]);
                ReadOnlySpan<int> reached = leaves[..sums.Length];
                for (int row = 0; row < reached.Length; row++)
                {
                    sums[row] += values[BitOperations.TrailingZeroCount(reached[row])];
                }
            }
        }
    }

    /// <summary>Returns the columns that the trees ask, ascending.</summary>
    private static SortedSet<int> Asked(IReadOnlyList<RankerTree> trees, ReadOnlySpan<int> columns)
    {
        SortedSet<int> asked = [];
        foreach (RankerTree tree in trees)
        {
            foreach (int feature in tree.Features)
            {
                asked.Add(columns[feature]);
            }
        }

        return asked;
    }

    /// <summary>
    /// Numbers the leaves below a node from left to right, and keeps the bits of those to the left of each node.
    /// </summary>
    /// <returns>Number after the last leaf below the node.</returns>
    private int Number(RankerTree tree, int node, int number, int leaf)
    {
        if (node < 0)
        {
            _values[_leafStarts[number] + leaf] = tree.Values[~node];
            return leaf + 1;
        }

        int middle = Number(tree, tree.Left[node], number, leaf);
        _nodes[_nodeStarts[number] + node].LeftLeaves = (int)(((1L << middle) - 1) & ~((1L << leaf) - 1));
        return Number(tree, tree.Right[node], number, middle);
    }

    /// <summary>What one node asks, in one place.</summary>
    private struct Node
    {
        public float Threshold;

        public int LeftLeaves;

        public int Column;
    }

    /// <summary>One feature of the rows that are asked at once.</summary>
    private struct Column
    {
        public Vector<float> Rows0;

        public Vector<float> Rows1;

        public Vector<float> Rows2;

        public Vector<float> Rows3;
    }
}
