namespace ProductSpace.Tests;

/// <summary>The judge of similarities: plain float64, one number after the other.</summary>
internal static class Float64
{
    public static double Dot(ReadOnlySpan<float> a, ReadOnlySpan<float> b)
    {
        double dot = 0;
        for (int i = 0; i < a.Length; i++)
        {
            dot += (double)a[i] * b[i];
        }

        return dot;
    }

    public static double Length(ReadOnlySpan<float> a) => Math.Sqrt(Dot(a, a));

    public static double Cosine(ReadOnlySpan<float> a, ReadOnlySpan<float> b)
    {
        double dot = 0;
        double squareA = 0;
        double squareB = 0;
        for (int i = 0; i < a.Length; i++)
        {
            dot += (double)a[i] * b[i];
            squareA += (double)a[i] * a[i];
            squareB += (double)b[i] * b[i];
        }

        return dot / Math.Sqrt(squareA * squareB);
    }
}
