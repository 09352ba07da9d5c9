namespace ProductSpace.Tests;

public class AllocatedTests
{
    /// <summary>The twin: one array a call is seen, whatever the collector does.</summary>
    [Fact]
    public void Least_WorkThatAllocates_SeesIt()
    {
        object? kept = null;
        Assert.InRange(Allocated.Least(() => kept = new byte[100]), 100, 9_000);
        Assert.NotNull(kept);
        int sum = 0;
        Assert.Equal(0, Allocated.Least(() => sum++));
    }
}
