using System.Numerics.Tensors;

namespace ProductSpace.Evaluation.Ranking;

/// <summary>
/// Some candidates, transposed so that a dimension is contiguous: the scores of a query with all of them are summed
/// dimension by dimension. That is about as fast as a dot product for each candidate, whose order of summation would
/// follow the processor's width: near ties, and ranks with them, would then differ from machine to machine.
/// </summary>
internal sealed class CandidateBlock(Candidates candidates)
{
    /// <summary>
    /// Number of candidates: a column fits the first-level cache together with the scores, and the block fits the
    /// second.
    /// </summary>
    public const int Size = 256;

    private readonly float[] _columns = new float[candidates.Dimension * Size];
    private readonly float[] _scores = new float[Size];

    public int First { get; private set; }

    public int Count { get; private set; }

    public void Load(int first)
    {
        First = first;
        Count = Math.Min(Size, candidates.Count - first);
        for (int i = 0; i < Count; i++)
        {
            ReadOnlySpan<float> row = candidates.Row(first + i);
            float scale = candidates.Scale(first + i);
            for (int j = 0; j < row.Length; j++)
            {
                _columns[(j * Size) + i] = row[j] * scale;
            }
        }
    }

    /// <summary>Returns the scores of the query with the candidates [Count]; valid until the next call.</summary>
    public ReadOnlySpan<float> Score(ReadOnlySpan<float> query)
    {
        Span<float> scores = _scores.AsSpan(0, Count);
        TensorPrimitives.Multiply(_columns.AsSpan(0, Count), query[0], scores);
        for (int j = 1; j < query.Length; j++)
        {
            TensorPrimitives.MultiplyAdd(_columns.AsSpan(j * Size, Count), query[j], scores, scores);
        }

        return scores;
    }
}
