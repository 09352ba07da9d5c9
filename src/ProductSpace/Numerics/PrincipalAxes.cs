using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using ProductSpace.Memory;

namespace ProductSpace.Numerics;

/// <summary>
/// Finds the directions along which the rows of a space vary most, by subspace iteration (Halko, Martinsson and Tropp,
/// "Finding structure with randomness", SIAM Review 2011) over a sample of the code rows: no matrix of dimension x
/// dimension is made. Sums run over the sample in order, in lanes that are added in order, and without fused
/// multiplications, so that the axes are the same to the bit whatever the threads and the width of the processor.
/// </summary>
internal sealed class PrincipalAxes
{
    private const int SampleRows = 4096;

    /// <summary>Rounds of the iteration: more change what the axes hold in the fourth digit.</summary>
    private const int Rounds = 3;

    /// <summary>Axes beside those wanted, without which the last of these would be mixed with what follows.</summary>
    private const int Extra = 16;

    private readonly int _width;
    private readonly float[][] _sample;

    /// <summary>Takes a sample of the rows; codes are centred already.</summary>
    public PrincipalAxes(CodeRows codes, int dimension)
    {
        Dimension = dimension;
        _width = Rotation.PaddedWidth(dimension);
        int count = Math.Min(SampleRows, codes.Count);
        _sample = new float[count][];
        for (int i = 0; i < count; i++)
        {
            ReadOnlySpan<byte> row = codes.Row((int)((long)i * codes.Count / count));
            _sample[i] = new float[_width];
            for (int j = 0; j < dimension; j++)
            {
                _sample[i][j] = row[j] - CodeRows.Zero;
            }
        }
    }

    public int Dimension { get; }

    /// <summary>
    /// Finds axes of length 1 at right angles, each padded with zeros, the one along which rows vary most first.
    /// </summary>
    public float[][] Find(int wanted, ulong seed, ParallelContext context)
    {
        int count = Math.Min(Dimension, wanted + Extra);
        float[][] axes = new float[count][];
        SeededRandom random = new(SeededRandom.Hash(seed, 0x50_43_41));
        for (int i = 0; i < count; i++)
        {
            axes[i] = new float[_width];
            for (int j = 0; j < Dimension; j++)
            {
                axes[i][j] = random.NextInt(2047) - 1023;
            }
        }

        Orthonormalise(axes);
        for (int round = 0; round < Rounds; round++)
        {
            float[][] next = new float[count][];
            context.ForEachBlock(count, 4, (from, to) =>
            {
                for (int i = from; i < to; i++)
                {
                    next[i] = new float[_width];
                    foreach (float[] row in _sample)
                    {
                        AddScaled(Dot(row, axes[i]), row, next[i]);
                    }
                }
            });
            axes = next;
            Orthonormalise(axes);
        }

        return axes[..Math.Min(count, wanted)];
    }

    /// <summary>Gram-Schmidt, twice for each axis; an axis that nothing is left of becomes zero.</summary>
    private static void Orthonormalise(float[][] axes)
    {
        for (int i = 0; i < axes.Length; i++)
        {
            Scale(axes[i]);
            for (int pass = 0; pass < 2; pass++)
            {
                for (int other = 0; other < i; other++)
                {
                    AddScaled(-Dot(axes[other], axes[i]), axes[other], axes[i]);
                }
            }

            Scale(axes[i]);
        }
    }

    private static void Scale(float[] axis)
    {
        double square = 0;
        foreach (float number in axis)
        {
            square += number * (double)number;
        }

        float factor = square > 1e-12 ? (float)(1 / Math.Sqrt(square)) : 0;
        for (int i = 0; i < axis.Length; i++)
        {
            axis[i] *= factor;
        }
    }

    private static float Dot(ReadOnlySpan<float> a, ReadOnlySpan<float> b)
    {
        ref float left = ref MemoryMarshal.GetReference(a);
        ref float right = ref MemoryMarshal.GetReference(b[..a.Length]);
        Vector256<float> first = default, second = default;
        for (int i = 0; i < a.Length; i += 2 * Vector256<float>.Count)
        {
            first += Vector256.LoadUnsafe(ref left, (nuint)i) * Vector256.LoadUnsafe(ref right, (nuint)i);
            second += Vector256.LoadUnsafe(ref left, (nuint)i + 8) * Vector256.LoadUnsafe(ref right, (nuint)i + 8);
        }

        float sum = 0;
        first += second;
        for (int lane = 0; lane < Vector256<float>.Count; lane++)
        {
            sum += first[lane];
        }

        return sum;
    }

    private static void AddScaled(float factor, ReadOnlySpan<float> row, Span<float> into)
    {
        ref float from = ref MemoryMarshal.GetReference(row);
        ref float target = ref MemoryMarshal.GetReference(into[..row.Length]);
        for (int i = 0; i < row.Length; i += Vector256<float>.Count)
        {
            (Vector256.LoadUnsafe(ref target, (nuint)i)
                + (Vector256.LoadUnsafe(ref from, (nuint)i) * factor)).StoreUnsafe(ref target, (nuint)i);
        }
    }
}
