namespace ProductSpace.Training.ColdStart;

/// <summary>
/// Vectors of length 1, [rows x dimension], with their mean, and the mean length that they had. A vector of length 0
/// stays zero.
/// </summary>
internal sealed class UnitRows
{
    private readonly float[] _rows;
    private readonly int _dimension;

    /// <summary>Takes over the vectors and brings them to length 1.</summary>
    public UnitRows(float[] rows, int dimension)
    {
        _rows = rows;
        _dimension = dimension;
        Count = rows.Length / dimension;
        double[] sum = new double[dimension];
        double lengths = 0;
        for (int row = 0; row < Count; row++)
        {
            Span<float> vector = rows.AsSpan(row * dimension, dimension);
            lengths += Normalise(vector);
            for (int i = 0; i < dimension; i++)
            {
                sum[i] += vector[i];
            }
        }

        Mean = Array.ConvertAll(sum, value => (float)(value / Math.Max(1, Count)));
        MeanLength = Count == 0 ? 1 : lengths / Count;
    }

    public int Count { get; }

    public float[] Mean { get; }

    public double MeanLength { get; }

    public ReadOnlyMemory<float> All => _rows;

    public ReadOnlySpan<float> this[int row] => _rows.AsSpan(row * _dimension, _dimension);

    /// <summary>Divides a vector by its length, which it returns; zero or infinite ones become zero.</summary>
    public static double Normalise(Span<float> vector)
    {
        double length = Math.Sqrt(Dot(vector, vector));
        if (!(length > 0 && double.IsFinite(length)))
        {
            vector.Clear();
            return 0;
        }

        for (int i = 0; i < vector.Length; i++)
        {
            vector[i] = (float)(vector[i] / length);
        }

        return length;
    }

    /// <summary>Returns the dot product, summed in order in float64: equal on every processor.</summary>
    public static double Dot(ReadOnlySpan<float> a, ReadOnlySpan<float> b)
    {
        double sum = 0;
        for (int i = 0; i < a.Length; i++)
        {
            sum += (double)a[i] * b[i];
        }

        return sum;
    }
}
