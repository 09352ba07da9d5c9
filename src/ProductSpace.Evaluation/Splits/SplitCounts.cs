namespace ProductSpace.Evaluation.Splits;

/// <summary>What a split took and what it dropped.</summary>
public sealed record SplitCounts
{
    /// <summary>Start of the test window: every training session ends before it; null if times are no clock.</summary>
    public DateTimeOffset? Border { get; init; }

    /// <summary>End of the test window: every test session begins before it; null if times are no clock.</summary>
    public DateTimeOffset? End { get; init; }

    /// <summary>Time of the first view that is trained on; null if times are no clock.</summary>
    public DateTimeOffset? FirstView { get; init; }

    /// <summary>Number of sessions to train on.</summary>
    public required int TrainingSessions { get; init; }

    /// <summary>Number of views to train on.</summary>
    public required int TrainingViews { get; init; }

    /// <summary>Number of products that the training part knows.</summary>
    public required int Products { get; init; }

    /// <summary>
    /// Number of views before the border that are not trained on: of rare products, and of sessions or repeats that
    /// dropping these left.
    /// </summary>
    public required long RareViews { get; init; }

    /// <summary>Number of sessions that began before the border and ended after it, and are in neither part.</summary>
    public required int SessionsAcross { get; init; }

    /// <summary>Number of sessions to judge by, each of at least two views.</summary>
    public required int TestSessions { get; init; }

    /// <summary>Number of views in these sessions.</summary>
    public required int TestViews { get; init; }

    /// <summary>Number of views of unknown products in the window: removed or kept, as the options say.</summary>
    public required long UnknownViews { get; init; }

    /// <summary>Number of sessions of the window that were dropped since fewer than two views were left.</summary>
    public required int ShortSessions { get; init; }
}
