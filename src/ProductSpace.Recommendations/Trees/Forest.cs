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
    private readonly float[] _thresholds;
    private readonly int[] _columns;
    private readonly int[] _leftLeaves;
    private readonly float[] _values;
    private readonly int[] _nodeStarts;
    private readonly int[] _leafStarts;

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

        _thresholds = new float[_nodeStarts[^1]];
        _columns = new int[_nodeStarts[^1]];
        _leftLeaves = new int[_nodeStarts[^1]];
        _values = new float[_leafStarts[^1]];
        for (int i = 0; i < trees.Count; i++)
        {
            RankerTree tree = trees[i];
            for (int node = 0; node < tree.Features.Count; node++)
            {
                _thresholds[_nodeStarts[i] + node] = tree.Thresholds[node];
                _columns[_nodeStarts[i] + node] = columns[tree.Features[node]];
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
        // Two vectors of rows at a time, turned so that a column lies side by side.
        int wide = 2 * Vector<float>.Count;
        Span<Vector<float>> turned = stackalloc Vector<float>[2 * columns];
        Span<float> numbers = MemoryMarshal.Cast<Vector<float>, float>(turned);
        Span<Vector<int>> masks = stackalloc Vector<int>[2];
        Span<int> leaves = MemoryMarshal.Cast<Vector<int>, int>(masks);
        numbers.Clear();
        for (int first = 0; first < scores.Length; first += wide)
        {
            Span<double> sums = scores.Slice(first, Math.Min(wide, scores.Length - first));
            sums.Clear();
            for (int row = 0; row < sums.Length; row++)
            {
                ReadOnlySpan<float> one = rows.Slice((first + row) * columns, columns);
                for (int column = 0; column < one.Length; column++)
                {
                    numbers[(column * wide) + row] = one[column];
                }
            }

            for (int tree = 0; tree < _nodeStarts.Length - 1; tree++)
            {
                Vector<int> low = Vector<int>.AllBitsSet;
                Vector<int> high = Vector<int>.AllBitsSet;
                int end = _nodeStarts[tree + 1];
                for (int node = _nodeStarts[tree]; node < end; node++)
                {
                    Vector<float> threshold = new(_thresholds[node]);
                    Vector<int> left = new(_leftLeaves[node]);
                    int column = 2 * _columns[node];
                    low = Vector.AndNot(low, Vector.GreaterThan(turned[column], threshold) & left);
                    high = Vector.AndNot(high, Vector.GreaterThan(turned[column + 1], threshold) & left);
                }

                masks[0] = low;
                masks[1] = high;
                ReadOnlySpan<float> values = _values.AsSpan(_leafStarts[tree]);
                for (int row = 0; row < sums.Length; row++)
                {
                    sums[row] += values[BitOperations.TrailingZeroCount(leaves[row])];
                }
            }
        }
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
        _leftLeaves[_nodeStarts[number] + node] = (int)(((1L << middle) - 1) & ~((1L << leaf) - 1));
        return Number(tree, tree.Right[node], number, middle);
    }
}
