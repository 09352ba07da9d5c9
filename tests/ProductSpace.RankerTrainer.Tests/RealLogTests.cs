using ProductSpace.Recommendations;
using ProductSpace.Tests;
using ProductSpace.Training;
using ProductSpace.Training.Tables;

namespace ProductSpace.RankerTrainer.Tests;

/// <summary>
/// A real log in three parts by time: the snapshot is learned from the first, the ranker from the second, the third
/// judges. The settings are those that the tool chose on the last sessions of the second part.
/// </summary>
public class RealLogTests
{
    [SkippableFact]
    public void Train_RealLog_PutsLaterSessionsInABetterOrder()
    {
        Skip.IfNot(Campaign.IsLong, "thirty epochs on a real log; PRODUCTSPACE_CAMPAIGN=2 runs them");
        using ProductIndex index = Build(Read("train_tr"));
        Placement placement = new();
        RankerGroups train = GroupCollector.Collect(index, Read("train_valid"), placement, 20_000);
        RankerGroups test = GroupCollector.Collect(index, Read("test"), placement, 20_000);
        RankerSettings settings = new(60, 16, 0.1, 100);
        RankerJudge judged = RankerJudge.Of(test, RankerSelection.Make(LambdaMart.Train(train, settings), settings, string.Empty));
        Assert.InRange(judged.Groups, 7000, 8000);
        Assert.InRange(judged.Change.Low, 0.01, 1);
        Assert.InRange(judged.RecallChange.Low, 0, 1);
    }

    private static EvaluationLog Read(string part) => EvaluationLog.Read(
        [TestData.Find("yoochoose-100k", $"yoochoose-clicks-100k_{part}.txt.gz")],
        new LogOptions { Columns = new Dictionary<string, string> { ["session"] = "SessionId", ["product"] = "ItemId", ["time"] = "Time" } });

    private static ProductIndex Build(EvaluationLog log)
    {
        using SessionCorpus corpus = SessionLog.ToCorpus(log.Sessions);
        Prod2VecOptions options = new() { Epochs = 30, NegativeExponent = 0.5, Threads = 1 };
        using Prod2VecTrainer trainer = new(corpus, options);
        while (trainer.EpochsDone < options.Epochs)
        {
            trainer.RunEpoch();
        }

        string[] ids = [.. Enumerable.Range(0, corpus.ProductCount).Select(row => log.ProductIds[int.Parse(corpus.ProductId(row), System.Globalization.CultureInfo.InvariantCulture)])];
        float[] input = [.. Enumerable.Range(0, ids.Length).SelectMany(row => trainer.InRow(row).ToArray())];
        float[] output = [.. Enumerable.Range(0, ids.Length).SelectMany(row => trainer.OutRow(row).ToArray())];
        ProductIndexBuilder builder = new ProductIndexBuilder(new BuildOptions { OnBadVector = BadVectorPolicy.Skip })
            .UseVectors(input, options.Dimension).UseNextVectors(output, options.Dimension).UseIds(ids);
        new LearnedTable("slist", log.ProductIds, SlistLearner.Learn(log.Sessions, new SlistOptions()), ProductPopularity.Of(log.Sessions, 30), "test").AddTo(builder);
        return ProductIndex.Open(builder.BuildToMemory());
    }
}
