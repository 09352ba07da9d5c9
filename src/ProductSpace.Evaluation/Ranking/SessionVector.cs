namespace ProductSpace.Evaluation.Ranking;

/// <summary>
/// The session vector as the engine makes it: unit IN vectors of the last known views, each weighted by the decay times
/// the weight of the next one, summed in float64, scaled to length 1.
/// </summary>
internal sealed class SessionVector(EmbeddingRow input, int productCount, int dimension, double decay, int lastViews)
{
    private readonly double[] _sum = new double[dimension];

    /// <summary>Writes the vector [dimension]; returns false if no view is known or their sum is zero.</summary>
    public bool Write(ReadOnlySpan<int> viewed, Span<float> vector)
    {
        Array.Clear(_sum);
        double weight = 1;
        int used = 0;
        for (int i = viewed.Length - 1; i >= 0 && used < lastViews; i--)
        {
            if ((uint)viewed[i] < (uint)productCount)
            {
                Add(viewed[i], weight);
                weight *= decay;
                used++;
            }
        }

        double square = 0;
        foreach (double number in _sum)
        {
            square += number * number;
        }

        double length = Math.Sqrt(square);
        for (int i = 0; i < vector.Length; i++)
        {
            vector[i] = length > 0 ? (float)(_sum[i] / length) : 0;
        }

        return length > 0;
    }

    private void Add(int product, double weight)
    {
        ReadOnlySpan<float> row = input(product);
        if (row.Length != _sum.Length)
        {
            throw new ArgumentException(
                $"the IN vector of product {product} has {row.Length} numbers, not {_sum.Length}");
        }

        double length = VectorLength.Of(row, product);
        double factor = length > 0 ? weight / length : 0;
        for (int j = 0; j < row.Length; j++)
        {
            _sum[j] += factor * row[j];
        }
    }
}
