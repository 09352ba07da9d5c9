using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using ProductSpace.Memory;

namespace ProductSpace.Numerics;

/// <summary>
/// Safe view of the exact form of a space. It has one of three forms. Residual: int16 rows of which the file holds
/// seven bits as codes, see <see cref="ResidualRows"/>. Rounded: int16 rows [Count x Dimension], unpadded,
/// with one float32 scale per row; a number is value * scale. A query comes as two planes of 14 bits (see
/// <see cref="SplitQuery"/>), whose products are summed in 64-bit integers, so that the similarity of a product is
/// equal on every machine. It differs from a float64 cosine by at most half a row's scale times the sum of the query's
/// magnitudes: below 2e-5 if the numbers of a row are of similar size, up to 3.5e-4 at 512 dimensions if one of them is
/// near 1. As given: the float32 numbers of the embedding file, compared in float64 in a fixed order, where the build
/// measured that the rounded form cannot tell the products apart, and always for dot products, which are divided by the
/// radius of the space. "Exact" means the order by this form, ties by ordinal.
/// </summary>
internal readonly unsafe struct ExactRows
{
    /// <summary>Zero bytes after the last rounded row, part of the section, that the kernels may read.</summary>
    public const int SlackBytes = 64;

    /// <summary>Bits of the low plane of a query.</summary>
    public const int PlaneBits = 14;

    /// <summary>Size of a unit of a query's planes.</summary>
    public const double UnitOfPlanes = 1 / QueryScale;

    private const double QueryScale = 1 << (2 * PlaneBits);

    private readonly short* _rows;
    private readonly float* _given;
    private readonly ResidualRows? _residual;
    private readonly NativeView<float> _scales;
    private readonly double _radius;
    private readonly double _most;

    /// <summary>Views rounded rows.</summary>
    public ExactRows(NativeView<byte> rows, NativeView<float> scales, int count, int dimension)
    {
        if (dimension <= 0
            || rows.Length < ((long)count * dimension * sizeof(short)) + SlackBytes
            || scales.Length < count)
        {
            throw new ArgumentException(
                $"{rows.Length} bytes cannot hold {count} exact rows of {dimension} numbers", nameof(rows));
        }

        _rows = (short*)rows.Pointer;
        _scales = scales;
        Count = count;
        Dimension = dimension;
    }

    /// <summary>Views rows as given.</summary>
    /// <param name="given">The rows.</param>
    /// <param name="count">Number of rows.</param>
    /// <param name="dimension">Numbers of a row.</param>
    /// <param name="radius">What a dot product is divided by; 0 to compare by cosine.</param>
    /// <param name="most">Largest dot product over the radius; above 1 for rows that may be longer than it.</param>
    public ExactRows(NativeView<float> given, int count, int dimension, double radius = 0, double most = 1)
    {
        if (dimension <= 0 || given.Length < (long)count * dimension)
        {
            throw new ArgumentException(
                $"{given.Length} numbers cannot hold {count} rows of {dimension}", nameof(given));
        }

        _given = given.Pointer;
        _radius = radius;
        _most = most;
        IsGiven = true;
        Count = count;
        Dimension = dimension;
    }

    /// <summary>Views rows that stand behind their codes.</summary>
    public ExactRows(ResidualRows residual)
    {
        _residual = residual;
        Count = residual.Count;
        Dimension = residual.Dimension;
    }

    public int Count { get; }

    public int Dimension { get; }

    /// <summary>Whether the rows are as given.</summary>
    public bool IsGiven { get; }

    /// <summary>Length of a query plane, the dimension padded for the widest load.</summary>
    public static int PlaneLength(int dimension) => (dimension + 31) & ~31;

    /// <summary>Writes a row of unit length as integers; returns its scale.</summary>
    public static float Encode(ReadOnlySpan<double> unit, Span<short> row)
    {
        double largest = 0;
        foreach (double value in unit)
        {
            largest = Math.Max(largest, Math.Abs(value));
        }

        float scale = (float)(largest / short.MaxValue);
        for (int i = 0; i < unit.Length; i++)
        {
            row[i] = (short)Math.Clamp(Math.Round(unit[i] / scale), -short.MaxValue, short.MaxValue);
        }

        return scale;
    }

    /// <summary>Similarity of a unit vector that is rounded as a row, and a query.</summary>
    public static double Rounded(ReadOnlySpan<double> unit, ExactQuery query)
    {
        short[] row = new short[PlaneLength(unit.Length)];
        float scale = Encode(unit, row);
        fixed (short* start = row)
        fixed (short* high = query.High)
        fixed (short* low = query.Low)
        {
            return ExactDot.Sum(new RoundedRow(start), high, low, unit.Length) * (double)scale * (1.0 / QueryScale);
        }
    }

    /// <summary>Splits a unit vector into a high and a low plane: value = (high * 2^14 + low) / 2^28.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void SplitQuery(ReadOnlySpan<double> unit, Span<short> high, Span<short> low)
    {
        high[unit.Length..].Clear();
        low[unit.Length..].Clear();
        ref double start = ref MemoryMarshal.GetReference(unit);
        ref short highStart = ref MemoryMarshal.GetReference(high);
        ref short lowStart = ref MemoryMarshal.GetReference(low);
        int i = 0;
        for (; i + Vector128<short>.Count <= unit.Length; i += Vector128<short>.Count)
        {
            Vector256<int> values = Vector256.Narrow(Rounded(ref start, i), Rounded(ref start, i + 4));
            Vector256<int> tops = values >> PlaneBits;
            Vector256<int> rest = values - (tops << PlaneBits);
            Vector128.Narrow(tops.GetLower(), tops.GetUpper()).StoreUnsafe(ref highStart, (nuint)i);
            Vector128.Narrow(rest.GetLower(), rest.GetUpper()).StoreUnsafe(ref lowStart, (nuint)i);
        }

        for (; i < unit.Length; i++)
        {
            int value = (int)Math.Round(unit[i] * QueryScale);
            int top = value >> PlaneBits;
            high[i] = (short)top;
            low[i] = (short)(value - (top << PlaneBits));
        }

        // Adding 1.5 x 2^52 leaves the number, rounded to even as Math.Round does, in the lower bits of the mantissa.
        static Vector256<long> Rounded(ref double start, int place) =>
            ((Vector256.LoadUnsafe(ref start, (nuint)place) * QueryScale)
                + Vector256.Create(1.5 * (1L << 52))).AsInt64();
    }

    /// <summary>Prefetches all cache lines of a row.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Prefetch(int row)
    {
        if (Sse.IsSupported && (uint)row < (uint)Count)
        {
            if (_residual is not null)
            {
                _residual.Prefetch(row);
                return;
            }

            int bytes = Dimension * (IsGiven ? sizeof(float) : sizeof(short));
            byte* start = (IsGiven ? (byte*)_given : (byte*)_rows) + ((long)row * bytes);
            for (int offset = 0; offset < bytes; offset += 64)
            {
                Sse.Prefetch1(start + offset);
            }

            Sse.Prefetch1(start + bytes - 1);
            if (!IsGiven)
            {
                _scales.Prefetch(row, 1);
            }
        }
    }

    /// <summary>Starts reading the pages of a row from the file.</summary>
    public void RequestPages(int row)
    {
        if (_residual is not null)
        {
            _residual.RequestPages(row);
        }
        else if ((uint)row < (uint)Count)
        {
            int bytes = Dimension * (IsGiven ? sizeof(float) : sizeof(short));
            LibC.RequestPages((IsGiven ? (byte*)_given : (byte*)_rows) + ((long)row * bytes), bytes);
        }
    }

    /// <summary>
    /// Similarity of a row and a query, in [-1, 1] but for dot products with long rows of a delta; the least if the row
    /// is forged.
    /// </summary>
    public double Similarity(int row, ExactQuery query)
    {
        int plane = PlaneLength(Dimension);
        if ((uint)row >= (uint)Count || query.High.Length < plane || query.Low.Length < plane
            || query.Unit.Length < Dimension)
        {
            Throw.OutsideOfView(row, 1, Count);
        }

        if (_residual is not null)
        {
            return _residual.Similarity(row, query);
        }

        long start = (long)row * Dimension;
        if (IsGiven)
        {
            fixed (double* unit = query.Unit)
            {
                return _radius == 0
                    ? GivenDot.Cosine(_given + start, unit, Dimension)
                    : DotOver(GivenDot.Dot(_given + start, unit, Dimension) / _radius);
            }
        }

        long sum;
        fixed (short* high = query.High)
        fixed (short* low = query.Low)
        {
            sum = ExactDot.Sum(new RoundedRow(_rows + start), high, low, Dimension);
        }

        double similarity = sum * (double)_scales[row] * (1.0 / QueryScale);
        return similarity >= -1 ? Math.Min(similarity, 1) : -1;
    }

    /// <summary>
    /// Decodes a row as queries are compared with it, rotated where its space is: of length 1 under cosine, the vector
    /// over the radius under the dot product.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Decode(int row, Span<double> destination)
    {
        Check(row, destination.Length);
        destination = destination[..Dimension];
        if (_residual is not null)
        {
            _residual.Decode(row, destination);
            return;
        }

        if (IsGiven)
        {
            ReadOnlySpan<float> given = new(_given + ((long)row * Dimension), Dimension);
            if (_radius == 0)
            {
                UnitVector.Normalise(given, destination);
                return;
            }

            for (int j = 0; j < destination.Length; j++)
            {
                destination[j] = given[j] / _radius;
            }

            return;
        }

        short* start = _rows + ((long)row * Dimension);
        float scale = _scales[row];
        ref double target = ref MemoryMarshal.GetReference(destination);
        int i = 0;
        for (; i + Vector256<float>.Count <= destination.Length; i += Vector256<float>.Count)
        {
            Vector128<short> numbers = Vector128.Load(start + i);
            (Vector256<double> lower, Vector256<double> upper) = Vector256.Widen(
                Vector256.ConvertToSingle(Vector256.Create(
                    Vector128.WidenLower(numbers), Vector128.WidenUpper(numbers))) * scale);
            lower.StoreUnsafe(ref target, (nuint)i);
            upper.StoreUnsafe(ref target, (nuint)(i + Vector256<double>.Count));
        }

        for (; i < destination.Length; i++)
        {
            destination[i] = start[i] * scale;
        }
    }

    /// <summary>Decodes a row to the vector that was given, rounded to float32.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Decode(int row, Span<float> destination)
    {
        Check(row, destination.Length);
        if (_residual is not null)
        {
            _residual.Decode(row, destination);
            return;
        }

        long first = (long)row * Dimension;
        if (!IsGiven)
        {
            float scale = _scales[row];
            for (int i = 0; i < Dimension; i++)
            {
                destination[i] = _rows[first + i] * scale;
            }

            return;
        }

        double square = 0;
        for (int i = 0; i < Dimension; i++)
        {
            square += _given[first + i] * (double)_given[first + i];
        }

        double inverse = _radius > 0 ? 1 / _radius : square > 0 ? 1 / Math.Sqrt(square) : 0;
        for (int i = 0; i < Dimension; i++)
        {
            destination[i] = (float)(_given[first + i] * inverse);
        }
    }

    /// <summary>Keeps a dot product within its bounds, whatever numbers a forged file holds.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private double DotOver(double share) => share >= -_most ? Math.Min(share, _most) : -_most;

    private void Check(int row, int length)
    {
        if ((uint)row >= (uint)Count || length < Dimension)
        {
            Throw.OutsideOfView(row, 1, Count);
        }
    }
}
