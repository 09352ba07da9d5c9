using ProductSpace.Search;

namespace ProductSpace.Tests.Search;

public sealed class SearchWorkTests
{
    /// <summary>Counts add up; what is complete or handed over is said of the last strategy alone.</summary>
    [Fact]
    public void After_WorkOfTwoStrategies_AddsTheCountsAndKeepsTheOutcome()
    {
        SearchWork first = new(100, 7) { HandedOver = true };
        SearchWork last = new(20, 3) { IsComplete = true };
        Assert.Equal(new SearchWork(120, 10) { IsComplete = true }, last.After(first));
        Assert.Equal(new SearchWork(120, 10) { HandedOver = true }, first.After(last));
        Assert.Equal(first, first.After(default));
    }
}
