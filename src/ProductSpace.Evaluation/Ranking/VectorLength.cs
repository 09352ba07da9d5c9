namespace ProductSpace.Evaluation.Ranking;

/// <summary>Computes the length of a vector in float64, summed in order.</summary>
internal static class VectorLength
{
    public static double Of(ReadOnlySpan<float> vector, int product)
    {
        double square = 0;
        foreach (float number in vector)
        {
            square += (double)number * number;
        }

        return double.IsFinite(square)
            ? Math.Sqrt(square)
            : throw new ArgumentException(
                $"the vector of product {product} holds a number that is not finite; has the training diverged?");
    }
}
