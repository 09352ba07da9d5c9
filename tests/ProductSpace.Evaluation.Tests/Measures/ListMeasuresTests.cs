using ProductSpace.Evaluation.Measures;
using ProductSpace.Evaluation.Splits;
using ProductSpace.Evaluation.Tests.Splits;
using ProductSpace.Training;

namespace ProductSpace.Evaluation.Tests.Measures;

public class ListMeasuresTests
{
    [Theory]
    [InlineData("a/b/c", "a/b/c", 0)]
    [InlineData("a/b/c", "a/b/d", 1 / 3d)]
    [InlineData("a/b", "a", 0.5)]
    [InlineData("a", "b", 1)]
    [InlineData("a/x", "b/x", 1)]
    public void Distance_Paths_IsTheShareOfPartsThatDiffer(string first, string second, double expected)
    {
        CategoryPaths paths = new([first, second, ""]);
        Assert.Equal(expected, paths.Distance(0, 1)!.Value, 12);
        Assert.Null(paths.Distance(0, 2));
    }

    [Fact]
    public void Add_Lists_MeansOfMeansOverLists()
    {
        // Training views: a 4, b 2, c 2; first seen at 0, 1 and 86400 s. Popularity answers a, b, c everywhere.
        EvaluationLog log = TimedLog.Of("0: a b", "100: a b", "86400: c a", "86500: c a", "172801: a b", "259201: b c");
        SplitPart part = TimeSplit.Split(log, new SplitOptions { TestDays = 1.5, MinCount = 1 })[0];
        TrainingFacts facts = new(part, new CategoryPaths(["x/1", "x/2", ""]));
        RecommenderResult result = RecommenderEvaluator.Evaluate(
            Recipes.Find("popularity")!.Train(part.Training, new RecipeContext()), part.Test);
        ListMeasures measures = new([1, 3]);
        measures.Add(result, RepeatMode.Allowed, part, facts);

        Assert.Equal(0.5, measures.Popularity(0));
        Assert.Equal(1 / 3d, measures.Popularity(1)!.Value, 12);
        Assert.Equal(1, measures.Novelty(0));
        Assert.Equal(5 / 3d, measures.Novelty(1)!.Value, 12);
        Assert.Null(measures.Distance(0));
        Assert.Equal(0.5, measures.Distance(1));
        Assert.Equal((172_801 + 259_201) / 2d / 86_400, measures.AgeDays(0)!.Value, 9);
    }

    [Fact]
    public void Tails_ThirdsOfViews_NotOfProducts()
    {
        SessionSet training = SessionSet.From(6, [[0, 0, 0, 0, 1, 1, 1, 2, 3, 4, 5, 5]]);
        SplitPart part = new(training, training, [0, 1, 2, 3, 4, 5], Counts);
        Assert.Equal([0, 1, 1, 2, 2, 2], new TrainingFacts(part, new CategoryPaths([])).Tails.Select(tail => (int)tail));
    }

    private static SplitCounts Counts => new()
    {
        TrainingSessions = 0, TrainingViews = 0, Products = 0, RareViews = 0, SessionsAcross = 0, TestSessions = 0, TestViews = 0, UnknownViews = 0, ShortSessions = 0,
    };
}
