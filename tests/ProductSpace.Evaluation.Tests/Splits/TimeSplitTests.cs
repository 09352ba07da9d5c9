using ProductSpace.Evaluation.Splits;
using ProductSpace.Training;

namespace ProductSpace.Evaluation.Tests.Splits;

public class TimeSplitTests
{
    private static readonly SplitOptions s_day = new() { TestDays = 100 / 86_400d, MinCount = 1 };

    [Fact]
    public void Split_Days_TrainsBeforeTheBorderTestsFromItAndDropsWhatCrosses()
    {
        // The last view is at 1001, so that the window of 100 seconds begins at 902.
        SplitPart part = Assert.Single(TimeSplit.Split(
            TimedLog.Of("10: a b c", "900: a b", "901: b c d", "902: b c", "1000: c a"), s_day));
        Assert.Equal(["a b c", "a b"], TimedLog.Show(part.Training, part.Products));
        Assert.Equal(["b c", "c a"], TimedLog.Show(part.Test, part.Products));
        Assert.Equal(1, part.Counts.SessionsAcross);
        Assert.Equal(DateTimeOffset.FromUnixTimeSeconds(902).AddMicroseconds(-999_999), part.Counts.Border);
    }

    [Fact]
    public void Split_MinimumCount_IsThatOfTheTrainingPartAlone()
    {
        // c is frequent in the test part only; dropping d makes a repeat of a, and b rare in turn.
        EvaluationLog log = TimedLog.Of("1: a b", "5: b a", "9: a d a", "20: a b", "30: a c b", "950: a c", "960: c b a", "990: c c");
        SplitPart part = TimeSplit.Split(log, s_day with { MinCount = 3 })[0];
        Assert.Equal(["a b", "b a", "a b", "a b"], TimedLog.Show(part.Training, part.Products));
        Assert.Equal(["b a"], TimedLog.Show(part.Test, part.Products));
        Assert.Equal((4L, 4, 2), (part.Counts.RareViews, (int)part.Counts.UnknownViews, part.Counts.ShortSessions));
        Assert.Equal(2, part.Training.ProductCount);
    }

    [Fact]
    public void Split_UnknownProducts_StayOutOfRangeIfKept()
    {
        EvaluationLog log = TimedLog.Of("1: a b", "5: b a", "950: a c", "960: c b a d");
        SplitPart part = TimeSplit.Split(log, s_day with { Unknown = UnknownProducts.Keep })[0];
        Assert.Equal(["a ?", "? b a ?"], TimedLog.Show(part.Test, part.Products));
        Assert.Equal(part.Test.Products(0)[1], part.Test.Products(1)[0]);
        Assert.NotEqual(part.Test.Products(1)[0], part.Test.Products(1)[3]);
        Assert.Equal(3, part.Counts.UnknownViews);
    }

    [Fact]
    public void Split_Repeats_StayWhereTheLogKeepsThem()
    {
        string[] sessions = ["1: a a", "5: a b a", "950: a b b"];
        SplitPart kept = TimeSplit.Split(TimedLog.Of(keepsRepeats: true, sessions), s_day)[0];
        Assert.Equal(["a a", "a b a"], TimedLog.Show(kept.Training, kept.Products));
        Assert.Equal(["a b b"], TimedLog.Show(kept.Test, kept.Products));
    }

    [Fact]
    public void Split_Windows_FollowEachOtherAndTrainOnAllBefore()
    {
        EvaluationLog log = TimedLog.Of("1: a b", "705: a b", "799: b a", "805: a b", "899: a b", "903: b a", "1000: a b");
        IReadOnlyList<SplitPart> parts = TimeSplit.Split(log, s_day with { Windows = 3 });
        Assert.Equal(3, parts.Count);
        Assert.Equal([1, 3, 5], parts.Select(part => part.Training.Count));
        Assert.Equal([2, 2, 2], parts.Select(part => part.Test.Count));
        Assert.Equal(parts[0].Counts.End, parts[1].Counts.Border);
    }

    [Fact]
    public void Validation_LiesBeforeTheFirstTestWindowAndEndsThere()
    {
        EvaluationLog log = TimedLog.Of("1: a b", "805: a b", "899: a b a b a", "901: b a b", "903: b a", "1000: a b");
        SplitPart validation = TimeSplit.Validation(log, s_day);
        Assert.Equal(["a b"], TimedLog.Show(validation.Training, validation.Products));
        Assert.Equal(["a b"], TimedLog.Show(validation.Test, validation.Products));
        Assert.Equal(TimeSplit.Split(log, s_day)[0].Counts.Border, validation.Counts.End);
    }

    [Fact]
    public void Split_Share_TakesTheLastSessions()
    {
        EvaluationLog log = TimedLog.Of([.. Enumerable.Range(0, 40).Select(i => $"{i * 10}: a b")]);
        IReadOnlyList<SplitPart> parts = TimeSplit.Split(log, new SplitOptions { TestShare = 0.2, Windows = 2, MinCount = 1 });
        Assert.Equal([(32, 4), (36, 4)], parts.Select(part => (part.Training.Count, part.Test.Count)));
        SplitPart validation = TimeSplit.Validation(log, new SplitOptions { TestShare = 0.2, Windows = 2, MinCount = 1 });
        Assert.Equal((28, 4), (validation.Training.Count, validation.Test.Count));
    }

    [Fact]
    public void Split_NoClock_GoesByTheOrderOfSessions()
    {
        EvaluationLog log = TimedLog.Random(3, 100, 10, isClock: false);
        SplitPart part = TimeSplit.Split(log, new SplitOptions { MinCount = 1 })[0];
        Assert.Equal(0, part.Counts.SessionsAcross);
        Assert.Null(part.Counts.Border);
        Assert.True(part.Test.Count <= 10 && part.Training.Count <= 90);
        TrainingInputException refused = Assert.Throws<TrainingInputException>(() => TimeSplit.Split(log, s_day));
        Assert.Contains("no clock", refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1, 5, "to train on")]
    [InlineData(0.000001, 1, "to judge by")]
    public void Split_TooShort_IsRefused(double days, int windows, string part)
    {
        EvaluationLog log = TimedLog.Of("1: a b", "4000: a b c d e f g h", "4005: a b");
        SplitOptions options = new() { TestDays = days, Windows = windows, MinCount = 1 };
        Assert.Contains(part, Assert.Throws<TrainingInputException>(() => TimeSplit.Split(log, options)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Check_OutOfRange_Throws()
    {
        foreach (SplitOptions wrong in new[]
        {
            new SplitOptions { TestDays = 0 }, new() { TestDays = double.NaN }, new() { TestShare = 0 }, new() { TestShare = 0.6 },
            new() { Windows = 0 }, new() { MinCount = 0 },
        })
        {
            Assert.Throws<TrainingInputException>(wrong.Check);
        }
    }
}
