using CsCheck;
using ProductSpace.Evaluation.Neighbors;
using ProductSpace.Training;
using ProductSpace.Training.Tables;

namespace ProductSpace.Evaluation.Tests.Neighbors;

/// <summary>Every model must recommend what sorting all sessions recommends, with the same scores up to a factor.</summary>
public class NeighborRecipesTests
{
    private const int Products = 12;

    /// <summary>Numbers up to 13: the last two products are not known to the models. No session is empty.</summary>
    private static readonly Gen<SessionSet> s_sessions =
        Gen.Select(Gen.Int[0, Products + 1].Array[1, 9].Array[1, 25], Gen.Bool, Gen.Int, Set);

    private static readonly Gen<int[]> s_viewed = Gen.Int[0, Products + 1].Array[1, 7];

    private static readonly Gen<(int Neighbors, int Sample)> s_sizes = Gen.Select(Gen.Int[1, 10], Gen.Int[1, 20]);

    [Fact]
    public void Vsknn_AnySessions_EqualsTheNaiveModel() => Gen.Select(
        s_sessions, s_viewed, s_sizes, Gen.Enum<StepWeighting>(), Gen.Enum<StepWeighting>(), Gen.Int[0, 2]).Sample(
        (sessions, viewed, sizes, view, score, idf) =>
        {
            VsknnRecipe recipe = new()
            {
                Neighbors = sizes.Neighbors, Sample = sizes.Sample, Similarity = view, Score = score, InverseFrequency = idf,
            };
            NaiveNeighbors naive = new(sessions)
            {
                Neighbors = sizes.Neighbors,
                Sample = sizes.Sample,
                View = (place, length) => PlaceWeight(view, place, length),
                Step = step => StepWeights.Of(score, step),
                Product = product => 1 + (idf * Math.Max(0, Math.Log((double)sessions.Count / sessions.CountProducts()[product]))),
            };
            AssertEqual(naive, recipe, sessions, viewed);
        });

    [Fact]
    public void VmisKnn_AnySessions_EqualsTheNaiveModel() => Gen.Select(s_sessions, s_viewed, s_sizes, Gen.Int[1, 4]).Sample(
        (sessions, viewed, sizes, last) =>
        {
            int[] lengths = [.. All(sessions).Select(session => session.Where(product => product < Products).Distinct().Count()).Order()];
            int longest = lengths[(int)Math.Round((lengths.Length - 1) * .995)];
            int[][] kept = [.. All(sessions).Select(session => (int[])[.. session.Where(product => product < Products).Distinct()]).Where(session => session.Length <= longest)];
            NaiveNeighbors naive = new(sessions)
            {
                Neighbors = sizes.Neighbors,
                Sample = sizes.Sample,
                LastViews = last,
                MaxProducts = longest,
                View = (place, length) => (double)place / length,
                Step = step => Math.Max(0, 1 - (0.1 * step)),
                Product = product => Math.Log((double)kept.Sum(session => session.Length) / kept.Count(session => session.Contains(product))),
            };
            VmisKnnRecipe recipe = new() { Neighbors = sizes.Neighbors, Sample = sizes.Sample, LastViews = last };
            AssertEqual(naive, recipe, sessions, viewed);
        });

    [Fact]
    public void Stan_AnySessions_EqualsTheNaiveModel() => Gen.Select(s_sessions, s_viewed, s_sizes, Gen.Double[.5, 40]).Sample(
        (sessions, viewed, sizes, days) =>
        {
            NaiveNeighbors naive = new(sessions)
            {
                Neighbors = sizes.Neighbors,
                Sample = sizes.Sample,
                View = (place, length) => Math.Exp((place - length) / 1.3),
                Step = _ => 1,
                Cosine = true,
                Days = days,
                Distance = 2.05,
                Product = _ => 1,
            };
            StanRecipe recipe = new() { Neighbors = sizes.Neighbors, Sample = sizes.Sample, Views = 1.3, Days = days };
            AssertEqual(naive, recipe, sessions, viewed);
        });

    [Fact]
    public void Vstan_AnySessions_EqualsTheNaiveModel() => Gen.Select(s_sessions, s_viewed, s_sizes, Gen.Double[.5, 40]).Sample(
        (sessions, viewed, sizes, days) =>
        {
            NaiveNeighbors naive = new(sessions)
            {
                Neighbors = sizes.Neighbors,
                Sample = sizes.Sample,
                View = (place, length) => Math.Exp((place - length) / 1.02),
                Step = step => Math.Exp((1 - step) / 3.1),
                Cosine = true,
                Days = days,
                Distance = 2.05,
                Product = product => 1 + (5 * Math.Max(0, Math.Log((double)sessions.Count / sessions.CountProducts()[product]))),
            };
            StanRecipe stan = new() { Neighbors = sizes.Neighbors, Sample = sizes.Sample, Days = days };
            VstanRecipe recipe = new() { Stan = stan, SharedView = 3.1 };
            AssertEqual(naive, recipe, sessions, viewed);
        });

    /// <summary>The weight of sessions that are years old must not vanish, or they would all be equal.</summary>
    [Fact]
    public void Stan_NeighborsOfYearsAgo_AreStillTold()
    {
        const long day = 86_400_000_000;
        SessionSet sessions = new(4, [0, 1, 0, 2, 3, 3], [0, 2, 4, 6], [0, 0, 3 * day, 3 * day, 4000 * day, 4000 * day]);
        float[] scores = Score(new StanRecipe(), sessions, [0]);
        Assert.True(scores[2] > scores[1]);
        Assert.True(scores[1] > 0);
        Assert.Equal(IRecommenderScorer.NotRecommended, scores[3]);
    }

    [Fact]
    public void Score_NothingKnown_RecommendsNothing()
    {
        SessionSet sessions = SessionSet.From(3, [[0, 1], [1, 2]]);
        foreach (IRecommenderRecipe recipe in (IRecommenderRecipe[])[new VsknnRecipe(), new VmisKnnRecipe(), new StanRecipe(), new VstanRecipe()])
        {
            Assert.All(Score(recipe, sessions, [7, 9]), score => Assert.Equal(IRecommenderScorer.NotRecommended, score));
            Assert.All(Score(recipe, SessionSet.From(3, []), [0]), score => Assert.Equal(IRecommenderScorer.NotRecommended, score));
        }
    }

    /// <summary>A robot's session must not cost the square of its length: its last 200 views count.</summary>
    [Fact]
    public void Score_SessionOfARobot_CountsItsLastViews()
    {
        SessionSet sessions = SessionSet.From(900, [.. Enumerable.Range(0, 300).Select(i => (int[])[i, 899 - i])]);
        int[] robot = [.. Enumerable.Range(0, 300)];
        foreach (IRecommenderRecipe recipe in (IRecommenderRecipe[])[new StanRecipe(), new VstanRecipe()])
        {
            Assert.Equal(Score(recipe, sessions, robot[^200..]), Score(recipe, sessions, robot));
        }

        Assert.Equal(IRecommenderScorer.NotRecommended, Score(new VsknnRecipe(), sessions, robot)[899]);
        Assert.True(Score(new VsknnRecipe(), sessions, robot)[600] > 0);
    }

    [Theory]
    [InlineData("v-sknn")]
    [InlineData("vmis-knn")]
    [InlineData("stan")]
    [InlineData("v-stan")]
    public void Train_Progress_EndsAtOneAndCanBeCancelled(string name)
    {
        List<double> told = [];
        SessionSet sessions = SessionSet.From(3, [[0, 1], [1, 2]]);
        IRecommenderRecipe recipe = Recipes.Find(name)!;
        recipe.Train(sessions, new RecipeContext { Progress = new Told(told.Add) });
        Assert.Equal([0, 1], told);
        Assert.ThrowsAny<OperationCanceledException>(
            () => recipe.Train(sessions, new RecipeContext { CancellationToken = new CancellationToken(true) }));
    }

    private static double PlaceWeight(StepWeighting weighting, int place, int length) => weighting switch
    {
        StepWeighting.Same => 1,
        StepWeighting.Div => (double)place / length,
        StepWeighting.Linear => Math.Max(0, 1 - (0.1 * (length - place))),
        StepWeighting.Quadratic => Math.Pow((double)place / length, 2),
        _ => 1 / Math.Log10(length - place + 1.7),
    };

    private static SessionSet Set(int[][] sessions, bool timed, int seed)
    {
        SessionSet plain = SessionSet.From(Products, sessions);
        if (!timed)
        {
            return plain;
        }

        Random random = new(seed);
        int[] starts = new int[sessions.Length + 1];
        List<long> times = [];
        for (int i = 0; i < sessions.Length; i++)
        {
            // Sessions overlap, and some end at the same time.
            long start = (i + random.Next(4)) * 20_000_000_000;
            times.AddRange(sessions[i].Select((_, place) => start + (place * 1_000_000_000L)));
            starts[i + 1] = times.Count;
        }

        return new SessionSet(Products, [.. sessions.SelectMany(session => session)], starts, [.. times]);
    }

    private static IEnumerable<int[]> All(SessionSet sessions) =>
        Enumerable.Range(0, sessions.Count).Select(session => sessions.Products(session).ToArray());

    private static float[] Score(IRecommenderRecipe recipe, SessionSet sessions, int[] viewed)
    {
        IRecommender model = recipe.Train(sessions, new RecipeContext());
        SessionSet query = SessionSet.From(model.ProductCount, [viewed, viewed]);
        float[] scores = new float[2 * model.ProductCount];

        // Twice: what the first leaves behind must not change the second.
        model.CreateScorer().Score(new SessionBatch(query, [0, 1], [viewed.Length, viewed.Length]), scores);
        Assert.Equal(scores[..model.ProductCount], scores[model.ProductCount..]);
        return scores[..model.ProductCount];
    }

    private static void AssertEqual(NaiveNeighbors naive, IRecommenderRecipe recipe, SessionSet sessions, int[] viewed)
    {
        SortedDictionary<int, double> expected = naive.Score(viewed);
        float[] scores = Score(recipe, sessions, viewed);
        int[] found = [.. Enumerable.Range(0, Products).Where(product => scores[product] > 0)];
        Assert.Equal(expected.Keys, found);
        float highest = found.Length == 0 ? 1 : scores.Max();
        Assert.All(found, product => Assert.Equal(expected[product], scores[product] / highest, 1e-5));
    }

    private sealed class Told(Action<double> action) : IProgress<double>
    {
        public void Report(double value) => action(value);
    }
}
