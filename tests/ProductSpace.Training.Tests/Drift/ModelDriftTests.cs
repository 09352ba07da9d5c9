using ProductSpace.Training.Tests.Models;

namespace ProductSpace.Training.Tests.Drift;

public class ModelDriftTests
{
    private const int Dimension = 12;

    [Fact]
    public void Compare_RotatedCopy_HasCosineOne()
    {
        using EmbeddingModel before = TestModels.Random(900, Dimension, 1);
        double[,] rotation = RandomRotation(Dimension, 7);
        using EmbeddingModel after = TestModels.Make(Ids(900), Dimension, (row, column) => Rotated(before.InRow(row), rotation, column), (row, column) => Rotated(before.OutRow(row), rotation, column));
        DriftReport report = ModelDrift.Compare(before, after);
        Assert.InRange(report.MeanCosine, 1 - 1e-6, 1 + 1e-6);
        Assert.InRange(report.MeanCosineNext!.Value, 1 - 1e-6, 1 + 1e-6);
        Assert.InRange(report.NeighborsKept, 0.999, 1);
        Assert.InRange(report.NeighborsKeptNext!.Value, 0.999, 1);
        Assert.Equal((900, 0, 0, 200), (report.CommonProducts, report.NewProducts, report.VanishedProducts, report.SampledProducts));
    }

    [Fact]
    public void Compare_WithProgress_TellsEachStepToItsEnd()
    {
        using EmbeddingModel model = TestModels.Random(3000, Dimension, 1);
        List<BuildProgress> seen = [];
        DriftReport report = ModelDrift.Compare(model, model, progress: new Watcher(seen));
        Assert.Equal(report, ModelDrift.Compare(model, model));
        Assert.Equal(5, seen.Select(step => step.Stage).Distinct().Count());
        foreach (IGrouping<string, BuildProgress> step in seen.GroupBy(step => step.Stage))
        {
            long[] done = [.. step.Select(one => one.Done)];
            Assert.True(done.Length >= 4, step.Key);
            Assert.Equal(done.Order(), done);
            Assert.Equal((0, step.Last().Total), (done[0], done[^1]));
        }
    }

    [Fact]
    public void Compare_UnrelatedModel_IsNearChance()
    {
        using EmbeddingModel before = TestModels.Random(20_000, Dimension, 1);
        using EmbeddingModel after = TestModels.Random(20_000, Dimension, 2);
        DriftReport report = ModelDrift.Compare(before, after);
        Assert.InRange(report.MeanCosine, 0, 0.05);
        Assert.InRange(report.MeanCosine, 0.7 * report.ChanceCosine, 1.3 * report.ChanceCosine);
        Assert.InRange(report.MeanCosineNext!.Value, -0.05, 0.05);
        Assert.InRange(report.NeighborsKept, 0, 0.02);
    }

    /// <summary>Trained vectors lean to one side; that must not look like agreement.</summary>
    [Fact]
    public void Compare_UnrelatedModelsThatLeanToOneSide_AreNearChance()
    {
        Random random = new(3);
        float Leaning(int row, int column) => 10 + (float)random.NextDouble();
        string[] ids = Ids(5_000);
        using EmbeddingModel before = TestModels.Make(ids, Dimension, Leaning);
        using EmbeddingModel after = TestModels.Make(ids, Dimension, Leaning);
        Assert.InRange(ModelDrift.Compare(before, after).MeanCosine, 0, 0.1);
    }

    [Fact]
    public void Compare_OutRotatedAnotherWay_IsSeen()
    {
        // IN and OUT share one space: a model that turns them apart answers Next otherwise.
        using EmbeddingModel before = TestModels.Random(900, Dimension, 1);
        double[,] rotation = RandomRotation(Dimension, 7);
        using EmbeddingModel after = TestModels.Make(Ids(900), Dimension, (row, column) => before.InRow(row)[column], (row, column) => Rotated(before.OutRow(row), rotation, column));
        DriftReport report = ModelDrift.Compare(before, after);
        Assert.InRange(report.MeanCosine, 1 - 1e-6, 1 + 1e-6);
        Assert.InRange(report.MeanCosineNext!.Value, -0.9, 0.9);
        Assert.InRange(report.NeighborsKeptNext!.Value, 0, 0.5);
    }

    [Fact]
    public void Compare_OtherAssortmentAndDimension_CountsAndAligns()
    {
        using EmbeddingModel before = TestModels.Random(300, Dimension, 1, next: false);
        string[] ids = [.. Enumerable.Range(100, 250).Select(i => $"p{i}")];
        using EmbeddingModel after = TestModels.Make(ids, Dimension + 3, (row, column) => column < Dimension && row < 200 ? before.InRow(row + 100)[column] : 0.01f * column, (_, _) => 1);
        DriftReport report = ModelDrift.Compare(before, after);
        Assert.Equal((200, 50, 100), (report.CommonProducts, report.NewProducts, report.VanishedProducts));
        Assert.InRange(report.MeanCosine, 0.9, 1);
        Assert.InRange(report.NeighborsKept, 0.9, 1);
        Assert.Null(report.MeanCosineNext);
        Assert.Null(report.NeighborsKeptNext);
    }

    [Fact]
    public void Compare_SameSeed_SameReport()
    {
        using EmbeddingModel before = TestModels.Random(500, Dimension, 1);
        using EmbeddingModel after = TestModels.Random(500, Dimension, 2);
        Assert.Equal(ModelDrift.Compare(before, after), ModelDrift.Compare(before, after));
    }

    [Fact]
    public void Compare_NothingInCommon_Refused()
    {
        using EmbeddingModel before = TestModels.Random(5, 3, 1);
        using EmbeddingModel after = TestModels.Make(["x", "y"], 3, (_, _) => 1);
        Assert.Throws<TrainingInputException>(() => ModelDrift.Compare(before, after));
    }

    [Fact]
    public void Compare_EqualZeroOrSingleVectors_GivesNumbers()
    {
        using EmbeddingModel flat = TestModels.Make(Ids(30), 4, (row, column) => row == 0 ? 0 : column + 1);
        using EmbeddingModel single = TestModels.Make(["p0"], 4, (_, _) => 1);
        DriftReport report = ModelDrift.Compare(flat, flat);
        Assert.Equal((0, 1), (report.MeanCosine, report.NeighborsKept));
        Assert.True(double.IsFinite(ModelDrift.Compare(flat, single).MeanCosine));
    }

    private static string[] Ids(int count) => [.. Enumerable.Range(0, count).Select(i => $"p{i}")];

    private static float Rotated(ReadOnlySpan<float> row, double[,] rotation, int column)
    {
        double sum = 0;
        for (int i = 0; i < row.Length; i++)
        {
            sum += row[i] * rotation[i, column];
        }

        return (float)sum;
    }

    /// <summary>Gram-Schmidt over a random matrix.</summary>
    private static double[,] RandomRotation(int dimension, int seed)
    {
        Random random = new(seed);
        double[,] q = new double[dimension, dimension];
        for (int j = 0; j < dimension; j++)
        {
            for (int i = 0; i < dimension; i++)
            {
                q[i, j] = random.NextDouble() - 0.5;
            }

            for (int k = 0; k < j; k++)
            {
                double dot = 0;
                for (int i = 0; i < dimension; i++)
                {
                    dot += q[i, j] * q[i, k];
                }

                for (int i = 0; i < dimension; i++)
                {
                    q[i, j] -= dot * q[i, k];
                }
            }

            double length = 0;
            for (int i = 0; i < dimension; i++)
            {
                length += q[i, j] * q[i, j];
            }

            for (int i = 0; i < dimension; i++)
            {
                q[i, j] /= Math.Sqrt(length);
            }
        }

        return q;
    }

    private sealed class Watcher(List<BuildProgress> seen) : IProgress<BuildProgress>
    {
        public void Report(BuildProgress value) => seen.Add(value);
    }
}
