using System.Runtime.CompilerServices;

namespace ProductSpace.Recommendations.Trees;

/// <summary>
/// Trees laid out for the walk. Nodes of all trees stand in one array, eight bytes each, both children of a node side by
/// side, so that a step is an addition and no branch; a leaf leads to itself, so that all rows of a tree take the same
/// number of steps. Four rows walk at once: their steps do not wait for each other (after Asadi, Lin and de Vries,
/// "Runtime Optimizations for Tree-Based Machine Learning Models", 2014). Immutable; allocates nothing after it is made.
/// </summary>
internal sealed class Forest
{
    private readonly Node[] _nodes;
    private readonly float[] _values;
    private readonly int[] _starts;
    private readonly int[] _depths;

    /// <summary>Lays out trees that <see cref="TreeCheck"/> found sound.</summary>
    /// <param name="trees">The trees.</param>
    /// <param name="columns">Column of a row that holds each feature of the trees.</param>
    public Forest(IReadOnlyList<RankerTree> trees, ReadOnlySpan<int> columns)
    {
        int total = 0;
        foreach (RankerTree tree in trees)
        {
            total += (2 * tree.Values.Count) - 1;
        }

        _nodes = new Node[total];
        _values = new float[total];
        _starts = new int[trees.Count];
        _depths = new int[trees.Count];
        int start = 0;
        for (int i = 0; i < trees.Count; i++)
        {
            _starts[i] = start;
            _depths[i] = LayOut(trees[i], columns, start);
            start += (2 * trees[i].Values.Count) - 1;
        }
    }

    /// <summary>Number of trees.</summary>
    public int Count => _starts.Length;

    /// <summary>Adds up the leaves that each row reaches, tree by tree.</summary>
    /// <param name="rows">Features [rows x columns].</param>
    /// <param name="columns">Number of features of a row, above every column that a tree asks.</param>
    /// <param name="scores">Receives the score of each row.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Score(ReadOnlySpan<float> rows, int columns, Span<double> scores)
    {
        scores.Clear();
        ReadOnlySpan<Node> all = _nodes;
        ReadOnlySpan<float> values = _values;
        for (int tree = 0; tree < _starts.Length; tree++)
        {
            int start = _starts[tree];
            int depth = _depths[tree];
            ReadOnlySpan<Node> nodes = all[start..];
            ReadOnlySpan<float> leaves = values[start..];
            int row = 0;
            for (; row + 4 <= scores.Length; row += 4)
            {
                ReadOnlySpan<float> a = rows.Slice(row * columns, columns);
                ReadOnlySpan<float> b = rows.Slice((row + 1) * columns, columns);
                ReadOnlySpan<float> c = rows.Slice((row + 2) * columns, columns);
                ReadOnlySpan<float> d = rows.Slice((row + 3) * columns, columns);
                int atA = 0;
                int atB = 0;
                int atC = 0;
                int atD = 0;
                for (int step = 0; step < depth; step++)
                {
                    atA = Next(nodes[atA], a);
                    atB = Next(nodes[atB], b);
                    atC = Next(nodes[atC], c);
                    atD = Next(nodes[atD], d);
                }

                scores[row] += leaves[atA];
                scores[row + 1] += leaves[atB];
                scores[row + 2] += leaves[atC];
                scores[row + 3] += leaves[atD];
            }

            for (; row < scores.Length; row++)
            {
                ReadOnlySpan<float> last = rows.Slice(row * columns, columns);
                int at = 0;
                for (int step = 0; step < depth; step++)
                {
                    at = Next(nodes[at], last);
                }

                scores[row] += leaves[at];
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int Next(Node node, ReadOnlySpan<float> row) =>
        node.Left + (row[node.Column] > node.Threshold ? 1 : 0);

    /// <summary>Writes the nodes of a tree breadth-first; returns its depth.</summary>
    private int LayOut(RankerTree tree, ReadOnlySpan<int> columns, int start)
    {
        int inner = tree.Features.Count;
        int deepest = 0;
        int written = 1;

        // What stands at each place of the layout, and how deep: the number of an inner node, or ~n for leaf n.
        int[] source = new int[inner + tree.Values.Count];
        int[] depths = new int[source.Length];
        source[0] = inner == 0 ? ~0 : 0;
        for (int at = 0; at < source.Length; at++)
        {
            int from = source[at];
            deepest = Math.Max(deepest, depths[at]);
            if (from < 0)
            {
                _nodes[start + at] = new Node(float.PositiveInfinity, (ushort)at, 0);
                _values[start + at] = tree.Values[~from];
                continue;
            }

            _nodes[start + at] = new Node(tree.Thresholds[from], (ushort)written, (ushort)columns[tree.Features[from]]);
            source[written] = tree.Left[from];
            source[written + 1] = tree.Right[from];
            depths[written] = depths[written + 1] = depths[at] + 1;
            written += 2;
        }

        return deepest;
    }

    private readonly struct Node(float threshold, ushort left, ushort column)
    {
        public readonly float Threshold = threshold;
        public readonly ushort Left = left;
        public readonly ushort Column = column;
    }
}
