
namespace ProductSpace.Numerics;

/// <summary>
/// Turns the vectors of one space into codes: subtract the mean, rotate, divide by one step for all numbers, round to
/// -63..63, add 64. Centring changes no ranking (all similarities of a query shift by one number) and rotation changes
/// no distance; both make the codes keep recall. <see cref="RowError"/> bounds, over all products, the length of what
/// the codes lost, so that a scan over codes can tell which products may be among the nearest (see
/// <see cref="ErrorBound"/>). Each row's own loss is stored as a byte.
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

    /// <summary>Size of a code unit.</summary>
    public float Step { get; }

    /// <summary>Largest distance between a centred, rotated row and its decoded codes.</summary>
    public double RowError { get; }

    /// <summary>Largest length of a row's decoded codes.</summary>
    public double RowLength { get; }

    /// <summary>How vectors become the rows that the model encodes.</summary>
    public RowForm Form { get; init; }

    /// <summary>Numbers of a vector as it is given.</summary>
    public int GivenDimension => Dimension - Form.Extra;

    public int CodeStride => CodeRows.StrideFor(Dimension);

    /// <summary>
    /// Bounds |similarity by codes - exact similarity| for a query whose codes lost <paramref name="queryError"/> and a
    /// row whose decoded codes have at most the length <paramref name="rowLength"/>, not counting what the row's codes
    /// lost. Follows from Cauchy-Schwarz, plus the rounding of the float32 rotation and of the exact form, which grows
    /// with the length of the row itself where that is above 1.
    /// </summary>
    public double ErrorBound(double queryError, double rowLength, double longest = 1)
    {
        double rounding = 4 * Dimension * Math.Sqrt(Dimension) / (1 << 24);
        double exactForm = Math.Sqrt(Dimension) / short.MaxValue;
        return (queryError * rowLength) + ((rounding + exactForm) * longest);
    }

    /// <summary>Stores a row's error as a byte, rounded up, in units of <paramref name="largest"/> / 255.</summary>
    public static byte ErrorByte(double error, double largest) =>
        largest > 0 ? (byte)Math.Min(255, Math.Ceiling(error / largest * 255 * (1 + 1e-9))) : (byte)0;

    /// <summary>
    /// Centres and rotates a unit vector. The scratch holds Dimension numbers, the result PaddedWidth.
    /// </summary>
    public void Centre(ReadOnlySpan<double> unit, Span<float> scratch, Span<float> rotated)
    {
        for (int i = 0; i < Dimension; i++)
        {
            scratch[i] = (float)unit[i] - Mean[i];
        }

        Rotation.Apply(Matrix, scratch[..Dimension], rotated);
    }

    /// <summary>Writes the codes of a centred, rotated row, zero past the dimension.</summary>
    public void Encode(ReadOnlySpan<float> rotated, Span<byte> codes)
    {
        codes.Clear();
        for (int i = 0; i < Dimension; i++)
        {
            float value = MathF.Round(rotated[i] / Step);
            codes[i] = (byte)((int)Math.Clamp(value, -CodeRows.Limit, CodeRows.Limit) + CodeRows.Zero);
        }
    }

    /// <summary>Measures the length of what the codes of a row lost, and of the decoded codes.</summary>
    public (double Error, double Length) Measure(ReadOnlySpan<float> rotated, ReadOnlySpan<byte> codes)
    {
        double error = 0;
        double length = 0;
        for (int i = 0; i < Dimension; i++)
        {
            double decoded = (codes[i] - CodeRows.Zero) * (double)Step;
            double lost = rotated[i] - decoded;
            error += lost * lost;
            length += decoded * decoded;
        }

        return (Math.Sqrt(error), Math.Sqrt(length));
    }
}
