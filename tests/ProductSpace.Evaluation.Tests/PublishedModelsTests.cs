using System.Globalization;
using System.IO.Compression;
using ProductSpace.Evaluation.Counting;
using ProductSpace.Evaluation.Neighbors;
using ProductSpace.Training.Tables;

namespace ProductSpace.Evaluation.Tests;

/// <summary>
/// Our models beside the lists that the peers published for 387 positions of RSC15-100k. The settings are those by which our
/// scores equal theirs (V-SKNN: the defaults); what remains are ties, which each program orders in its own way. 387 positions
/// have an interval of about five points.
/// </summary>
public class PublishedModelsTests
{
    private static readonly Lazy<RealLogs> s_log = new(() => RealLogs.Yoochoose());

    /// <summary>
    /// HR@20 and MRR@20 of theirs and of ours, over all positions and over the 289 where the next product is another; the number
    /// of lists of which the first 20 scores are equal. The other lists of V-SKNN have more equally similar sessions than places
    /// for neighbors.
    /// </summary>
    [SkippableTheory]
    [InlineData("ar", "theirs 0.5917/0.3160, ours 0.5788/0.3081; where the product changes 0.4810/0.1732, 0.4671/0.1662; 387 of 387 lists have equal scores")]
    [InlineData("sr", "theirs 0.5607/0.3275, ours 0.5633/0.3285; where the product changes 0.4394/0.1729, 0.4429/0.1736; 387 of 387 lists have equal scores")]
    [InlineData("vsknn", "theirs 0.6098/0.3342, ours 0.6098/0.3342; where the product changes 0.4844/0.1331, 0.4844/0.1331; 356 of 387 lists have equal scores")]
    public void Train_SettingsOfThePeers_GivesTheirScores(string method, string expected)
    {
        IRecommenderRecipe recipe = method switch
        {
            "ar" => new AssociationRulesRecipe(),
            "sr" => new SequentialRulesRecipe { Steps = 20, Weighting = StepWeighting.Quadratic },
            _ => new VsknnRecipe(),
        };
        RealLogs log = s_log.Value;
        IRecommender model = recipe.Train(log.Train, new RecipeContext());
        RecommenderResult result = RecommenderEvaluator.Evaluate(model, log.Test);
        ReadOnlySpan<int> ranks = result[RepeatMode.Allowed].NextRanks;
        Dictionary<(string Session, int Position), int> predictions = [];
        for (int i = 0; i < result.Count; i++)
        {
            predictions.Add((log.TestIds[result[RepeatMode.Allowed].Sessions[i]], result.Positions[i]), i);
        }

        ListEvaluator theirs = new(log.Products.Count);
        ListEvaluator theirChanges = new(log.Products.Count);
        List<int> ours = [];
        List<int> ourChanges = [];
        int equal = 0;
        IRecommenderScorer scorer = model.CreateScorer();
        float[] scores = new float[model.ProductCount];
        foreach (string[] row in Rows(method))
        {
            int prediction = predictions[(row[0], int.Parse(row[1], CultureInfo.InvariantCulture) + 1)];
            int session = result[RepeatMode.Allowed].Sessions[prediction];
            int position = result.Positions[prediction];
            int[] views = log.Test.Products(session).ToArray();
            int[] list = [.. row[2].Split(',').Select(id => log.Products[id])];
            theirs.Add(list, views.AsSpan(0, position), views.AsSpan(position), session);
            ours.Add(ranks[prediction]);
            if (views[position - 1] != views[position])
            {
                theirChanges.Add(list, views.AsSpan(0, position), views.AsSpan(position), session);
                ourChanges.Add(ranks[prediction]);
            }

            scorer.Score(new SessionBatch(log.Test, [session], [position]), scores);
            equal += AreEqual(scores, [.. row[3].Split(',').Select(score => double.Parse(score, CultureInfo.InvariantCulture))]) ? 1 : 0;
        }

        string text = string.Create(
            CultureInfo.InvariantCulture,
            $"theirs {Figures(theirs.ToResult().NextRanks)}, ours {Figures([.. ours])}; where the product changes {Figures(theirChanges.ToResult().NextRanks)}, {Figures([.. ourChanges])}; {equal} of {ours.Count} lists have equal scores");
        Assert.Equal(expected, text);
    }

    private static string Figures(ReadOnlySpan<int> ranks)
    {
        double hits = 0;
        double reciprocals = 0;
        foreach (int rank in ranks)
        {
            hits += RankingMetrics.HitRate(rank, 20);
            reciprocals += RankingMetrics.ReciprocalRank(rank, 20);
        }

        return string.Create(CultureInfo.InvariantCulture, $"{hits / ranks.Length:F4}/{reciprocals / ranks.Length:F4}");
    }

    /// <summary>
    /// Compares the first 20 scores relative to the first, which the peers scaled each by itself. Where we recommend nothing,
    /// their scores must be 0.
    /// </summary>
    private static bool AreEqual(float[] ours, double[] theirs)
    {
        double[] best = [.. ours.Where(score => score > 0).OrderDescending().Take(20).Select(score => (double)score)];
        return best.Length == 0 ? !theirs.Any(score => score > 0) : best.Select((score, i) => Math.Abs((score / best[0]) - (theirs[i] / theirs[0]))).Max() < 2e-3;
    }

    private static IEnumerable<string[]> Rows(string method)
    {
        string file = TestData.Find("yoochoose-100k", $"recoms_rsc15_100k_{method}.csv.gz");
        using StreamReader reader = new(new GZipStream(File.OpenRead(file), CompressionMode.Decompress));
        reader.ReadLine();
        while (reader.ReadLine() is string line)
        {
            yield return line.Split(';');
        }
    }
}
