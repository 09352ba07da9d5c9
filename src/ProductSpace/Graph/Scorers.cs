using System.Runtime.CompilerServices;
using ProductSpace.Memory;
using ProductSpace.Numerics;

namespace ProductSpace.Graph;

/// <summary>
/// What a walk needs to know of its query. Implemented by structs, so that the walk is compiled once for each and no
/// interface is dispatched in the loop.
/// </summary>
internal interface IScorer
{
    /// <summary>The query in code form, as long as a code row.</summary>
    sbyte[] Query { get; }

    /// <summary>Turns the dot product with a node into a distance: not negative, smaller is nearer.</summary>
    int ToDistance(int dot, int node);
}

/// <summary>
/// Query to product: the largest dot product of the centred codes with the query's uncentred code is the largest cosine,
/// since the centre adds the same number to every product.
/// </summary>
internal readonly struct QueryScorer(sbyte[] query) : IScorer
{
    /// <summary>Above every dot product: 4,096 dimensions * 127 * 63 is below 2^25.</summary>
    public const int Bias = 1 << 25;

    public sbyte[] Query { get; } = query;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int ToDistance(int dot, int node) => Bias - dot;
}

/// <summary>Product to product: squared Euclidean distance of the centred codes, |a|^2 + |b|^2 - 2 ab.</summary>
internal readonly struct ProductScorer(sbyte[] query, int querySum, int queryNorm, NativeView<int> norms) : IScorer
{
    private readonly int _constant = queryNorm + (2 * CodeRows.Zero * querySum);

    public sbyte[] Query { get; } = query;

    /// <summary>The same query against the rows of another layer.</summary>
    public ProductScorer For(NativeView<int> otherNorms) => new(Query, querySum, queryNorm, otherNorms);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int ToDistance(int dot, int node) => norms[node] + _constant - (2 * dot);
}
