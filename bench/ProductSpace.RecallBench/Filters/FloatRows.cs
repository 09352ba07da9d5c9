using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using ProductSpace.Memory;
using ProductSpace.Numerics;
using ProductSpace.Storage.Embeddings;

namespace ProductSpace.RecallBench.Filters;

/// <summary>
/// All rows of an embedding file as float32 of length 1, in the order of the file, and what a team writes for itself before
/// it takes a library: a loop over the rows that match, with the widest vectors of the machine.
/// </summary>
internal sealed class FloatRows
{
    private const int BlockRows = 1024;

    private readonly float[] _values;
    private readonly int _dimension;

    public FloatRows(EmbeddingFile file)
    {
        _dimension = file.Dimension;
        _values = new float[checked(file.Count * file.Dimension)];
        new ParallelContext(Environment.ProcessorCount, CancellationToken.None).ForEachBlock(file.Count, BlockRows, () => new double[file.Dimension], (unit, from, to) =>
        {
            for (int row = from; row < to; row++)
            {
                Span<float> target = _values.AsSpan(row * file.Dimension, file.Dimension);
                file.ReadRow(row, target);
                UnitVector.Normalise(target, unit);
                for (int i = 0; i < target.Length; i++)
                {
                    target[i] = (float)unit[i];
                }
            }
        });
    }

    /// <summary>The nearest of some rows, best first: as many as there are places; returns how many were found.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public int Nearest(ReadOnlySpan<float> query, ReadOnlySpan<int> rows, Span<int> best, Span<float> similarities)
    {
        int count = 0;
        foreach (int row in rows)
        {
            float similarity = Dot(query, _values.AsSpan(row * _dimension, _dimension));
            if (count == best.Length && !(similarity > similarities[count - 1]))
            {
                continue;
            }

            int place = Math.Min(count, best.Length - 1);
            for (; place > 0 && similarities[place - 1] < similarity; place--)
            {
                similarities[place] = similarities[place - 1];
                best[place] = best[place - 1];
            }

            similarities[place] = similarity;
            best[place] = row;
            count = Math.Min(count + 1, best.Length);
        }

        return count;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static float Dot(ReadOnlySpan<float> a, ReadOnlySpan<float> b)
    {
        ref float left = ref MemoryMarshal.GetReference(a);
        ref float right = ref MemoryMarshal.GetReference(b);
        int length = Math.Min(a.Length, b.Length);
        int i = 0;
        float sum = 0;
        if (Vector512.IsHardwareAccelerated)
        {
            Vector512<float> even = default;
            Vector512<float> odd = default;
            for (; i + 32 <= length; i += 32)
            {
                even += Vector512.LoadUnsafe(ref left, (nuint)i) * Vector512.LoadUnsafe(ref right, (nuint)i);
                odd += Vector512.LoadUnsafe(ref left, (nuint)(i + 16)) * Vector512.LoadUnsafe(ref right, (nuint)(i + 16));
            }

            sum = Vector512.Sum(even + odd);
        }
        else
        {
            Vector256<float> even = default;
            Vector256<float> odd = default;
            for (; i + 16 <= length; i += 16)
            {
                even += Vector256.LoadUnsafe(ref left, (nuint)i) * Vector256.LoadUnsafe(ref right, (nuint)i);
                odd += Vector256.LoadUnsafe(ref left, (nuint)(i + 8)) * Vector256.LoadUnsafe(ref right, (nuint)(i + 8));
            }

            sum = Vector256.Sum(even + odd);
        }

        Vector128<float> rest = default;
        for (; i + 4 <= length; i += 4)
        {
            rest += Vector128.LoadUnsafe(ref left, (nuint)i) * Vector128.LoadUnsafe(ref right, (nuint)i);
        }

        sum += Vector128.Sum(rest);
        for (; i < length; i++)
        {
            sum += a[i] * b[i];
        }

        return sum;
    }
}
