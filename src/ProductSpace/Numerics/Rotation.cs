namespace ProductSpace.Numerics;

/// <summary>
/// The seeded random rotation of a snapshot. Rotating the vectors before quantizing spreads their variance evenly over
/// the dimensions; without it, one step size for all dimensions loses recall for good. New snapshots rotate by
/// <see cref="HadamardRotation"/>, older ones hold a matrix. Either gives the same bits on every machine. Immutable.
/// </summary>
internal sealed class Rotation
{
    /// <summary>What a float32 operation rounds, relative to its result.</summary>
    private const double Float32Rounding = 1.0 / (1 << 24);

    private readonly float[]? _matrix;
    private readonly uint[] _signs = [];

    /// <summary>Takes the signs of <see cref="HadamardRotation.Signs"/>; any signs make a rotation.</summary>
    public Rotation(uint[] signs, int dimension)
    {
        Dimension = dimension;
        _signs = signs;
        Rounding = HadamardRotation.RoundedSteps(dimension) * Float32Rounding;
    }

    /// <summary>
    /// Takes a matrix [dimension x PaddedWidth], whose row k holds the contribution of input k to each output.
    /// </summary>
    public Rotation(float[] matrix, int dimension)
    {
        Dimension = dimension;
        _matrix = matrix;
        Rounding = dimension * Math.Sqrt(dimension) * Float32Rounding;
    }

    public int Dimension { get; }

    /// <summary>
    /// Bounds the length of what float32 rounds of a rotated vector, relative to the length of the vector.
    /// </summary>
    public double Rounding { get; }

    /// <summary>Floats of a rotated vector, the dimension padded to a cache line; the padding is zero.</summary>
    public static int PaddedWidth(int dimension) => (dimension + 15) & ~15;

    /// <summary>Whether <see cref="Undo"/> can turn a vector back.</summary>
    public bool CanUndo => _matrix is null;

    /// <summary>Turns a rotated vector [PaddedWidth] back in place; by signs only.</summary>
    public void Undo(Span<float> padded) => HadamardRotation.Undo(_signs, Dimension, padded);

    /// <summary>Rotates a vector [dimension] into an output [PaddedWidth].</summary>
    public void Apply(ReadOnlySpan<float> input, Span<float> output)
    {
        if (input.Length != Dimension || output.Length != PaddedWidth(Dimension))
        {
            throw new ArgumentException("the vectors do not have the dimension of the rotation", nameof(output));
        }

        if (_matrix is not null)
        {
            MatrixRotation.Apply(_matrix, input, output);
        }
        else
        {
            HadamardRotation.Apply(_signs, input, output);
        }
    }
}
