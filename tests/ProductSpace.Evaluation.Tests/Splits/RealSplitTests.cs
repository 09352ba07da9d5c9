using ProductSpace.Evaluation.Splits;
using ProductSpace.Training;

namespace ProductSpace.Evaluation.Tests.Splits;

public class RealSplitTests
{
    /// <summary>
    /// RSC15-100k as published: what another program trained on is the training part, view by view; of its 3,416 test sessions one
    /// began before the border. A quarter of the next views is the current product.
    /// </summary>
    [SkippableFact]
    public void Split_LastDayOfRsc15_IsThePublishedOne()
    {
        string[] files =
        [
            TestData.Find("yoochoose-100k", "yoochoose-clicks-100k_train_full.txt.gz"),
            TestData.Find("yoochoose-100k", "yoochoose-clicks-100k_test.txt.gz"),
        ];
        EvaluationLog log = EvaluationLog.Read(files, cleaning: new CleaningOptions { KeepRepeats = true });
        SplitPart part = Assert.Single(TimeSplit.Split(log, new SplitOptions { TestDays = 1, MinCount = 1 }));
        SplitCounts counts = part.Counts;
        Assert.Equal((17_794, 70_278, 2_933), (counts.TrainingSessions, counts.TrainingViews, counts.Products));
        Assert.Equal((3_415, 1, 0L), (counts.TestSessions, counts.SessionsAcross, counts.UnknownViews));

        RecommenderResult result = RecommenderEvaluator.Evaluate(
            Recipes.Find("popularity")!.Train(part.Training, new RecipeContext()), part.Test);
        Assert.Equal(10_149, result.Count);
        Assert.Equal(0.259, (double)result[RepeatMode.CurrentExcluded].ExcludedTargets / result.Count, 3);
        Assert.Equal(0.342, (double)result[RepeatMode.ViewedExcluded].ExcludedTargets / result.Count, 3);
    }
}
