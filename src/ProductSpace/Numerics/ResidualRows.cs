using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using ProductSpace.Memory;

namespace ProductSpace.Numerics;

/// <summary>
/// Exact rows in which nothing is stored twice: a number is its 7-bit code and nine bits of what the code lost, in
/// units of 1/512 of the codes' step (<see cref="ResidualRow"/>). Rows are centred and rotated like their codes, and so
/// is a query (<see cref="SpaceModel.ComparesRotated"/>); a similarity is the query times the mean plus the dot
/// product. What the codes clip stands in a list of outliers, found by blocks of 16 rows, so that no number of any row
/// is off by more than a unit. All sums are of integers.
/// </summary>
internal sealed unsafe class ResidualRows
{
    /// <summary>Bits of a residual: together with a code they fill 16.</summary>
    public const int Bits = 9;

    /// <summary>Units of the residual in a step of the codes.</summary>
    public const int UnitsOfStep = 1 << Bits;

    /// <summary>Rows whose outliers are found together.</summary>
    public const int BlockRows = 16;

    /// <summary>What similarities may be off by, see <see cref="IsFine"/>.</summary>
    private const double Promised = 2e-5;

    private readonly CodeRows _codes;
    private readonly NativeView<byte> _rows;
    private readonly SpaceModel _model;
    private readonly NativeView<int> _starts;
    private readonly NativeView<Outlier> _outliers;
    private readonly Outlier[]?[]? _ofRows;
    private readonly int _stride;
    private readonly double _unit;

    /// <summary>Views the rows of a file.</summary>
    /// <param name="codes">Codes of the rows.</param>
    /// <param name="rows">Residuals [Count x StrideFor(dimension)] and <see cref="ExactRows.SlackBytes"/> more.</param>
    /// <param name="starts">First outlier of each block of rows, and the end of the last.</param>
    /// <param name="outliers">Outliers by place.</param>
    /// <param name="model">Model of the space.</param>
    public ResidualRows(
        CodeRows codes, NativeView<byte> rows, NativeView<int> starts, NativeView<Outlier> outliers, SpaceModel model)
        : this(codes, rows, model)
    {
        if (starts.Length < BlocksFor(codes.Count) + 1)
        {
            throw new ArgumentException($"{starts.Length} starts for {codes.Count} rows", nameof(starts));
        }

        _starts = starts;
        _outliers = outliers;
    }

    /// <summary>Views rows that are being written, each with outliers of its own or null.</summary>
    public ResidualRows(CodeRows codes, NativeView<byte> rows, Outlier[]?[] ofRows, SpaceModel model)
        : this(codes, rows, model) => _ofRows = ofRows;

    private ResidualRows(CodeRows codes, NativeView<byte> rows, SpaceModel model)
    {
        _stride = StrideFor(model.Dimension);
        if (rows.Length < ((long)codes.Count * _stride) + ExactRows.SlackBytes)
        {
            throw new ArgumentException($"{rows.Length} bytes cannot hold {codes.Count} residuals", nameof(rows));
        }

        _codes = codes;
        _rows = rows;
        _model = model;
        _unit = UnitOf(model);
    }

    public int Count => _codes.Count;

    public int Dimension => _model.Dimension;

    /// <summary>Bytes of a row.</summary>
    public static int StrideFor(int dimension) => dimension + ((dimension + 7) / 8);

    /// <summary>Blocks of <see cref="BlockRows"/> rows.</summary>
    public static int BlocksFor(int count) => (int)(((long)count + BlockRows - 1) / BlockRows);

    /// <summary>Size of a unit of the residual.</summary>
    public static double UnitOf(SpaceModel model) => (double)model.Step / UnitsOfStep;

    /// <summary>
    /// Whether six standard deviations of what rounding moves a similarity by are within what is promised. Where
    /// vectors have less than about a hundred numbers, each is so large that nine bits behind its code are too few.
    /// </summary>
    public static bool IsFine(float step) => step / (double)UnitsOfStep * Math.Sqrt(3) <= Promised;

    /// <summary>Writes what the codes of a row lost; returns its outliers, null where there are none.</summary>
    public static Outlier[]? Encode(
        SpaceModel model, int row, ReadOnlySpan<float> rotated, ReadOnlySpan<byte> codes, Span<byte> into)
    {
        const int half = UnitsOfStep / 2;
        into.Clear();
        double unit = UnitOf(model);
        int dimension = model.Dimension;
        List<Outlier>? outliers = null;
        for (int i = 0; i < dimension; i++)
        {
            int lost = Units(rotated[i], unit) - ((codes[i] - CodeRows.Zero) * UnitsOfStep);
            int kept = Math.Clamp(lost, -half, half - 1);

            // A number half way between two codes is a unit off at most; beyond that its code was clipped.
            if (Math.Abs((long)lost - kept) > 1)
            {
                (outliers ??= []).Add(new Outlier((row % BlockRows * Outlier.PlacesOfRow) + i, lost - kept));
            }

            kept += half;
            into[i] = (byte)(kept >> 1);
            into[dimension + (i / 8)] |= (byte)((kept & 1) << (i % 8));
        }

        return outliers?.ToArray();
    }

    /// <summary>Similarity of a centred, rotated vector that is rounded as a row, and a query.</summary>
    public static double Rounded(SpaceModel model, ReadOnlySpan<float> rotated, ExactQuery query)
    {
        double unit = UnitOf(model);
        long sum = 0;
        for (int i = 0; i < model.Dimension; i++)
        {
            sum += (long)Units(rotated[i], unit) * query.Number(i);
        }

        return query.Offset + (sum * unit * ExactRows.UnitOfPlanes);
    }

    /// <summary>Prefetches the residual of a row; its codes were compared before.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Prefetch(int row)
    {
        _rows.Prefetch((long)row * _stride, _stride);
        _rows.Prefetch(((row + 1L) * _stride) - 1, 1);
        _starts.Prefetch(row / BlockRows, 1);
    }

    /// <summary>Starts reading the pages of a residual from the file.</summary>
    public void RequestPages(int row) => _rows.RequestPages((long)row * _stride, _stride);

    /// <summary>Similarity of a row and a query in [-1, 1]; the least if the row is forged.</summary>
    public double Similarity(int row, ExactQuery query)
    {
        long sum;
        fixed (byte* codes = _codes.Row(row))
        fixed (byte* residual = _rows.Slice((long)row * _stride, _stride))
        fixed (short* high = query.High)
        fixed (short* low = query.Low)
        {
            sum = ExactDot.Sum(new ResidualRow(codes, residual, Dimension), high, low, Dimension);
        }

        foreach (Outlier outlier in OutliersOf(row))
        {
            if (outlier.Row == row % BlockRows && outlier.Number < Dimension)
            {
                sum += (long)outlier.Extra * query.Number(outlier.Number);
            }
        }

        double similarity = query.Offset + (sum * _unit * ExactRows.UnitOfPlanes);
        return similarity >= -1 ? Math.Min(similarity, 1) : -1;
    }

    /// <summary>Decodes a row as queries are compared with it: not centred, but rotated.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Decode(int row, Span<double> destination)
    {
        int dimension = Dimension;
        destination = destination[..dimension];
        ReadOnlySpan<float> mean = _model.FrameMean.AsSpan(0, dimension);
        fixed (byte* codes = _codes.Row(row))
        fixed (byte* residual = _rows.Slice((long)row * _stride, _stride))
        {
            ResidualRow numbers = new(codes, residual, dimension);
            ref double target = ref MemoryMarshal.GetReference(destination);
            ref float centre = ref MemoryMarshal.GetReference(mean);
            int i = 0;
            if (ExactDot.Has128)
            {
                for (; i + Vector128<short>.Count <= dimension; i += Vector128<short>.Count)
                {
                    (Vector128<int> lower, Vector128<int> upper) = Vector128.Widen(numbers.Load128(i));
                    Place(lower, ref centre, ref target, i);
                    Place(upper, ref centre, ref target, i + 4);
                }
            }

            for (; i < dimension; i++)
            {
                destination[i] = mean[i] + (numbers.At(i) * _unit);
            }
        }

        foreach (Outlier outlier in OutliersOf(row))
        {
            if (outlier.Row == row % BlockRows && outlier.Number < dimension)
            {
                destination[outlier.Number] += outlier.Extra * _unit;
            }
        }
    }

    /// <summary>Decodes a row to the unit vector that it was made of, rounded to float32.</summary>
    public void Decode(int row, Span<float> destination)
    {
        Span<double> rotated = stackalloc double[Dimension];
        Decode(row, rotated);
        _model.ToGiven(rotated);
        UnitVector.Round(rotated, destination);
    }

    /// <summary>Outliers of the block of a row, as many as its rows have numbers at most.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private ReadOnlySpan<Outlier> OutliersOf(int row)
    {
        if (_ofRows is not null)
        {
            return _ofRows[row];
        }

        int block = row / BlockRows;
        int first = _starts[block];
        int count = _starts[block + 1] - first;
        return count <= 0 || first < 0 ? []
            : first > _outliers.Length - count ? []
            : _outliers.Slice(first, Math.Min(count, BlockRows * Dimension));
    }

    private static int Units(float number, double unit) => (int)Math.Round(number / unit);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Place(Vector128<int> numbers, ref float mean, ref double target, int place)
    {
        (Vector128<double> lowerMean, Vector128<double> upperMean) =
            Vector128.Widen(Vector128.LoadUnsafe(ref mean, (nuint)place));
        (Vector128<long> lower, Vector128<long> upper) = Vector128.Widen(numbers);
        (lowerMean + (Vector128.ConvertToDouble(lower) * _unit)).StoreUnsafe(ref target, (nuint)place);
        (upperMean + (Vector128.ConvertToDouble(upper) * _unit)).StoreUnsafe(ref target, (nuint)place + 2);
    }
}
