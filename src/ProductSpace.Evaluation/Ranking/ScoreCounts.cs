using System.Numerics;

namespace ProductSpace.Evaluation.Ranking;

/// <summary>Counts the scores above a threshold, or at least as high. NaN is neither.</summary>
internal static class ScoreCounts
{
    public static int Above(ReadOnlySpan<float> scores, float threshold)
    {
        Vector<float> limit = new(threshold);
        Vector<int> negative = Vector<int>.Zero;
        int i = 0;
        for (; i + Vector<float>.Count <= scores.Length; i += Vector<float>.Count)
        {
            negative += Vector.GreaterThan(new Vector<float>(scores[i..]), limit);
        }

        int count = -Vector.Sum(negative);
        for (; i < scores.Length; i++)
        {
            count += scores[i] > threshold ? 1 : 0;
        }

        return count;
    }

    public static int AtLeast(ReadOnlySpan<float> scores, float threshold)
    {
        Vector<float> limit = new(threshold);
        Vector<int> negative = Vector<int>.Zero;
        int i = 0;
        for (; i + Vector<float>.Count <= scores.Length; i += Vector<float>.Count)
        {
            negative += Vector.GreaterThanOrEqual(new Vector<float>(scores[i..]), limit);
        }

        int count = -Vector.Sum(negative);
        for (; i < scores.Length; i++)
        {
            count += scores[i] >= threshold ? 1 : 0;
        }

        return count;
    }
}
