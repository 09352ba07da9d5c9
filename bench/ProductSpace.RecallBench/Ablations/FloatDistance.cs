using System.Numerics;

namespace ProductSpace.RecallBench.Ablations;

/// <summary>Cosine over float32 rows, as an integer of 2^-29 steps: finer than float32 itself.</summary>
internal readonly struct FloatDistance(float[] rows, float[] query) : IRowDistance
{
    public int Of(int node)
    {
        ReadOnlySpan<float> row = rows.AsSpan(node * query.Length, query.Length);
        Vector<float> sums = default;
        int i = 0;
        for (; i + Vector<float>.Count <= row.Length; i += Vector<float>.Count)
        {
            sums += new Vector<float>(row[i..]) * new Vector<float>(query, i);
        }

        float sum = Vector.Sum(sums);
        for (; i < row.Length; i++)
        {
            sum += row[i] * query[i];
        }

        return (int)Math.Max(0, (1 - (double)sum) * (1 << 29));
    }
}
