
namespace ProductSpace.Numerics;

/// <summary>
/// Turns the vectors of one space into codes: subtract the mean, rotate, divide by one step for all numbers, round to
/// -63..63, add 64. Where vectors differ little they are also stretched (<see cref="Numerics.Stretch"/>). Centring
/// changes no ranking (all similarities of a query shift by one number) and rotation changes no distance; both make the
/// codes keep recall. <see cref="RowError"/> bounds, over all products, the length of what
/// the codes lost, so that a scan over codes can tell which products may be among the nearest (see
/// <see cref="ErrorBound"/>). Each row's own loss is stored as a byte.
/// </summary>
internal sealed class SpaceModel
{
    /// <summary>What a float64 sum may round per number, with room for those that follow it.</summary>
    private const double Float64Rounding = 1.0 / (1L << 50);

    public SpaceModel(
        int dimension,
        float[] mean,
        Rotation rotation,
        float step,
        double rowError,
        double rowLength,
        Stretch? stretch = null,
        ExactForm exactForm = ExactForm.Rounded)
    {
        Dimension = dimension;
        Mean = mean;
        Rotation = rotation;
        Step = step;
        RowError = rowError;
        RowLength = rowLength;
        Stretch = stretch;
        ExactForm = exactForm;
        FrameMean = ComparesRotated ? Rotated(mean) : mean;
    }

    public int Dimension { get; }

    /// <summary>Mean of the unit vectors, [Dimension].</summary>
    public float[] Mean { get; }

    /// <summary>Of the snapshot; its spaces share it.</summary>
    public Rotation Rotation { get; }

    /// <summary>Size of a code unit.</summary>
    public float Step { get; }

    /// <summary>Largest distance between a centred, rotated row and its decoded codes.</summary>
    public double RowError { get; }

    /// <summary>Largest length of a row's decoded codes.</summary>
    public double RowLength { get; }

    /// <summary>How rows and queries are stretched along the mean; null where they are not.</summary>
    public Stretch? Stretch { get; }

    /// <summary>What decides the order of results.</summary>
    public ExactForm ExactForm { get; }

    /// <summary>Whether the exact form is the vectors as given, which loses nothing.</summary>
    public bool ComparesGiven => ExactForm == ExactForm.Given;

    /// <summary>Whether exact rows, and the queries that meet them, are rotated like the codes.</summary>
    public bool ComparesRotated => ExactForm == ExactForm.Residual;

    /// <summary>The mean as the exact form compares: rotated where that is.</summary>
    public float[] FrameMean { get; }

    /// <summary>How vectors become the rows that the model encodes.</summary>
    public RowForm Form { get; init; }

    /// <summary>How rows become the short codes that walks compare; null where walks compare the codes.</summary>
    public Navigation? Navigation { get; init; }

    /// <summary>Numbers of a vector as it is given.</summary>
    public int GivenDimension => Dimension - Form.Extra;

    /// <summary>The model with short codes.</summary>
    public SpaceModel With(Navigation navigation) =>
        new(Dimension, Mean, Rotation, Step, RowError, RowLength, Stretch, ExactForm)
        {
            Form = Form,
            Navigation = navigation,
        };

    public int CodeStride => CodeRows.StrideFor(Dimension);

    /// <summary>
    /// Bounds |similarity by codes - exact similarity| for a query that is prepared for a scan and a row whose decoded
    /// codes have at most the length <paramref name="rowLength"/>, not counting what the row's codes lost. Follows from
    /// Cauchy-Schwarz, plus the rounding of the float32 rotation and of the exact form, which grows with the length of
    /// a row that is longer than 1. Stretched vectors are short, and so is what the rotation rounds of them; what
    /// float64 sums round is no longer below it then.
    /// </summary>
    public double ErrorBound(PreparedQuery query, double rowLength, double longest = 1)
    {
        double rounding = 4 * Rotation.Rounding;
        double exactForm = ExactForm switch
        {
            ExactForm.Given => 0,
            ExactForm.Residual => Math.Sqrt(Dimension) * ResidualRows.UnitOf(this),
            _ => Math.Sqrt(Dimension) / short.MaxValue,
        };
        if (Stretch is not null)
        {
            rounding = (2 * rounding * query.Length * (rowLength + RowError)) + (Dimension * Float64Rounding);
        }

        return (query.Lost * rowLength) + ((rounding + exactForm) * longest);
    }

    /// <summary>Turns a vector from how one space compares to how another of the snapshot does.</summary>
    public static void Reframe(SpaceModel from, SpaceModel to, Span<double> vector)
    {
        if (from.ComparesRotated && !to.ComparesRotated)
        {
            from.ToGiven(vector);
        }
        else if (to.ComparesRotated && !from.ComparesRotated)
        {
            Span<float> plain = stackalloc float[to.Dimension];
            UnitVector.Round(vector, plain);
            Span<float> rotated = stackalloc float[Rotation.PaddedWidth(to.Dimension)];
            to.Rotation.Apply(plain, rotated);
            UnitVector.Widen(rotated[..to.Dimension], vector);
        }
    }

    /// <summary>Turns a vector back from how the space compares to how it was given.</summary>
    public void ToGiven(Span<double> vector)
    {
        if (!ComparesRotated)
        {
            return;
        }

        Span<float> turned = stackalloc float[Rotation.PaddedWidth(Dimension)];
        turned.Clear();
        UnitVector.Round(vector, turned);
        Rotation.Undo(turned);
        UnitVector.Widen(turned[..Dimension], vector);
    }

    /// <summary>Stores a row's error as a byte, rounded up, in units of <paramref name="largest"/> / 255.</summary>
    public static byte ErrorByte(double error, double largest) =>
        largest > 0 ? (byte)Math.Min(255, Math.Ceiling(error / largest * 255 * (1 + 1e-9))) : (byte)0;

    /// <summary>
    /// Centres, stretches where the space does, and rotates a unit vector. The scratch holds Dimension numbers, the
    /// result <see cref="Rotation.PaddedWidth"/>.
    /// </summary>
    public void Centre(ReadOnlySpan<double> unit, Span<float> scratch, Span<float> rotated)
    {
        if (Stretch is Stretch stretch)
        {
            stretch.OfRow(unit, Mean, scratch);
        }
        else
        {
            for (int i = 0; i < Dimension; i++)
            {
                scratch[i] = (float)unit[i] - Mean[i];
            }
        }

        Rotation.Apply(scratch[..Dimension], rotated);
    }

    private float[] Rotated(float[] vector)
    {
        float[] rotated = new float[Rotation.PaddedWidth(Dimension)];
        Rotation.Apply(vector, rotated);
        return rotated[..Dimension];
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
