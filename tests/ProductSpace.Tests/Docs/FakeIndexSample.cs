namespace ProductSpace.Tests.Docs;

/// <summary>
/// How a host tests its own code: a real index of three products in memory in place of a fake. The builder's documentation
/// shows what stands between the marks.
/// </summary>
internal static class FakeIndexSample
{
    public static void Run()
    {
        // sample
        byte[] snapshot = new ProductIndexBuilder()
            .UseVectors(new float[] { 1, 0, 0.9f, 0.1f, 0, 1 }, dimension: 2)
            .UseIds(["sandal", "slipper", "boot"])
            .BuildToMemory();
        using ProductIndex index = ProductIndex.Open(snapshot);
        Assert.Equal("slipper", index.Similar("sandal", 1)[0].Id);

        // end
    }
}
