using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace ProductSpace.Numerics;

/// <summary>
/// Cosine or dot product of a float32 row as it was given and a float64 unit vector, in float64. Products and squares
/// are summed in eight lanes that are added in order, without FMA: identical bits on every machine, whatever the width
/// of its vectors. The length of the row is summed along, because a stored float32 length would round the similarity.
/// </summary>
internal static unsafe class GivenDot
{
    private const int Lanes = 8;

    /// <summary>Returns the dot product of as many numbers as the row has.</summary>
    public static double Dot(ReadOnlySpan<float> row, ReadOnlySpan<double> unit)
    {
        fixed (float* rowStart = row)
        fixed (double* unitStart = unit[..row.Length])
        {
            return Dot(rowStart, unitStart, row.Length);
        }
    }

    /// <summary>Returns the dot product; NaN where the row of a forged file is not finite.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static double Dot(float* row, double* unit, int dimension)
    {
        Vector256<double> lowerDots = default;
        Vector256<double> upperDots = default;
        int i = 0;
        for (; i + Lanes <= dimension; i += Lanes)
        {
            (Vector256<double> lower, Vector256<double> upper) = Vector256.Widen(Vector256.Load(row + i));
            lowerDots += lower * Vector256.Load(unit + i);
            upperDots += upper * Vector256.Load(unit + i + (Lanes / 2));
        }

        Vector256<double> dots = lowerDots + upperDots;
        double dot = dots[0] + dots[1] + dots[2] + dots[3];
        for (; i < dimension; i++)
        {
            dot += (double)row[i] * unit[i];
        }

        return dot;
    }

    /// <summary>
    /// Returns a similarity in [-1, 1]; -1 for a row without a direction, which only a forged file has.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static double Cosine(float* row, double* unit, int dimension)
    {
        Vector256<double> lowerDots = default;
        Vector256<double> upperDots = default;
        Vector256<double> lowerSquares = default;
        Vector256<double> upperSquares = default;
        int i = 0;
        for (; i + Lanes <= dimension; i += Lanes)
        {
            (Vector256<double> lower, Vector256<double> upper) = Vector256.Widen(Vector256.Load(row + i));
            lowerDots += lower * Vector256.Load(unit + i);
            upperDots += upper * Vector256.Load(unit + i + (Lanes / 2));
            lowerSquares += lower * lower;
            upperSquares += upper * upper;
        }

        Vector256<double> dots = lowerDots + upperDots;
        Vector256<double> squares = lowerSquares + upperSquares;
        double dot = dots[0] + dots[1] + dots[2] + dots[3];
        double square = squares[0] + squares[1] + squares[2] + squares[3];
        for (; i < dimension; i++)
        {
            double value = row[i];
            dot += value * unit[i];
            square += value * value;
        }

        double similarity = dot / Math.Sqrt(square);
        return similarity >= -1 ? Math.Min(similarity, 1) : -1;
    }
}
