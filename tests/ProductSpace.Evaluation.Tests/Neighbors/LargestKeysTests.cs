using CsCheck;
using ProductSpace.Evaluation.Neighbors;

namespace ProductSpace.Evaluation.Tests.Neighbors;

public class LargestKeysTests
{
    [Fact]
    public void MoveToEnd_AnyKeys_EndsWithTheLargest() => Gen.Select(Gen.ULong[0, 500].ArrayUnique[0, 60], Gen.Int[0, 60]).Sample((keys, count) =>
    {
        count = Math.Min(count, keys.Length);
        ulong[] sorted = [.. keys.Order()];
        ulong[] moved = [.. keys];
        LargestKeys.MoveToEnd(moved, count);
        Assert.Equal(sorted[^count..], moved[^count..].Order());
        Assert.Equal(sorted, moved.Order());
    });

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void MoveToEnd_SortedKeys_EndsWithTheLargest(bool descending)
    {
        ulong[] keys = [.. Enumerable.Range(0, 5000).Select(i => (ulong)(descending ? 5000 - i : i))];
        LargestKeys.MoveToEnd(keys, 500);
        Assert.Equal(500, keys[^500..].Count(key => key > keys[..^500].Max()));
    }
}
