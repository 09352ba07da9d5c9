using CsCheck;
using ProductSpace.Training.Logs;

namespace ProductSpace.Training.Tests.Logs;

public sealed class DistinctCountTests
{
    [Fact]
    public void Count_UpToTheLimit_IsExact() =>
        Gen.ULong.Array[0, 100].Sample(hashes =>
        {
            DistinctCount count = new(100);
            Assert.All([.. hashes, .. hashes], count.Add);
            Assert.Equal((hashes.Distinct().Count(), false), (count.Count, count.IsEstimate));
        });

    [Fact]
    public void Count_BeyondTheLimit_IsNearAndDoesNotDependOnTheOrder()
    {
        ulong[] hashes = [.. Enumerable.Range(0, 200_000).Select(i => System.IO.Hashing.XxHash3.HashToUInt64(BitConverter.GetBytes(i)))];
        DistinctCount forward = new(4096), backward = new(4096);
        foreach (ulong hash in hashes)
        {
            forward.Add(hash);
        }

        foreach (ulong hash in hashes.Reverse())
        {
            backward.Add(hash);
        }

        Assert.True(forward.IsEstimate);
        Assert.Equal(forward.Count, backward.Count);
        Assert.InRange(forward.Count, 190_000, 210_000);
    }
}
