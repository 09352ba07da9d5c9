using CsCheck;
using ProductSpace.Evaluation.Ranking;

namespace ProductSpace.Evaluation.Tests.Ranking;

/// <summary>A candidate has one score, bit by bit: alone, in a block, at a block's ragged end; equal rows score alike.</summary>
public class CandidateBlockTests
{
    [Fact]
    public void Score_InBlockAndAlone_IsTheSameToTheBit() => Gen.Select(Gen.Int, Gen.Int[1, 600], Gen.Int[1, 130], Gen.Bool).Sample(
        (seed, count, dimension, cosine) =>
        {
            Random random = new(seed);
            float[][] rows = [.. Enumerable.Range(0, count).Select(_ => Vector(random, dimension))];
            rows[^1] = [.. rows[0]];
            float[] query = Vector(random, dimension);
            Candidates candidates = new(count, dimension, product => rows[product], cosine);
            CandidateBlock block = new(candidates);
            float first = 0;
            float last = 0;
            for (int start = 0; start < count; start += CandidateBlock.Size)
            {
                block.Load(start);
                ReadOnlySpan<float> scores = block.Score(query);
                for (int i = 0; i < scores.Length; i++)
                {
                    Assert.Equal(BitConverter.SingleToInt32Bits(candidates.Score(query, start + i)), BitConverter.SingleToInt32Bits(scores[i]));
                }

                first = start == 0 ? scores[0] : first;
                last = scores[^1];
            }

            Assert.Equal(first, last);
        },
        iter: 40);

    private static float[] Vector(Random random, int dimension) => [.. Enumerable.Range(0, dimension).Select(_ => (float)(random.NextDouble() - 0.5))];
}
