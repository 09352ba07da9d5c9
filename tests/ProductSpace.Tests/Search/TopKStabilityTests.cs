using ProductSpace.Tests.Planning;
using ProductSpace.Cells;
using ProductSpace.Search;

namespace ProductSpace.Tests.Search;

public class TopKStabilityTests
{
    [Fact]
    public void Add_FirstLooks_SayThatAllAreFresh()
    {
        TopKStability history = new();
        history.Begin(3);
        Assert.Equal(3, history.Add(Keys(9, 8, 7), looksBefore: 2, out int kth));
        Assert.Equal(7, kth);
        Assert.Equal(3, history.Add(Keys(9, 8, 7), looksBefore: 2, out _));
        Assert.Equal(0, history.Add(Keys(9, 8, 7), looksBefore: 2, out _));
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(2, 2)]
    [InlineData(3, 3)]
    public void Add_OneBetterHitALook_CountsThoseSince(int looksBefore, int expected)
    {
        TopKStability history = new();
        history.Begin(4);
        int fresh = 0;
        for (int look = 0; look < 7; look++)
        {
            fresh = history.Add(Keys(look + 3, look + 2, look + 1, look), looksBefore, out int kth);
            Assert.Equal(look, kth);
        }

        Assert.Equal(expected, fresh);
    }

    [Fact]
    public void Begin_AfterMoreResults_ForgetsThem()
    {
        TopKStability history = new();
        history.Begin(5);
        history.Add(Keys(5, 4, 3, 2, 1), looksBefore: 1, out _);
        history.Begin(2);
        Assert.Equal(2, history.Add(Keys(5, 4), looksBefore: 1, out _));
        Assert.Equal(1, history.Add(Keys(6, 5), looksBefore: 1, out _));
    }

    private static ulong[] Keys(params int[] dots) => [.. dots.Select((dot, i) => DotKey.Of(dot, (uint)i))];
}
