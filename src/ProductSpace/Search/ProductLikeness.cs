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
    private float[] _vector = [];
    private double[] _unit = [];
    private short[] _high = [];
    private short[] _low = [];

    public void EnsureCapacity(int dimension)
    {
        if (_unit.Length < dimension)
        {
            _vector = new float[dimension];
            _unit = new double[dimension];
            _high = new short[ExactRows.PlaneLength(dimension)];
            _low = new short[ExactRows.PlaneLength(dimension)];
        }
    }

    /// <summary>Takes the product that others are compared with; returns the length of its row, above 0.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public double Take(SpaceView space, DeltaView delta, int ordinal)
    {
        double length = Read(space, delta, ordinal);
        ExactRows.SplitQuery(_unit.AsSpan(0, space.Model.Dimension), _high, _low);
        return length;
    }

    /// <summary>Measures the length of the row of a product: 1 under cosine, else above 0.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public double LengthOf(SpaceView space, DeltaView delta, int ordinal) =>
        space.Model.Form.IsDot ? Read(space, delta, ordinal) : 1;

    /// <summary>Compares a product, whose row has this length, with the one taken last.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public double With(SpaceView space, DeltaView delta, int ordinal, double length) =>
        delta.Similarity(space, ordinal, _high, _low) / length;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private double Read(SpaceView space, DeltaView delta, int ordinal)
    {
        Span<double> unit = _unit.AsSpan(0, space.Model.Dimension);
        delta.Decode(space, ordinal, _vector);
        for (int i = 0; i < unit.Length; i++)
        {
            unit[i] = _vector[i];
        }

        double length = space.Model.Form.IsDot ? UnitVector.Normalise(unit) : 1;
        return length > 0 ? length : 1;
    }
}
