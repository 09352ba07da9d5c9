using ProductSpace.Building;
using ProductSpace.Graph;
using ProductSpace.Memory;
using ProductSpace.Numerics;
using ProductSpace.Search;
using ProductSpace.Snapshot;
using ProductSpace.Storage;

namespace ProductSpace.Tests.Building;

/// <summary>
/// The recall that was asked for is met for families of queries, those that the build never saw included.
/// </summary>
public sealed class WalkStopBuilderTests
{
    private const int Queries = 200;
    private const int K = 10;

    private static readonly ProductIndex s_index = BuiltShop.Of(ShopRecipe.Large).Index;
    private static readonly Lazy<List<QueryFamily>> s_families = new(MakeFamilies);

    /// <summary>The similarity of the true k-th of each query of a family, which all tests of the class ask for.</summary>
    private static readonly Dictionary<QueryFamily, float[]> s_least = [];

    [Theory]
    [InlineData(0.9)]
    [InlineData(0.95)]
    [InlineData(0.98)]
    public void Search_FamiliesKnownAndUnknownToTheBuild_EachReachesTheTarget(double target)
    {
        foreach (QueryFamily family in s_families.Value)
        {
            Outcome outcome = Ask(family, new SearchOptions { TargetRecall = (float)target, Space = Space.Similar });
            double best = Ask(family, new SearchOptions { EfSearch = WalkStop.Pool, Space = Space.Similar }).Recall;
            Assert.True(best >= 0.97, $"{family.Name}, {family.Kind}: the longest walks find {best:F3}");
            Assert.True(outcome.Recall >= (target - 0.025) * best, $"{family.Name}, {family.Kind}: recall {outcome.Recall:F3} of {target}");
            Assert.True(outcome.WorstTenth >= target - 0.25, $"{family.Name}, {family.Kind}: worst tenth {outcome.WorstTenth:F3} of {target}");
        }
    }

    /// <summary>The control: efSearch calibrated for the mean of one family misses the target in others.</summary>
    [Fact]
    public void Search_FixedEfSearchOfTheCalibration_MissesTheTargetInSomeFamily()
    {
        int missed = 0;
        foreach (QueryFamily family in s_families.Value)
        {
            int ef = s_index.PlannerOf(Space.Similar).Walks.EfFor(family.Kind, K, 0.95);
            missed += Ask(family, new SearchOptions { EfSearch = ef, Space = Space.Similar }).Recall < 0.95 - 0.015 ? 1 : 0;
        }

        Assert.True(missed >= 2, $"{missed} families below the target");
    }

    [Fact]
    public void ExpectedRecall_AnswersThatSayTheSame_AreRightSoOften()
    {
        List<(float Said, double Right)> answers = [];
        foreach (QueryFamily family in s_families.Value)
        {
            foreach (float target in new[] { 0.9f, 0.95f, 0.98f })
            {
                answers.AddRange(Ask(family, new SearchOptions { TargetRecall = target, Space = Space.Similar }).Answers);
            }
        }

        int groups = 0;
        foreach (IGrouping<int, (float Said, double Right)> group in answers.GroupBy(answer => (int)(answer.Said * 20)).Where(group => group.Count() >= 300))
        {
            double said = group.Average(answer => answer.Said);
            double right = group.Average(answer => answer.Right);
            Assert.True(right >= said - 0.03, $"{group.Count()} answers say {said:F3}, {right:F3} are right");
            groups++;
        }

        Assert.True(groups >= 2);
    }

    [Fact]
    public void ExpectedRecall_ExactByHandAndCutShort_OneAndUnknown()
    {
        float[] query = [.. BuiltShop.Of(ShopRecipe.Large).Products.Vector(7)];
        Neighbor[] hits = new Neighbor[K];
        Assert.Equal(1, s_index.SearchExact(query, hits).ExpectedRecall);
        Assert.Equal(1, s_index.Search(query, hits, new SearchOptions { TargetRecall = 1 }).ExpectedRecall);
        Assert.Equal(0, s_index.Search(query, hits, new SearchOptions { EfSearch = 40 }).ExpectedRecall);
        Assert.Equal(0, s_index.Search(query, hits, new SearchOptions { MaxScoredVectors = 20 }).ExpectedRecall);
    }

    [Fact]
    public void Search_MixedTraffic_ScoresFewerVectorsThanAnyFixedEfSearchOfThatRecall()
    {
        List<QueryFamily> families = s_families.Value;
        (double recall, double scored) = Mean(families, new SearchOptions { TargetRecall = 0.95f, Space = Space.Similar });
        int ef = K;
        (double Recall, double Scored) walk;
        do
        {
            ef += 2;
            walk = Mean(families, new SearchOptions { EfSearch = ef, Space = Space.Similar });
        }
        while (walk.Recall < recall && ef < 2_000);
        Assert.True(scored < walk.Scored, $"{scored:F0} vectors, efSearch {ef} scores {walk.Scored:F0} for recall {recall:F4}");
    }

    private static (double Recall, double Scored) Mean(List<QueryFamily> families, SearchOptions options)
    {
        Outcome[] outcomes = [.. families.Select(family => Ask(family, options))];
        return (outcomes.Average(outcome => outcome.Recall), outcomes.Average(outcome => outcome.Scored));
    }

    /// <summary>Those of the build with another seed, and three that it does not know.</summary>
    private static List<QueryFamily> MakeFamilies()
    {
        SpaceView space = s_index.ViewOf(Space.Similar);
        List<QueryFamily> families = QueryFamily.Make(space, Queries, null, [], 4711, new ParallelContext(2, CancellationToken.None));
        SeededRandom random = new(99);
        int[][] far = new int[Queries][];
        int[][] range = new int[Queries][];
        for (int i = 0; i < Queries; i++)
        {
            far[i] = [.. Enumerable.Range(0, 3).Select(_ => random.NextInt(space.Count)).Distinct()];
            int first = random.NextInt(space.Count - 100);
            range[i] = [first, first + 1 + random.NextInt(99)];
        }

        families.Add(new QueryFamily("three far products, unknown", QueryKind.FewViews, far, null));
        families.Add(new QueryFamily("two of a range of ordinals, unknown", QueryKind.FewViews, range, null));
        families.Add(new QueryFamily("two of a range of ordinals, unknown", QueryKind.Vector, range, null));
        return families;
    }

    private static Outcome Ask(QueryFamily family, SearchOptions options)
    {
        SpaceView space = s_index.ViewOf(Space.Similar);
        SearchContext context = new();
        Neighbor[] hits = new Neighbor[K];
        List<(float Said, double Right)> answers = [];
        double scored = 0;
        bool isKnown = s_least.TryGetValue(family, out float[]? least);
        least ??= s_least[family] = new float[family.Count];
        for (int i = 0; i < family.Count; i++)
        {
            SearchResult result;
            if (family.IsSeeded)
            {
                if (!isKnown)
                {
                    s_index.SearchSessionExact(family.Sessions![i], hits, new SearchOptions { Space = Space.Similar });
                    least[i] = hits[^1].Similarity;
                }

                result = s_index.SearchSession(family.Sessions![i], hits, options);
            }
            else
            {
                float[] vector = family.VectorOf(space, space, i, context);
                if (!isKnown)
                {
                    s_index.SearchExact(vector, hits, new SearchOptions { Space = Space.Similar });
                    least[i] = hits[^1].Similarity;
                }

                result = s_index.Search(vector, hits, options);
            }

            answers.Add((result.ExpectedRecall, hits[..result.Count].Count(hit => hit.Similarity >= least[i]) / (double)K));
            scored += result.Scored;
        }

        double[] sorted = [.. answers.Select(answer => answer.Right).Order()];
        return new Outcome(sorted.Average(), sorted.Take(sorted.Length / 10).Average(), scored / family.Count, answers);
    }

    private sealed record Outcome(double Recall, double WorstTenth, double Scored, List<(float Said, double Right)> Answers);
}
