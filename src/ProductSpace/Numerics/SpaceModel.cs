using System.Runtime.CompilerServices;

namespace ProductSpace.Numerics;

/// <summary>
/// How the vectors of one space become codes: subtract the mean, rotate, divide by one step for all numbers, round to
/// -63..63, add 64. Centring changes no ranking (a query's similarities all move by the same number) and rotation changes
/// no distance; both make the codes keep recall. <see cref="RowError"/> bounds, over all products, the length of what the
/// codes lost, so that a scan over codes can tell which products may be among the nearest: see <see cref="ErrorBound"/>; each row's own
/// loss is kept as a byte.
/// </summary>
internal sealed class SpaceModel
{
    public SpaceModel(int dimension, float[] mean, float[] matrix, float step, double rowError, double rowLength)
    {
        Dimension = dimension;
        Mean = mean;
        Matrix = matrix;
        Step = step;
        RowError = rowError;
        RowLength = rowLength;
    }

    public int Dimension { get; }

    /// <summary>Mean of the unit vectors, [Dimension].</summary>
    public float[] Mean { get; }

    /// <summary>The rotation of <see cref="Rotation"/>, [Dimension x PaddedWidth].</summary>
    public float[] Matrix { get; }

    /// <summary>Size of one code unit.</summary>
    public float Step { get; }

    /// <summary>Largest distance between a centred, rotated row and what its codes say.</summary>
    public double RowError { get; }

    /// <summary>Largest length of what the codes of a row say.</summary>
    public double RowLength { get; }

    public int CodeStride => CodeRows.StrideFor(Dimension);

    /// <summary>
    /// Bound of |similarity by codes - exact similarity| for a query whose own codes lost <paramref name="queryError"/>,
    /// less what the row's codes lost, which say a row of at most <paramref name="rowLength"/>: Cauchy and Schwarz, plus the rounding of the float32 rotation and of the exact form.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public double ErrorBound(double queryError, double rowLength)
    {
        double rounding = 4 * Dimension * Math.Sqrt(Dimension) / (1 << 24);
        double exactForm = Math.Sqrt(Dimension) / short.MaxValue;
        return (queryError * rowLength) + rounding + exactForm;
    }

    /// <summary>A row's error as a byte, rounded up, in 255ths of <paramref name="largest"/>.</summary>
    public static byte ErrorByte(double error, double largest) =>
        largest > 0 ? (byte)Math.Min(255, Math.Ceiling(error / largest * 255 * (1 + 1e-9))) : (byte)0;

    /// <summary>Centres and rotates a unit vector; scratch and rotated are as long as Dimension and PaddedWidth.</summary>
    public void Centre(ReadOnlySpan<double> unit, Span<float> scratch, Span<float> rotated)
    {
        for (int i = 0; i < Dimension; i++)
        {
            scratch[i] = (float)unit[i] - Mean[i];
        }

        Rotation.Apply(Matrix, scratch[..Dimension], rotated);
    }

    /// <summary>Writes the codes of a centred, rotated row, zero behind the dimension.</summary>
    public void Encode(ReadOnlySpan<float> rotated, Span<byte> codes)
    {
        codes.Clear();
        for (int i = 0; i < Dimension; i++)
        {
            float value = MathF.Round(rotated[i] / Step);
            codes[i] = (byte)((int)Math.Clamp(value, -CodeRows.Limit, CodeRows.Limit) + CodeRows.Zero);
        }
    }

    /// <summary>Length of what the codes lost of a row, and of what they say.</summary>
    public (double Error, double Length) Measure(ReadOnlySpan<float> rotated, ReadOnlySpan<byte> codes)
    {
        double error = 0;
        double length = 0;
        for (int i = 0; i < Dimension; i++)
        {
            double said = (codes[i] - CodeRows.Zero) * (double)Step;
            double lost = rotated[i] - said;
            error += lost * lost;
            length += said * said;
        }

        return (Math.Sqrt(error), Math.Sqrt(length));
    }
}
