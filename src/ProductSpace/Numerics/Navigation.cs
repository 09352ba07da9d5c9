using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace ProductSpace.Numerics;

/// <summary>
/// How the rows of a space become short codes, over which walks navigate: a dot product with each of some axes, few
/// against the numbers of a row, which span what varies most among the rows. Axes are rows of 7-bit codes, and so a
/// projection is <see cref="CodeDot"/> over codes that are there already: the short codes of a product follow from its
/// codes, and those of a query from the query's codes, in integers, the same on every machine. What short codes order
/// wrongly is set right by the codes, of as many nodes as a build measured. Immutable.
/// </summary>
internal sealed class Navigation
{
    /// <summary>Short codes have a multiple of this many numbers, so that no sum has a tail.</summary>
    public const int Multiple = 16;

    /// <summary>Numbers of short codes: fewer order too little, more are no shorter than the codes.</summary>
    public const int LeastDimension = 16;
    public const int MostDimension = 512;

    /// <summary>Largest depth of a re-rank that a file may have.</summary>
    public const int MostDepth = 1 << 12;

    /// <summary>Longest that rows of a file can lose: more than a row stretched as far as any is long.</summary>
    public const double MostLost = 1 << 20;

    private const int LowK = 10;
    private const int HighK = 100;

    private readonly int _deepOfLow;
    private readonly int _deepOfHigh;

    /// <param name="axes">One row of codes for each number of the short codes.</param>
    /// <param name="unit">Length that one unit of an axis' codes stands for.</param>
    /// <param name="step">Dot product of a row that one unit of its short codes stands for.</param>
    /// <param name="deepOfLow">Nodes of a walk to look at for 10 results.</param>
    /// <param name="deepOfHigh">Nodes of a walk to look at for 100 results.</param>
    /// <param name="lost">Length of a row that its short codes lose; 0 where no one knows.</param>
    public Navigation(CodeRows axes, double unit, int step, int deepOfLow, int deepOfHigh, double lost)
    {
        Axes = axes;
        Unit = unit;
        Step = step;
        _deepOfLow = deepOfLow;
        _deepOfHigh = deepOfHigh;
        Lost = lost;
    }

    /// <summary>Whether rows of this many numbers can have short codes of that many.</summary>
    public static bool Fits(int dimension, int navigated) =>
        navigated is >= LeastDimension and <= MostDimension && navigated % Multiple == 0 && navigated <= dimension;

    public CodeRows Axes { get; }

    public double Unit { get; }

    public int Step { get; }

    /// <summary>
    /// Length of a row that its short codes lose, the root of the mean square over all rows; 0 where a file does not
    /// say.
    /// </summary>
    public double Lost { get; }

    /// <summary>Numbers of the short codes.</summary>
    public int Dimension => Axes.Count;

    /// <summary>Bytes of a row of short codes.</summary>
    public int Stride
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => CodeRows.StrideFor(Axes.Count);
    }

    /// <summary>
    /// Nodes of a walk to look at for k results: as measured for 10 and for 100, by a line between and beyond.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int DepthFor(int k) => k <= LowK ? _deepOfLow
        : (int)Math.Min(int.MaxValue, _deepOfLow + ((long)(_deepOfHigh - _deepOfLow) * (k - LowK) / (HighK - LowK)));

    /// <summary>Computes the dot products of codes with all axes.</summary>
    /// <param name="codes">Signed codes, as long as a row.</param>
    /// <param name="sum">Of the codes.</param>
    /// <param name="numbers">Takes the dot products.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Project(ReadOnlySpan<sbyte> codes, int sum, Span<int> numbers)
    {
        Axes.DotRange(0, codes, numbers);
        int offset = CodeRows.Zero * sum;
        foreach (ref int number in numbers)
        {
            number -= offset;
        }
    }

    /// <summary>Writes the short codes of a row from its projection, zero past the dimension.</summary>
    public void Encode(ReadOnlySpan<int> numbers, Span<byte> codes)
    {
        Debug.Assert(numbers.Length == Dimension && codes.Length >= numbers.Length);
        codes.Clear();
        for (int i = 0; i < numbers.Length; i++)
        {
            int size = Math.Min(CodeRows.Limit, (Math.Abs(numbers[i]) + (Step / 2)) / Step);
            codes[i] = (byte)(CodeRows.Zero + (numbers[i] < 0 ? -size : size));
        }
    }
}
