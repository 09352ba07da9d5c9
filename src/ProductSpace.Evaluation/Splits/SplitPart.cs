using ProductSpace.Training;

namespace ProductSpace.Evaluation.Splits;

/// <summary>
/// One test window and all that is trained on before it. Products are numbered by their views in the training part,
/// most frequent first, ties by the first view there: nothing of the test part shows in the numbers. Immutable.
/// </summary>
public sealed class SplitPart
{
    internal SplitPart(SessionSet training, SessionSet test, int[] products, SplitCounts counts)
    {
        Training = training;
        Test = test;
        Products = products;
        Counts = counts;
    }

    /// <summary>Sessions to train on; each ends before the window starts.</summary>
    public SessionSet Training { get; }

    /// <summary>Sessions to judge by; each begins in the window.</summary>
    public SessionSet Test { get; }

    /// <summary>Number in the log of each product.</summary>
    public IReadOnlyList<int> Products { get; }

    /// <summary>What the split took and dropped.</summary>
    public SplitCounts Counts { get; }
}
