using ProductSpace.Memory;
using ProductSpace.Numerics;

namespace ProductSpace.Building;

/// <summary>
/// Makes the short codes of a space: the principal axes of its rows, turned at random among themselves, so that one
/// step suits all numbers, and rounded to codes; then the projections of all rows. Everything behind the axes is
/// integer.
/// </summary>
internal sealed class NavigationBuild : IDisposable
{
    private const int SampleRows = 4096;

    private readonly AlignedBuffer<byte> _axes;

    private NavigationBuild(AlignedBuffer<byte> axes, Navigation navigation, AlignedBuffer<byte> codes)
    {
        _axes = axes;
        Navigation = navigation;
        Codes = codes;
    }

    /// <summary>Without depths until <see cref="SetDepths"/>.</summary>
    public Navigation Navigation { get; private set; }

    public NativeView<byte> Axes => _axes.View;

    /// <summary>Short codes of all rows.</summary>
    public AlignedBuffer<byte> Codes { get; }

    /// <summary>Makes short codes of all rows.</summary>
    /// <param name="rows">Codes of the rows.</param>
    /// <param name="dimension">Numbers of a row.</param>
    /// <param name="unitOfCodes">Length that one unit of the codes stands for.</param>
    /// <param name="principal">The axes, those along which rows vary most first.</param>
    /// <param name="count">Numbers of the short codes.</param>
    /// <param name="seed">Of the build.</param>
    /// <param name="context">Threads and cancellation.</param>
    public static NavigationBuild Make(
        CodeRows rows,
        int dimension,
        double unitOfCodes,
        float[][] principal,
        int count,
        ulong seed,
        ParallelContext context)
    {
        (AlignedBuffer<byte> axes, double unit) = Round(Turn(principal, dimension, count, seed), dimension);
        CodeRows view = new(axes.View, count, rows.Stride);
        int step = StepOf(rows, dimension, new Navigation(view, unit, step: 1, 0, 0, 0), context);
        Navigation navigation = new(view, unit, step, 0, 0, 0);
        long whole = 0;
        long projected = 0;
        AlignedBuffer<byte> codes = new((long)rows.Count * navigation.Stride);
        context.ForEachBlock(rows.Count, 1024, () => new Row(navigation, rows.Stride), (row, from, to) =>
        {
            long wholeHere = 0;
            long projectedHere = 0;
            for (int i = from; i < to; i++)
            {
                Span<int> numbers = row.Project(rows, i, dimension);
                wholeHere += rows.SquaredNorm(i, dimension);
                projectedHere += SquareOf(numbers);
                navigation.Encode(numbers, codes.View.Slice((long)i * navigation.Stride, navigation.Stride));
            }

            Interlocked.Add(ref whole, wholeHere);
            Interlocked.Add(ref projected, projectedHere);
        });
        double lost = Math.Max(0, whole - (unit * unit * projected)) / Math.Max(1, rows.Count);
        navigation = new Navigation(view, unit, step, 0, 0, Math.Sqrt(lost) * unitOfCodes);
        return new NavigationBuild(axes, navigation, codes);
    }

    /// <summary>Sets how deep a re-rank goes for 10 and for 100 results.</summary>
    public void SetDepths(int low, int high) =>
        Navigation = new Navigation(
            Navigation.Axes, Navigation.Unit, Navigation.Step, low, high, Navigation.Lost);

    public void Dispose()
    {
        _axes.Dispose();
        Codes.Dispose();
    }

    /// <summary>Turns the first axes at random within the space that they span; missing ones are zero.</summary>
    private static float[][] Turn(float[][] principal, int dimension, int count, ulong seed)
    {
        Rotation rotation = new(HadamardRotation.Signs(SeededRandom.Hash(seed, 0x4E_61_76), count), count);
        float[][] turned = new float[count][];
        for (int i = 0; i < count; i++)
        {
            turned[i] = new float[dimension];
        }

        float[] column = new float[count];
        float[] result = new float[Rotation.PaddedWidth(count)];
        for (int j = 0; j < dimension; j++)
        {
            for (int i = 0; i < Math.Min(count, principal.Length); i++)
            {
                column[i] = principal[i][j];
            }

            rotation.Apply(column, result);
            for (int i = 0; i < count; i++)
            {
                turned[i][j] = result[i];
            }
        }

        return turned;
    }

    /// <summary>Rounds axes to codes with one step for all, so that the largest number is the largest code.</summary>
    private static (AlignedBuffer<byte> Axes, double Unit) Round(float[][] axes, int dimension)
    {
        float largest = 0;
        foreach (float[] axis in axes)
        {
            foreach (float number in axis)
            {
                largest = Math.Max(largest, Math.Abs(number));
            }
        }

        float unit = largest > 0 ? largest / CodeRows.Limit : 1;
        int stride = CodeRows.StrideFor(dimension);
        AlignedBuffer<byte> codes = new((long)axes.Length * stride);
        for (int i = 0; i < axes.Length; i++)
        {
            Span<byte> row = codes.View.Slice((long)i * stride, stride);
            for (int j = 0; j < dimension; j++)
            {
                float value = Math.Clamp(MathF.Round(axes[i][j] / unit), -CodeRows.Limit, CodeRows.Limit);
                row[j] = (byte)(CodeRows.Zero + (int)value);
            }
        }

        return (codes, unit);
    }

    /// <summary>Finds the step that clips one in <see cref="SpaceEncoder.ClippedOneIn"/> numbers of a sample.</summary>
    private static int StepOf(CodeRows rows, int dimension, Navigation navigation, ParallelContext context)
    {
        int sampled = Math.Min(SampleRows, rows.Count);
        int[] sizes = new int[sampled * navigation.Dimension];
        context.ForEachBlock(sampled, 256, () => new Row(navigation, rows.Stride), (row, from, to) =>
        {
            for (int i = from; i < to; i++)
            {
                Span<int> numbers = row.Project(rows, (int)((long)i * rows.Count / sampled), dimension);
                for (int j = 0; j < numbers.Length; j++)
                {
                    sizes[(i * numbers.Length) + j] = Math.Abs(numbers[j]);
                }
            }
        });
        Array.Sort(sizes);
        int largest = sizes.Length == 0 ? 0 : sizes[sizes.Length - 1 - (sizes.Length / SpaceEncoder.ClippedOneIn)];
        return Math.Max(1, (largest + CodeRows.Limit - 1) / CodeRows.Limit);
    }

    private static long SquareOf(ReadOnlySpan<int> numbers)
    {
        long square = 0;
        foreach (int number in numbers)
        {
            square += (long)number * number;
        }

        return square;
    }

    /// <summary>Projects rows; scratch of one thread.</summary>
    private sealed class Row(Navigation navigation, int stride)
    {
        private readonly sbyte[] _codes = new sbyte[stride];
        private readonly int[] _numbers = new int[navigation.Dimension];

        public Span<int> Project(CodeRows rows, int row, int dimension)
        {
            int sum = rows.ToSigned(row, dimension, _codes);
            navigation.Project(_codes, sum, _numbers);
            return _numbers;
        }
    }
}
