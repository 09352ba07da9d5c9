using System.Runtime.CompilerServices;
using ProductSpace.Numerics;

namespace ProductSpace.Graph;

/// <summary>
/// How far away, by short codes, a node may be that is still among the nearest by whole codes: as far as the similarity
/// of the k-th nearest less a margin.
/// </summary>
internal readonly struct OrderReach
{
    private readonly double _scale;
    private readonly double _start;

    /// <param name="query">With its similarity in walks prepared.</param>
    /// <param name="margin">Similarity that short codes may leave out; 0 for no reach.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public OrderReach(PreparedQuery query, double margin)
    {
        IsOn = margin > 0 && query.UnitOfWalk > 0;
        if (IsOn)
        {
            _scale = query.UnitSimilarity / query.UnitOfWalk;
            _start = (query.ZeroSimilarity - query.ZeroOfWalk - margin) / query.UnitOfWalk;
        }
    }

    /// <summary>Whether there is a margin.</summary>
    public bool IsOn
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get;
    }

    /// <summary>Distance by short codes of the farthest node that may be as near as one at a distance by whole codes.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int Of(int distance) => (int)Math.Clamp(
        QueryScorer.Bias - (((QueryScorer.Bias - distance) * _scale) + _start), 0, int.MaxValue - 1);
}
