namespace ProductSpace.Numerics;

/// <summary>
/// Holds a query in the forms that exact rows need: the unit vector for rows as given, two planes of integers for
/// rounded rows. Reused; not for two threads at once.
/// </summary>
internal sealed class ExactQuery
{
    /// <summary>The query as float64, of length 1.</summary>
    public double[] Unit { get; private set; } = [];

    /// <summary>High plane of the query, see <see cref="ExactRows.SplitQuery"/>.</summary>
    public short[] High { get; private set; } = [];

    public short[] Low { get; private set; } = [];

    public void EnsureCapacity(int dimension)
    {
        if (Unit.Length < dimension)
        {
            Unit = new double[dimension];
            High = new short[ExactRows.PlaneLength(dimension)];
            Low = new short[ExactRows.PlaneLength(dimension)];
        }
    }

    /// <summary>Derives the planes from <see cref="Unit"/>.</summary>
    public void Split(int dimension) => ExactRows.SplitQuery(Unit.AsSpan(0, dimension), High, Low);
}
