using ProductSpace.Training;

namespace ProductSpace.Evaluation.Splits;

/// <summary>How a log is split by time into parts to train on and parts to judge by.</summary>
public sealed record SplitOptions
{
    /// <summary>Share of the sessions in the test windows, unless days are given.</summary>
    public const double DefaultTestShare = 0.1;

    /// <summary>
    /// Length of each test window in days, counted back from the last view; null for windows of equal numbers of
    /// sessions. Needs a log whose times are a clock.
    /// </summary>
    public double? TestDays { get; init; }

    /// <summary>Share of the sessions that begin in the test windows together, above 0 to 0.5.</summary>
    public double TestShare { get; init; } = DefaultTestShare;

    /// <summary>Number of test windows, 1 to 100, one after the other; each is trained on all before it.</summary>
    public int Windows { get; init; } = 1;

    /// <summary>Number of views that a product needs in the training part to be known.</summary>
    public int MinCount { get; init; } = CleaningOptions.DefaultMinCount;

    /// <summary>What happens to test views of products that the training part does not know.</summary>
    public UnknownProducts Unknown { get; init; }

    /// <summary>Throws for the first option that is out of its range.</summary>
    public void Check()
    {
        Require(TestDays is null or (> 0 and <= 36_500), "the days of a test window must be above 0 to 36,500");
        Require(TestShare is > 0 and <= 0.5, "the share of sessions to test on must be above 0 to 0.5");
        Require(Windows is >= 1 and <= 100, "the number of test windows must be 1 to 100");
        Require(MinCount >= 1, "the minimum count must be at least 1");
    }

    private static void Require(bool isTrue, string message)
    {
        if (!isTrue)
        {
            throw new TrainingInputException(message);
        }
    }
}
