using System.Globalization;

namespace ProductSpace.Building;

/// <summary>
/// Lengths of the vectors of one space: the largest, and a sample of all by which the spread is judged.
/// </summary>
internal sealed class VectorLengths(int rows)
{
    private const int SampleSize = 1 << 16;

    /// <summary>
    /// Ratio of a long vector to a short one from which lengths are likely to mean something.
    /// </summary>
    private const double WideRatio = 3;

    /// <summary>One vector in this many is shorter than a short one, and one longer than a long one.</summary>
    private const int Outside = 20;

    private readonly List<double> _sample = [];
    private readonly int _stride = Math.Max(1, rows / SampleSize);
    private double[]? _sorted;

    public double Longest { get; private set; }

    /// <summary>Length that one vector in twenty does not reach.</summary>
    private double Short => At(Outside);

    /// <summary>Length that one vector in twenty exceeds.</summary>
    private double Long => At(Outside * (Outside - 1));

    /// <summary>Whether lengths differ so much that a similarity without them loses something.</summary>
    public bool VaryWidely => Short > 0 && Long >= WideRatio * Short;

    /// <summary>The spread as a part of a message.</summary>
    public string Spread =>
        string.Create(CultureInfo.InvariantCulture, $"nine in ten vectors have a length from {Short:G3} to {Long:G3}");

    /// <summary>Takes the length of a row that the build accepts.</summary>
    public void Add(int row, double length)
    {
        Longest = Math.Max(Longest, length);
        if (row % _stride == 0)
        {
            _sample.Add(length);
        }
    }

    /// <summary>Returns the length after this many of 400 parts of the sample.</summary>
    private double At(int part)
    {
        if (_sorted is null)
        {
            _sorted = [.. _sample];
            Array.Sort(_sorted);
        }

        return _sorted.Length == 0 ? 0 : _sorted[(int)((long)(_sorted.Length - 1) * part / (Outside * Outside))];
    }
}
