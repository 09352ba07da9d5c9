using CsCheck;

namespace ProductSpace.Evaluation.Tests;

/// <summary>The evaluator beside a plain sort in float64, and beside itself with other thread counts.</summary>
public class NextItemPropertyTests
{
    private static readonly RepeatMode[] s_modes = Enum.GetValues<RepeatMode>();

    [Theory]
    [InlineData(CandidateScore.SimilarCosine)]
    [InlineData(CandidateScore.NextCosine)]
    [InlineData(CandidateScore.NextDot)]
    public void Evaluate_RandomShops_RanksAsASort(CandidateScore score) => Gen.Select(Gen.Int, Gen.Int[4, 90], Gen.Int[2, 20]).Sample(
        (seed, products, dimension) =>
        {
            SmallShop shop = SmallShop.Random(seed, products, dimension, sessions: 6, longest: 14);
            NextItemResult result = shop.Evaluator.Evaluate(shop.Sessions, score);
            foreach (RepeatMode mode in s_modes)
            {
                int[] expected = shop.NaiveNextRanks(score, mode);
                int[] found = result[mode].NextRanks.ToArray();
                Assert.Equal(expected, expected.Zip(found, (plain, ours) => plain == SmallShop.Doubtful ? SmallShop.Doubtful : ours));
                Assert.Equal(expected.Length, found.Length);
                Assert.True(expected.Count(rank => rank == SmallShop.Doubtful) <= 1 + (expected.Length / 10));
            }
        },
        iter: Campaign.Size(20));

    /// <summary>The comparison above sees what it is meant to see: ties of equal rows, views that fade, excluded products.</summary>
    [Theory]
    [InlineData(TieRule.Pessimistic, 0.5, 10)]
    [InlineData(TieRule.Ordinal, 0.9, 10)]
    [InlineData(TieRule.Ordinal, 0.5, 2)]
    public void Evaluate_OtherOptions_AreToldFromTheSort(TieRule ties, double decay, int lastViews)
    {
        SmallShop shop = SmallShop.Random(1, 40, 6, sessions: 30, longest: 14);
        NextItemResult result = shop.Evaluator.Evaluate(shop.Sessions, CandidateScore.SimilarCosine, new NextItemOptions { Ties = ties, Decay = decay, LastViews = lastViews });
        foreach (RepeatMode mode in s_modes)
        {
            int[] plain = shop.NaiveNextRanks(CandidateScore.SimilarCosine, mode);
            Assert.Contains(plain.Zip(result[mode].NextRanks.ToArray()), pair => pair.First != SmallShop.Doubtful && pair.First != pair.Second);
        }
    }

    [Fact]
    public void Evaluate_AnyThreads_GivesTheSame() => Gen.Select(Gen.Int, Gen.Int[1, 3], Gen.Enum<CandidateScore>()).Sample(
        (seed, coverage, score) =>
        {
            SmallShop shop = SmallShop.Random(seed, 600, 7, sessions: 60, longest: 9);
            NextItemOptions options = new() { CoverageDepth = coverage * 5, Threads = 1 };
            NextItemResult one = shop.Evaluator.Evaluate(shop.Sessions, score, options);
            NextItemResult four = shop.Evaluator.Evaluate(shop.Sessions, score, options with { Threads = 4 });
            foreach (RepeatMode mode in s_modes)
            {
                Assert.Equal(one[mode].NextRanks.ToArray(), four[mode].NextRanks.ToArray());
                Assert.Equal(one[mode].Mean(RankingMetric.NdcgRemaining, 20), four[mode].Mean(RankingMetric.NdcgRemaining, 20));
                Assert.Equal(one[mode].Coverage(coverage), four[mode].Coverage(coverage));
                Assert.Equal(one[mode].ExcludedTargets, four[mode].ExcludedTargets);
            }
        },
        iter: 10);

    [Fact]
    public void Evaluate_Capped_IsAnEvenPartOfAll() => Gen.Select(Gen.Int, Gen.Int[1, 60], Gen.ULong).Sample(
        (seed, cap, choice) =>
        {
            SmallShop shop = SmallShop.Random(seed, 30, 4, sessions: 30, longest: 9);
            NextItemResult all = shop.Evaluator.Evaluate(shop.Sessions, CandidateScore.NextDot);
            NextItemOptions options = new() { MaxPredictions = cap, Seed = choice };
            NextItemResult some = shop.Evaluator.Evaluate(shop.Sessions, CandidateScore.NextDot, options);
            Assert.Equal(Math.Min(cap, all.Count), some.Count);
            int[] ranks = all[RepeatMode.Allowed].NextRanks.ToArray();
            for (int i = 0; i < some.Count; i++)
            {
                int low = (int)((long)all.Count * i / some.Count);
                int high = (int)((long)all.Count * (i + 1) / some.Count);
                Assert.Contains(some[RepeatMode.Allowed].NextRanks[i], ranks[low..high]);
            }

            Assert.Equal(some[RepeatMode.Allowed].NextRanks.ToArray(), shop.Evaluator.Evaluate(shop.Sessions, CandidateScore.NextDot, options)[RepeatMode.Allowed].NextRanks.ToArray());
        },
        iter: 40);
}
