using System.Globalization;
using ProductSpace.Building;
using ProductSpace.Graph;
using ProductSpace.Memory;
using ProductSpace.RecallBench.Common;
using ProductSpace.Search;
using ProductSpace.Snapshot;

namespace ProductSpace.RecallBench.Ablations;

/// <summary>
/// One graph, its rows as float32 in ordinal order, and queries made ready: start node on layer 0 and true k-th similarity.
/// Every variant walks the same lists from the same start; only what the table names differs.
/// </summary>
internal sealed class AblationData
{
    private readonly Dictionary<int, List<int>> _equalRows = [];

    public AblationData(ProductIndex index, ReadOnlySpan<float> fileRows, float[][] queries)
    {
        Space = index.ViewOf(ProductSpace.Space.Similar);
        Dimension = index.Dimension;
        Queries = [.. queries.Select(Unit)];
        Rows = new float[(long)index.Count * Dimension];
        for (int ordinal = 0; ordinal < index.Count; ordinal++)
        {
            int row = int.Parse(index.GetProductId(ordinal), CultureInfo.InvariantCulture);
            Unit(fileRows.Slice(row * Dimension, Dimension)).CopyTo(Rows, ordinal * Dimension);
        }

        for (long pair = 0; pair < Space.EqualRows.Length; pair += 2)
        {
            if (!_equalRows.TryGetValue(Space.EqualRows[pair], out List<int>? members))
            {
                _equalRows[Space.EqualRows[pair]] = members = [];
            }

            members.Add(Space.EqualRows[pair + 1]);
        }

        Prepared = [.. queries.Select(Prepare)];
        Kth = new double[queries.Length];
        ExactBatch.Run(
            Space,
            queries.Length,
            Grids.K,
            new ParallelContext(Environment.ProcessorCount, CancellationToken.None),
            (i, scratch) => SessionVector.FromVector(Space.Model, queries[i], scratch),
            (i, top) => Kth[i] = top.Least);
    }

    public SpaceView Space { get; }

    public int Dimension { get; }

    /// <summary>Unit rows, [ordinal x Dimension].</summary>
    public float[] Rows { get; }

    /// <summary>Unit queries.</summary>
    public float[][] Queries { get; }

    public ReadyQuery[] Prepared { get; }

    /// <summary>True similarity of the k-th nearest.</summary>
    public double[] Kth { get; }

    /// <summary>Hits among the k best of the first <paramref name="depth"/> nodes after the exact re-rank.</summary>
    public int CountHits(int query, ReadOnlySpan<int> nodes, int depth)
    {
        List<double> similarities = [];
        for (int i = 0; i < Math.Min(nodes.Length, depth); i++)
        {
            similarities.Add(Measure(query, nodes[i]));
            if (_equalRows.TryGetValue(nodes[i], out List<int>? members))
            {
                similarities.AddRange(members.Select(row => Measure(query, row)));
            }
        }

        return similarities.OrderDescending().Take(Grids.K).Count(similarity => similarity >= Kth[query]);
    }

    private double Measure(int query, int row) => Space.Exact.Similarity(row, Prepared[query].High, Prepared[query].Low);

    private static float[] Unit(float[] vector) => Unit(vector.AsSpan());

    private static float[] Unit(ReadOnlySpan<float> vector) => Array.ConvertAll(Exact.Unit(vector), value => (float)value);

    private ReadyQuery Prepare(float[] query)
    {
        SearchContext scratch = new();
        SessionVector.FromVector(Space.Model, query, scratch);
        WalkScratch walk = scratch.Walk;
        walk.Begin(1, Space.Count);
        int node = Space.Upper.Length > 0 ? 0 : Space.EntryPoint;
        for (int layer = Space.Upper.Length - 1; layer >= 0; layer--)
        {
            node = Walk.Descend(Space.Upper[layer], new QueryScorer(scratch.Query.Codes), node, walk);
            node = Space.Upper[layer].Below[node];
        }

        return new ReadyQuery(scratch.Query.Codes, scratch.Query.High, scratch.Query.Low, node);
    }
}

/// <summary>A query in our forms, and where its walk of layer 0 starts.</summary>
internal sealed record ReadyQuery(sbyte[] Codes, short[] High, short[] Low, int Start);
