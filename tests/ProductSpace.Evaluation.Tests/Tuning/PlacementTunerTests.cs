using ProductSpace.Evaluation.Tuning;
using ProductSpace.Recommendations;

namespace ProductSpace.Evaluation.Tests.Tuning;

/// <summary>
/// A shop whose products lie on a circle, where shoppers go on to a neighbor, and whose item table names products that
/// are far away: its weight should be 0.
/// </summary>
public sealed class PlacementTunerTests : IDisposable
{
    private const int Products = 200;
    private const int Entries = 5;

    private readonly string[] _ids = [.. Enumerable.Range(0, Products).Select(i => $"p{i}")];
    private readonly ProductIndex _index;

    public PlacementTunerTests()
    {
        float[] vectors = [.. Enumerable.Range(0, Products).SelectMany(i => new[] { (float)Math.Cos(i * Math.Tau / Products), (float)Math.Sin(i * Math.Tau / Products) })];
        _index = ProductIndex.Open(new ProductIndexBuilder(new BuildOptions { M = 8, EfConstruction = 60, CalibrationDivisor = 8 })
            .UseVectors(vectors, 2).UseIds(_ids)
            .UseTable("far", _ids, Entries, (product, products, weights) =>
            {
                for (int i = 0; i < Entries; i++)
                {
                    (products[i], weights[i]) = (Far(product, i), 1);
                }

                return Entries;
            })
            .BuildToMemory());
    }

    public void Dispose() => _index.Dispose();

    [Fact]
    public void Tune_MisleadingTable_IsLeftOut()
    {
        IReadOnlyList<IReadOnlyList<string>> sessions = Sessions(120, session => Walk(session));
        PlacementTuningResult result = PlacementTuner.Tune(_index, Placement.Default, sessions);
        Assert.True(result.IsBetter, $"{result.Gain}");
        Assert.Equal(0, Assert.Single(result.Best.TableWeights));
        Assert.True(result.After > result.Before + .1, $"{result.Before} {result.After}");
        Assert.Equal(result.After - result.Before, result.Gain.Mean, 9);
        Assert.Equal(result.Trials.Where(trial => trial.IsBest).Max(trial => trial.Score), result.Trials.Max(trial => trial.Score));
        Assert.Equal((240, 240, false), (result.ChoosingPredictions, result.JudgingPredictions, result.IsCutShort));
        Assert.Equal(result.Trials, PlacementTuner.Tune(_index, Placement.Default, sessions).Trials);
    }

    /// <summary>What was chosen by one half of the sessions is judged by the other half only.</summary>
    [Fact]
    public void Tune_OtherHalfDisagrees_KeepsThePlacement()
    {
        IReadOnlyList<IReadOnlyList<string>> sessions = Sessions(120, session => session % 2 == 0 ? Walk(session) : [session, Far(session, 0), Far(Far(session, 0), 1)]);
        PlacementTuningResult result = PlacementTuner.Tune(_index, Placement.Default, sessions);
        Assert.Equal(0, Assert.Single(result.Best.TableWeights));
        Assert.False(result.IsBetter);
        Assert.True(result.Gain.High < 0, $"{result.Gain}");
    }

    [Fact]
    public void Tune_SessionsOfChance_KeepsThePlacement()
    {
        Random random = new(3);
        IReadOnlyList<IReadOnlyList<string>> sessions = Sessions(200, _ => [random.Next(Products), random.Next(Products), random.Next(Products)]);
        Assert.False(PlacementTuner.Tune(_index, Placement.Default, sessions, new PlacementTuningOptions { Metric = RankingMetric.HitRate }).IsBetter);
    }

    [Fact]
    public void Tune_Limits_EndWithTheBestSoFar()
    {
        IReadOnlyList<IReadOnlyList<string>> sessions = Sessions(40, session => Walk(session));
        PlacementTuningResult one = PlacementTuner.Tune(_index, Placement.Default, sessions, new PlacementTuningOptions { MaxTrials = 1, Metric = RankingMetric.NdcgNext });
        Assert.Equal((1, true, false), (one.Trials.Count, one.IsCutShort, one.IsBetter));
        PlacementTuningResult late = PlacementTuner.Tune(_index, Placement.Default, sessions, new PlacementTuningOptions { Budget = TimeSpan.FromTicks(1) });
        Assert.Equal((1, true), (late.Trials.Count, late.IsCutShort));
        Assert.Throws<OperationCanceledException>(() => PlacementTuner.Tune(_index, Placement.Default, sessions, cancellationToken: new CancellationToken(true)));
    }

    [Fact]
    public void Tune_WrongUse_IsRefused()
    {
        IReadOnlyList<IReadOnlyList<string>> sessions = Sessions(40, session => Walk(session));
        Assert.Throws<ArgumentException>(() => PlacementTuner.Tune(_index, Placement.Default, [["p1", "p2"], ["p3"]]));
        Assert.Throws<ArgumentException>(() => PlacementTuner.Tune(_index, Placement.Default, sessions, new PlacementTuningOptions { Metric = RankingMetric.Recall }));
        Assert.Throws<ArgumentException>(() => PlacementTuner.Tune(_index, Placement.Default, sessions, new PlacementTuningOptions { MaxPredictions = 99 }));
        Assert.Throws<ArgumentException>(() => PlacementTuner.Tune(_index, Placement.Default, sessions, new PlacementTuningOptions { Confidence = 1 }));
    }

    private static int Far(int product, int entry) => (product + 70 + (entry * 13)) % Products;

    /// <summary>Walks on around the circle.</summary>
    private static int[] Walk(int session) => [.. Enumerable.Range(0, 5).Select(view => ((session * 37) + (view * (1 + (session % 3)))) % Products)];

    private List<IReadOnlyList<string>> Sessions(int count, Func<int, int[]> make) =>
        [.. Enumerable.Range(0, count).Select(session => (IReadOnlyList<string>)[.. make(session).Select(product => _ids[product])])];
}
