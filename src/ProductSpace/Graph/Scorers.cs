using System.Diagnostics;
using System.Runtime.CompilerServices;
using ProductSpace.Memory;
using ProductSpace.Numerics;

namespace ProductSpace.Graph;

/// <summary>
/// What a walk needs to know of its query. Implemented by structs, so that the walk is compiled for each of them and
/// the loop has no interface dispatch.
/// </summary>
internal interface IScorer
{
    /// <summary>Query codes, as long as a code row.</summary>
    sbyte[] Query { get; }

    /// <summary>Turns the dot product with a node into a distance, which is not negative; smaller is nearer.</summary>
    int ToDistance(int dot, int node);
}

/// <summary>
/// Scores products against a query: the largest dot product of the centred codes with the query's uncentred code is the
/// largest cosine, since the centre adds one number to every product.
/// </summary>
internal readonly struct QueryScorer(sbyte[] query) : IScorer
{
    /// <summary>Above every dot product: 4,096 dimensions * 127 * 63 is below 2^25.</summary>
    public const int Bias = 1 << 25;

    public sbyte[] Query { get; } = query;

    /// <summary>
    /// The distance that a product of similarity 1 would have; below it none can be, but for what the codes lost.
    /// </summary>
    /// <param name="query">Whose codes these are, with its similarity in walks prepared.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static long OriginOf(PreparedQuery query) => query.UnitOfWalk > 0
        ? Bias - (long)Math.Clamp((1 - query.ZeroOfWalk) / query.UnitOfWalk, -Bias, Bias)
        : 0;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int ToDistance(int dot, int node)
    {
        Debug.Assert(dot <= Bias);
        return Bias - dot;
    }
}

/// <summary>
/// Scores products against a product: squared Euclidean distance of the centred codes, |a|^2 + |b|^2 - 2 ab.
/// </summary>
internal readonly struct ProductScorer(sbyte[] query, int querySum, int queryNorm, NativeView<int> norms) : IScorer
{
    private readonly int _constant = queryNorm + (2 * CodeRows.Zero * querySum);

    public sbyte[] Query { get; } = query;

    /// <summary>Scores another layer's rows against this query.</summary>
    public ProductScorer For(NativeView<int> otherNorms) => new(Query, querySum, queryNorm, otherNorms);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int ToDistance(int dot, int node) => norms[node] + _constant - (2 * dot);
}
