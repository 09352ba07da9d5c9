using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using ProductSpace.Memory;
using ProductSpace.Numerics;
using ProductSpace.Storage.Embeddings;

namespace ProductSpace.RecallBench.Common;

/// <summary>
/// The truth of a comparison, owing nothing to either engine: brute force over the embedding file, in file order. Float32
/// dot products choose k + 32 candidates, float64 orders them.
/// </summary>
internal sealed class Exact
{
    /// <summary>What rounding may take from a hit; the peers' driver has the same number.</summary>
    public const double Tolerance = 1e-6;

    private const int BlockRows = 256;
    private const int Slack = 32;

    private Exact(int[][] rows, float[][] similarities)
    {
        Rows = rows;
        Similarities = similarities;
    }

    /// <summary>The k nearest rows of each query, best first.</summary>
    public int[][] Rows { get; }

    public float[][] Similarities { get; }

    public static Exact Compute(EmbeddingFile file, float[][] queries, int k)
    {
        int dimension = file.Dimension;
        float[][] units = [.. queries.Select(query => Unit(query).Select(value => (float)value).ToArray())];
        List<Candidates> parts = [];
        new ParallelContext(Environment.ProcessorCount, CancellationToken.None).ForEachBlock(file.Count, BlockRows, Create, (state, from, to) => state.Add(file, units, from, to));

        int[][] rows = new int[queries.Length][];
        float[][] similarities = new float[queries.Length][];
        float[] row = new float[dimension];
        for (int q = 0; q < queries.Length; q++)
        {
            double[] unit = Unit(queries[q]);
            (double Similarity, int Row)[] best = [.. parts.SelectMany(part => part.Of(q)).Select(candidate =>
            {
                file.ReadRow(candidate, row);
                return (Similarity(unit, row), candidate);
            }).OrderByDescending(pair => pair.Item1).ThenBy(pair => pair.candidate).Take(k)];
            rows[q] = [.. best.Select(pair => pair.Row)];
            similarities[q] = [.. best.Select(pair => (float)pair.Similarity)];
        }

        return new Exact(rows, similarities);

        Candidates Create()
        {
            Candidates part = new(units.Length, dimension, k + Slack);
            lock (parts)
            {
                parts.Add(part);
            }

            return part;
        }
    }

    public static double[] Unit(ReadOnlySpan<float> vector)
    {
        double[] unit = new double[vector.Length];
        UnitVector.Normalise(vector, unit);
        return unit;
    }

    /// <summary>Cosine of a unit vector and a row.</summary>
    public static double Similarity(ReadOnlySpan<double> unit, ReadOnlySpan<float> row)
    {
        double dot = 0;
        double square = 0;
        for (int i = 0; i < row.Length; i++)
        {
            dot += unit[i] * row[i];
            square += (double)row[i] * row[i];
        }

        return square > 0 ? dot / Math.Sqrt(square) : -1;
    }

    /// <summary>The best rows that one thread met, for every query: a sorted list by float32.</summary>
    private sealed class Candidates(int queries, int dimension, int keep)
    {
        private readonly float[] _similarities = new float[queries * keep];
        private readonly int[] _rows = new int[queries * keep];
        private readonly int[] _counts = new int[queries];
        private readonly float[] _block = new float[BlockRows * dimension];
        private readonly double[] _unit = new double[dimension];

        public IEnumerable<int> Of(int query) => _rows.Skip(query * keep).Take(_counts[query]);

        public void Add(EmbeddingFile file, float[][] units, int from, int to)
        {
            for (int row = from; row < to; row++)
            {
                Span<float> target = _block.AsSpan((row - from) * dimension, dimension);
                file.ReadRow(row, target);
                UnitVector.Normalise(target, _unit);
                for (int i = 0; i < dimension; i++)
                {
                    target[i] = (float)_unit[i];
                }
            }

            for (int q = 0; q < units.Length; q++)
            {
                for (int row = from; row < to; row++)
                {
                    Offer(q, Dot(units[q], _block.AsSpan((row - from) * dimension, dimension)), row);
                }
            }
        }

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private static float Dot(ReadOnlySpan<float> a, ReadOnlySpan<float> b)
        {
            ref float left = ref MemoryMarshal.GetReference(a);
            ref float right = ref MemoryMarshal.GetReference(b);
            Vector<float> even = default;
            Vector<float> odd = default;
            int i = 0;
            for (; i + (2 * Vector<float>.Count) <= a.Length; i += 2 * Vector<float>.Count)
            {
                even += Vector.LoadUnsafe(ref left, (nuint)i) * Vector.LoadUnsafe(ref right, (nuint)i);
                odd += Vector.LoadUnsafe(ref left, (nuint)(i + Vector<float>.Count)) * Vector.LoadUnsafe(ref right, (nuint)(i + Vector<float>.Count));
            }

            float sum = Vector.Sum(even + odd);
            for (; i < a.Length; i++)
            {
                sum += a[i] * b[i];
            }

            return sum;
        }

        private void Offer(int query, float similarity, int row)
        {
            int count = _counts[query];
            Span<float> similarities = _similarities.AsSpan(query * keep, keep);
            if (count == keep && !(similarity > similarities[keep - 1]))
            {
                return;
            }

            Span<int> rows = _rows.AsSpan(query * keep, keep);
            int place = Math.Min(count, keep - 1);
            for (; place > 0 && similarities[place - 1] < similarity; place--)
            {
                similarities[place] = similarities[place - 1];
                rows[place] = rows[place - 1];
            }

            similarities[place] = similarity;
            rows[place] = row;
            _counts[query] = Math.Min(count + 1, keep);
        }
    }
}
