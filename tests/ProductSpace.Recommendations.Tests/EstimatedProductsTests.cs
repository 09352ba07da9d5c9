namespace ProductSpace.Recommendations.Tests;

/// <summary>Products whose vectors are estimates are marked in the snapshot and in its answers.</summary>
public class EstimatedProductsTests
{
    private const int Products = 60;

    private static readonly string[] s_ids = [.. Enumerable.Range(0, Products).Select(i => $"p{i}")];

    [Fact]
    public void IsEstimated_MarkedProducts_AreThese()
    {
        string[] marked = [.. s_ids.Where((_, i) => i % 7 == 3)];
        using ProductIndex index = Build(builder => builder.MarkEstimated([.. marked, "unknown", "p1\0p2"]));
        Assert.Equal(marked.Order(), s_ids.Where(id => index.IsEstimated(Ordinal(index, id))).Order());
        Assert.All([-1, int.MinValue, Products, int.MaxValue], ordinal => Assert.False(index.IsEstimated(ordinal)));
        Assert.Contains(EstimatedProducts.AttachmentName, index.Attachments);
    }

    [Fact]
    public void Recommend_MarkedProducts_SaysSoAndAllocatesNothing()
    {
        using ProductIndex index = Build(builder => builder.MarkEstimated([.. s_ids.Take(20)]));
        ShopperEvent[] events = [new(Ordinal(index, "p40"))];
        Recommendation[] hits = new Recommendation[Products];
        foreach (Placement placement in (Placement[])[new(), new() { Rules = new MerchandisingRules { Diversity = 1 } }])
        {
            int count = index.Recommend(new ShopperState(events), hits, placement).Count;
            Assert.Equal(Products - 1, count);
            Assert.Equal(20, hits.Take(count).Count(hit => hit.IsEstimated));
            Assert.All(hits.Take(count), hit => Assert.Equal(index.IsEstimated(hit.Ordinal), hit.IsEstimated));
        }

        Assert.Equal(0, Allocated(() => index.Recommend(new ShopperState(events), hits)));
    }

    /// <summary>Popular products that fill up carry the mark too.</summary>
    [Fact]
    public void Recommend_NoEvents_MarksWhatFillsUp()
    {
        using ProductIndex index = Build(builder => builder.MarkEstimated([.. s_ids.Take(20)]));
        Recommendation[] hits = new Recommendation[Products];
        Assert.Equal(Products, index.Recommend(default, hits).Count);
        Assert.Equal(20, hits.Count(hit => hit.IsEstimated));
    }

    /// <summary>Whatever the bytes are, they mark known products or nothing.</summary>
    [Theory]
    [InlineData(new byte[0], 0)]
    [InlineData(new byte[] { 0, 0, 0 }, 0)]
    [InlineData(new byte[] { (byte)'p', (byte)'1' }, 0)]
    [InlineData(new byte[] { (byte)'p', (byte)'1', 0, 0xFF, 0xC0, 0, (byte)'p', (byte)'1', 0 }, 1)]
    public void IsEstimated_AnyBytes_MarkKnownProductsOnly(byte[] bytes, int expected)
    {
        using ProductIndex index = Build(builder => builder.Attach(EstimatedProducts.AttachmentName, bytes));
        Assert.Equal(expected, Enumerable.Range(0, Products).Count(index.IsEstimated));
    }

    [Fact]
    public void IsEstimated_SnapshotWithoutMarks_IsFalse()
    {
        using ProductIndex index = Build(builder => builder);
        Assert.DoesNotContain(true, Enumerable.Range(0, Products).Select(index.IsEstimated));
    }

    private static int Ordinal(ProductIndex index, string id) => index.TryGetOrdinal(id, out int ordinal) ? ordinal : -1;

    private static long Allocated(Action ask)
    {
        long least = long.MaxValue;
        for (int i = 0; i < 20; i++)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            ask();
            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
        }

        return least;
    }

    private static ProductIndex Build(Func<ProductIndexBuilder, ProductIndexBuilder> more)
    {
        Random random = new(5);
        float[] vectors = [.. Enumerable.Range(0, Products * 8).Select(_ => random.NextSingle() - 0.5f)];
        return ProductIndex.Open(more(new ProductIndexBuilder(new BuildOptions()).UseVectors(vectors, 8).UseIds(s_ids)).BuildToMemory());
    }
}
