using ProductSpace.Training;

namespace ProductSpace.Evaluation.Tests.Trained;

/// <summary>Shoppers who keep to one cluster of products must be seen in the neighbors of its products.</summary>
public class PlantedClusterTests(Xunit.Abstractions.ITestOutputHelper output)
{
    private const int Clusters = 40;
    private const int Products = 1000;

    [Fact]
    public void Train_PlantedClusters_NeighborsAreOfTheCluster()
    {
        Random random = new(1);
        int[][] sessions = [.. Enumerable.Range(0, 4000).Select(_ => Session(random))];
        double purity = Purity(sessions);

        // The control: the same products as often, dealt out at random.
        int[] views = [.. sessions.SelectMany(session => session)];
        random.Shuffle(views);
        double chance = Purity([.. views.Chunk(6)]);
        output.WriteLine($"purity@10: planted {purity:F4}, shuffled {chance:F4}, by chance {(Products / Clusters - 1.0) / (Products - 1):F4}");
        Assert.True(purity > 0.98, $"purity {purity:F4}");
        Assert.True(chance < 0.05, $"purity of shuffled sessions {chance:F4}");
    }

    /// <summary>Six views, nine of ten from the session's cluster.</summary>
    private static int[] Session(Random random)
    {
        int cluster = random.Next(Clusters);
        return [.. Enumerable.Range(0, 6).Select(_ => random.Next(10) == 0 ? random.Next(Products) : cluster + (Clusters * random.Next(Products / Clusters)))];
    }

    private static double Purity(int[][] sessions)
    {
        using SessionCorpus corpus = PlantedCorpus.Of(sessions);
        using Prod2VecTrainer trainer = Trainings.Run(corpus, new Prod2VecOptions { Dimension = 32, Epochs = 15, Seed = 1 });
        return Trainings.Purity(trainer, corpus, product => product % Clusters);
    }
}
