using System.Runtime.CompilerServices;

namespace ProductSpace.Numerics;

/// <summary>
/// Holds a query in the forms that exact rows need: the unit vector for rows as given, two planes of integers for
/// rows of integers. Reused; not for two threads at once.
/// </summary>
internal sealed class ExactQuery
{
    /// <summary>The query as float64, of length 1; rotated for rows that are.</summary>
    public double[] Unit { get; private set; } = [];

    /// <summary>High plane of the query, see <see cref="ExactRows.SplitQuery"/>.</summary>
    public short[] High { get; private set; } = [];

    public short[] Low { get; private set; } = [];

    /// <summary>Similarity of the query and the mean of the space, which rows that are centred lack.</summary>
    public double Offset { get; private set; }

    public void EnsureCapacity(int dimension)
    {
        if (Unit.Length < dimension)
        {
            Unit = new double[dimension];
            High = new short[ExactRows.PlaneLength(dimension)];
            Low = new short[ExactRows.PlaneLength(dimension)];
        }
    }

    /// <summary>Derives the planes from <see cref="Unit"/>, for rows that are not centred.</summary>
    public void Split(int dimension) => ExactRows.SplitQuery(Unit.AsSpan(0, dimension), High, Low);

    /// <summary>Derives from <see cref="Unit"/>, which is as the space compares, what its exact rows need.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Split(SpaceModel model)
    {
        Split(model.Dimension);
        Offset = GivenDot.Dot(model.FrameMean, Unit);
    }

    /// <summary>A number of the query, in units of 2^-28.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int Number(int place) => (High[place] << ExactRows.PlaneBits) + Low[place];
}
