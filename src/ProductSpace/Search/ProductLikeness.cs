using System.Runtime.CompilerServices;
using ProductSpace.Delta;
using ProductSpace.Numerics;
using ProductSpace.Snapshot;

namespace ProductSpace.Search;

/// <summary>
/// Tells how alike two products of a space are: the cosine of their vectors by the exact form, under the dot product
/// too, where a product would else count as unlike another of its own direction that is short. Scratch of one search.
/// </summary>
internal sealed class ProductLikeness
{
    private readonly ExactQuery _query = new();

    public void EnsureCapacity(int dimension) => _query.EnsureCapacity(dimension);

    /// <summary>Takes the product that others are compared with; returns the length of its row, above 0.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public double Take(SpaceView space, DeltaView delta, int ordinal)
    {
        double length = Read(space, delta, ordinal);
        _query.Split(space.Model);
        return length;
    }

    /// <summary>Measures the length of the row of a product: 1 under cosine, else above 0.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public double LengthOf(SpaceView space, DeltaView delta, int ordinal) =>
        space.Model.Form.IsDot ? Read(space, delta, ordinal) : 1;

    /// <summary>Compares a product, whose row has this length, with the one taken last.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public double With(SpaceView space, DeltaView delta, int ordinal, double length) =>
        delta.Similarity(space, ordinal, _query) / length;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private double Read(SpaceView space, DeltaView delta, int ordinal)
    {
        Span<double> unit = _query.Unit.AsSpan(0, space.Model.Dimension);
        delta.Decode(space, ordinal, unit);
        double length = space.Model.Form.IsDot ? UnitVector.Normalise(unit) : 1;
        return length > 0 ? length : 1;
    }
}
