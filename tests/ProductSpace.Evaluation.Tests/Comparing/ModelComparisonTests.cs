using ProductSpace.Evaluation.Comparing;
using ProductSpace.Evaluation.Splits;
using ProductSpace.Training;

namespace ProductSpace.Evaluation.Tests.Comparing;

public class ModelComparisonTests
{
    private static readonly IRecommenderRecipe s_popularity = Recipes.Find("popularity")!;

    [Fact]
    public void Run_PlantedShelves_Prod2VecBeatsPopularityWithAnInterval()
    {
        ComparisonResult result = ModelComparison.Run(
            ShopLog.Create(), Options(s_popularity, Recipes.Find("prod2vec")!), ShopLog.Catalog());
        Assert.Equal(["prod2vec", "popularity"], result.Models.Select(model => model.Name));
        Assert.Equal("prod2vec", result.Against);
        foreach (RepeatMode mode in Enum.GetValues<RepeatMode>())
        {
            Assert.True(result.Models[1][mode].Mrr20Difference!.Value.High < 0);
        }

        Assert.Null(result.Models[0][RepeatMode.Allowed].HitRate20Difference);
        Assert.True(result.Models[1][RepeatMode.Allowed].HitRate20.Low > 0);
    }

    /// <summary>Whatever a model does, its lists and hits sum up: bins to the whole, cuts upwards.</summary>
    [Fact]
    public void Run_Groups_AddUpToTheWhole()
    {
        ComparisonResult result = ModelComparison.Run(ShopLog.Create(), Options(s_popularity), ShopLog.Catalog());
        ModelResult model = result.Models[0];
        CutFigures at = model[RepeatMode.CurrentExcluded].At[^1];
        foreach (IGrouping<string, Evaluation.Measures.GroupFigures> group in model.Groups.GroupBy(figures => figures.Group))
        {
            Assert.Equal(result.Predictions, group.Sum(figures => figures.Predictions));
            Assert.Equal(at.HitRate, group.Sum(figures => figures.HitRate20 * figures.Predictions) / result.Predictions, 9);
        }

        string[] groups = [.. model.Groups.Select(figures => figures.Group).Distinct()];
        Assert.Equal(["views so far", "popularity of the next product", "category of the next product", "shopper"], groups);
        Assert.Equal(at.HitRate, model.HitRates[^1], 9);
        Assert.Equal(model.HitRates.Order(), model.HitRates);
        Assert.True(at is { Popularity: > 0, Novelty: > 0, CategoryDistance: > 0, AgeDays: > 0 });
    }

    [Fact]
    public void Run_NoClockNoCatalogNoUsers_LeavesOutWhatIsUnknown()
    {
        ComparisonResult result = ModelComparison.Run(ShopLog.Create(isClock: false), Options(s_popularity));
        CutFigures at = result.Models[0][RepeatMode.Allowed].At[^1];
        Assert.True(at is { AgeDays: null, CategoryDistance: null, Popularity: > 0 });
        Assert.False(result.IsClock);
    }

    [Fact]
    public void Run_AnyThreads_SameFigures()
    {
        ComparisonOptions options = Options(s_popularity, Recipes.Find("prod2vec-dot")!) with { MaxPredictions = 200 };
        ComparisonResult one = ModelComparison.Run(ShopLog.Create(), options with { Threads = 1 }, ShopLog.Catalog());
        ComparisonResult three = ModelComparison.Run(ShopLog.Create(), options with { Threads = 3 }, ShopLog.Catalog());
        Assert.Equal(200, one.Predictions);
        Assert.Equal(
            one.Models.SelectMany(model => model.Modes).SelectMany(mode => mode.At),
            three.Models.SelectMany(model => model.Modes).SelectMany(mode => mode.At));
        Assert.Equal(one.Models[1][RepeatMode.Allowed].HitRate20Difference, three.Models[1][RepeatMode.Allowed].HitRate20Difference);
    }

    /// <summary>No training, that for choosing settings included, sees a view at or after the first test window.</summary>
    [Fact]
    public void Run_Tuned_ChoosesOnValidationAndNeverSeesTheFuture()
    {
        List<(SessionSet Sessions, ulong Seed)> seen = [];
        ComparisonOptions options = Options(new SpyRecipe("spy", 0, seen, grid: 4)) with { Tune = true };
        options = options with { Split = options.Split with { Windows = 2, TestShare = 0.2 } };
        ComparisonResult result = ModelComparison.Run(ShopLog.Create(), options);

        Assert.Equal(4 + 2, seen.Count);
        long[] last = [.. seen.Select(one => Enumerable.Range(0, one.Sessions.Count).Max(session => one.Sessions.Times(session)[^1]))];
        long Micros(DateTimeOffset? time) => (time!.Value - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond;
        Assert.All(last[..4], time => Assert.True(time < Micros(result.Validation!.Border)));
        Assert.True(last[4] < Micros(result.Windows[0].Border) && last[5] < Micros(result.Windows[1].Border));
        Assert.Equal(result.Validation!.End, result.Windows[0].Border);
        ModelResult model = result.Models[0];
        Assert.Equal(4, model.SettingsTried);
        Assert.True(model.ValidationScore > 0);
    }

    [Fact]
    public void Run_Tuned_TakesTheBestOnTheValidationPart()
    {
        // The best of the grid by hand: the spy's favorite with the most hits on the validation part.
        EvaluationLog log = ShopLog.Create();
        ComparisonOptions options = Options(new SpyRecipe("spy", 0, [], grid: 5)) with { Tune = true, Mode = RepeatMode.Allowed };
        SplitPart validation = TimeSplit.Validation(log, options.Split);
        int[] hits = new int[5];
        for (int session = 0; session < validation.Test.Count; session++)
        {
            foreach (int next in validation.Test.Products(session)[1..])
            {
                hits[Math.Min(next, 4)] += next < 5 ? 1 : 0;
            }
        }

        Assert.Equal($"favorite {Array.IndexOf(hits, hits.Max())}", ModelComparison.Run(log, options).Models[0].Settings);
    }

    [Fact]
    public void Run_Seeds_OnlyForModelsThatDependOnThem()
    {
        List<(SessionSet Sessions, ulong Seed)> random = [], fixedOne = [];
        ComparisonOptions options = Options(new SpyRecipe("random", 0, random, isRandom: true), new SpyRecipe("fixed", 2, fixedOne)) with { Seeds = 3, Seed = 4 };
        ComparisonResult result = ModelComparison.Run(ShopLog.Create(), options);
        Assert.Equal([4UL, 5, 6], random.Select(one => one.Seed));
        Assert.Single(fixedOne);
        ModelResult spread = result.Models.Single(model => model.Name == "random");
        Assert.Equal(3, spread.Spread!.Seeds);
        Assert.True(spread.Spread.HitRate20 > 0);
        Assert.Equal(result.Predictions, spread.Groups.Where(figures => figures.Group == "views so far").Sum(figures => figures.Predictions));
        Assert.Equal(spread[RepeatMode.CurrentExcluded].At[^1].HitRate, spread[RepeatMode.CurrentExcluded].HitRate20.Mean, 9);
        Assert.All(result.Models, model => Assert.Equal(model.Name == result.Against, model.SeedHitRateChange is null));
        Assert.Null(result.Models.Single(model => model.Name == "fixed").Spread);
    }

    /// <summary>A pitfall: one mode alone can make the model look best that only repeats what was viewed.</summary>
    [Fact]
    public void Run_RepeatedViews_TheThreeModesDisagree()
    {
        // Every second view is the current product again.
        int[][] sessions = [.. Enumerable.Range(0, 200).Select(i => new[] { i % 10, i % 10, (i + 1) % 10, (i + 1) % 10 })];
        SessionSet set = SessionSet.From(10, sessions);
        EvaluationLog log = new(set, [.. Enumerable.Range(0, 10).Select(i => $"p{i}")], keepsRepeats: true);
        ModelResult model = ModelComparison.Run(log, Options(new EchoRecipe())).Models[0];
        Assert.Equal([2 / 3d, 0, 0], model.Modes.Select(mode => Math.Round(mode.At[0].HitRate, 12)).Select(value => Math.Abs(value - (2 / 3d)) < 1e-9 ? 2 / 3d : value));
        ComparisonResult result = ModelComparison.Run(log, Options(new EchoRecipe()));
        Assert.Equal(1, result.HighestHitRates[0]);
        Assert.Equal(1 / 3d, result.HighestHitRates[1], 9);
    }

    [Fact]
    public void Run_Index_LosesLittleAndSaysSo()
    {
        ComparisonOptions options = Options(s_popularity, Recipes.Find("prod2vec")!, Recipes.Find("prod2vec-dot")!) with { Index = true };
        ComparisonResult result = ModelComparison.Run(ShopLog.Create(), options);
        foreach (ModelResult model in result.Models)
        {
            Assert.Equal(model.Name != "popularity", model.Index is not null);
            if (model.Index is IndexLoss loss)
            {
                Assert.Equal(model[options.Mode].At[^1].HitRate, loss.HitRate20, 9);
                Assert.Equal(loss.HitRate20, loss.IndexHitRate20, 0.02);
                Assert.Equal(loss.Mrr20, loss.IndexMrr20, 0.02);
            }
        }
    }

    [Fact]
    public void Run_Against_NamesTheReference()
    {
        ComparisonOptions options = Options(s_popularity, Recipes.Find("prod2vec")!) with { Against = "popularity" };
        ComparisonResult result = ModelComparison.Run(ShopLog.Create(), options);
        Assert.Equal("popularity", result.Against);
        Assert.True(result.Models[0][RepeatMode.Allowed].Mrr20Difference!.Value.Low > 0);
        Assert.Throws<TrainingInputException>(() => ModelComparison.Run(ShopLog.Create(), options with { Against = "nobody" }));
    }

    [Fact]
    public void Run_Examples_ShowListsOfAllModels()
    {
        ComparisonResult result = ModelComparison.Run(ShopLog.Create(), Options(s_popularity, Recipes.Find("prod2vec")!), ShopLog.Catalog());
        Assert.Equal(5, result.Examples.Count);
        foreach (ExampleSession example in result.Examples)
        {
            Assert.Equal(result.Models.Select(model => model.Name), example.Lists.Select(list => list.Model));
            Assert.True(example.Views >= 2);
            foreach (ExampleList list in example.Lists)
            {
                int place = list.First.ToList().FindIndex(product => product.Id == example.Next!.Id);
                Assert.Equal(place < 0 ? list.Rank is null or > 5 ? list.Rank : -1 : place + 1, list.Rank);
                Assert.Equal(5, list.First.Count);
            }
        }
    }

    [Fact]
    public void Run_Cancelled_Throws()
    {
        using CancellationTokenSource source = new();
        source.Cancel();
        Assert.ThrowsAny<OperationCanceledException>(() => ModelComparison.Run(ShopLog.Create(), Options(s_popularity), cancellationToken: source.Token));
    }

    internal static ComparisonOptions Options(params IRecommenderRecipe[] recipes) =>
        new() { Recipes = recipes, Split = new SplitOptions { MinCount = 1, TestShare = 0.25 } };

    /// <summary>Recommends the current product only.</summary>
    private sealed class EchoRecipe : IRecommenderRecipe
    {
        public string Name => "echo";

        public string Title => "Echo";

        public string Source => "none";

        public string Settings => string.Empty;

        public bool IsRandom => false;

        public IReadOnlyList<IRecommenderRecipe> Grid => [this];

        public IRecommender Train(SessionSet sessions, RecipeContext context) => new Model(sessions.ProductCount);

        private sealed class Model(int products) : IRecommender, IRecommenderScorer
        {
            public int ProductCount => products;

            public IRecommenderScorer CreateScorer() => this;

            public void Score(in SessionBatch batch, Span<float> scores)
            {
                scores.Fill(IRecommenderScorer.NotRecommended);
                for (int i = 0; i < batch.Count; i++)
                {
                    scores[(i * products) + batch[i].Products[^1]] = 1;
                }
            }
        }
    }
}
