using System.Buffers.Binary;
using ProductSpace.Training.Tables;

namespace ProductSpace.Training.Tests.Tables;

public sealed class LearnedTableTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Load_WhatWasSaved_IsTheSame()
    {
        string path = _folder.File("next.pst");
        Example().Save(path);
        LearnedTable read = LearnedTable.Load(path);
        Assert.Equal(("next", "SR, 8 steps", 3), (read.Name, read.Source, read.Entries));
        Assert.Equal(["a", "b ü", "c"], read.ProductIds);
        Assert.Equal([1f, 0f, 2.5f], read.Popularity);
        Assert.Equal([2, 1, 0], read.Table.Products(0).ToArray());
        Assert.Equal([3f, 2f, 1f], read.Table.Weights(0).ToArray());
        Assert.Empty(read.Table.Products(1).ToArray());
        byte[] first = File.ReadAllBytes(path);
        Example().Save(path);
        Assert.Equal(first, File.ReadAllBytes(path));
    }

    /// <summary>Every flip of a bit and every cut is refused by name, with what to do.</summary>
    [Fact]
    public void Load_AnyFlipOrCut_IsRefused()
    {
        string path = _folder.File("next.pst");
        Example().Save(path);
        byte[] sound = File.ReadAllBytes(path);
        for (int bit = 0; bit < sound.Length * 8; bit++)
        {
            byte[] flipped = [.. sound];
            flipped[bit / 8] ^= (byte)(1 << (bit % 8));
            RequireRefused(flipped);
        }

        for (int length = 0; length < sound.Length; length++)
        {
            RequireRefused(sound[..length]);
        }

        RequireRefused([.. sound, 0]);
    }

    /// <summary>A forged file has a right checksum; what it says is still checked.</summary>
    [Theory]
    [InlineData("entry")]
    [InlineData("start")]
    [InlineData("weight")]
    [InlineData("popularity")]
    [InlineData("ids")]
    public void Load_Forged_IsRefused(string what)
    {
        string path = _folder.File("next.pst");
        Example().Save(path);
        byte[] bytes = File.ReadAllBytes(path);
        int starts = bytes.Length - (3 * 4) - (4 * 8) - (4 * 4);
        switch (what)
        {
            case "entry": BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(starts + 16), 3); break;
            case "start": BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(starts + 4), 5); break;
            case "weight": BinaryPrimitives.WriteSingleLittleEndian(bytes.AsSpan(starts + 16 + 16), float.NaN); break;
            case "popularity": BinaryPrimitives.WriteSingleLittleEndian(bytes.AsSpan(bytes.Length - 4), -1); break;
            default: bytes[starts - 2] = (byte)'\n'; break;
        }

        System.IO.Hashing.XxHash128.Hash(bytes.AsSpan(64), bytes.AsSpan(48));
        RequireRefused(bytes);
    }

    [Fact]
    public void Load_SomethingElse_SaysWhatItIsNot()
    {
        string path = _folder.File("x.csv");
        File.WriteAllText(path, "session,product\n");
        TrainingInputException exception = Assert.Throws<TrainingInputException>(() => LearnedTable.Load(path));
        Assert.Equal($"{path}: is no item table; name a file that `learn-table` wrote", exception.Message);
    }

    [Fact]
    public void AddTo_Build_SnapshotHasTableAndPopularity()
    {
        ProductIndexBuilder builder = new ProductIndexBuilder().UseVectors(new float[] { 1, 0, 0, 1, 1, 1 }, 2).UseIds(["c", "a", "b ü"]);
        Example().AddTo(builder, entries: 2);
        using ProductIndex index = ProductIndex.Open(builder.BuildToMemory());
        Assert.Equal(["next"], index.Tables);
        Neighbor[] row = new Neighbor[4];
        Assert.True(index.TryGetOrdinal("a", out int a));
        Assert.Equal(2, index.ReadTable(0, a, row));
        Assert.Equal(["c", "b ü"], row.Take(2).Select(entry => index.GetProductId(entry.Ordinal)));
        Assert.Equal(1, index.GetPopularity(a));
    }

    [Fact]
    public void Popularity_HalfLife_OlderEventsCountLess()
    {
        const long day = 86_400_000_000;
        SessionSet sessions = new(3, [0, 1, 0, 2], [0, 2, 4], [0, 10 * day, 20 * day, 20 * day]);
        Assert.Equal([2f, 1f, 1f], ProductPopularity.Of(sessions, 0));
        Assert.Equal([1.25f, .5f, 1f], ProductPopularity.Of(sessions, 10));
        Assert.Equal([1f, 0f, 1f], ProductPopularity.Of(sessions, 0.001));
        Assert.Throws<ArgumentOutOfRangeException>(() => ProductPopularity.Of(sessions, double.NaN));
    }

    /// <summary>Half of the events of product 0 are of the last days, none of product 1 are; product 2 is as usual.</summary>
    [Fact]
    public void Trends_OfALog_TellWhatRises()
    {
        const long day = 86_400_000_000;
        long[] times = [.. Enumerable.Range(0, 40).Select(i => i * day)];
        int[] products = [.. Enumerable.Range(0, 40).Select(i => i % 4 == 0 ? 2 : i < 30 ? 1 : 0)];
        SessionSet sessions = new(4, products, [0, 40], times);
        float[] trends = ProductPopularity.Trends(sessions);
        Assert.Equal(4, trends.Length);
        Assert.InRange(trends[0], 0.3, 2);
        Assert.InRange(trends[1], -2, -0.3);
        Assert.InRange(trends[2], -0.2, 0.2);
        Assert.Equal(0, trends[3]);

        // The plain formula: half-lives of 39 / 8 and 39 / 2 days.
        double recent = Sum(0, 39 / 8.0), usual = Sum(0, 39 / 2.0);
        double share = Enumerable.Range(0, 3).Sum(p => Sum(p, 39 / 8.0)) / Enumerable.Range(0, 3).Sum(p => Sum(p, 39 / 2.0));
        Assert.Equal(Math.Log2((1 + recent) / (1 + (usual * share))), trends[0], 1e-5);

        double Sum(int product, double halfLife) => Enumerable.Range(0, 40).Where(i => products[i] == product).Sum(i => Math.Pow(2, -(39 - i) / halfLife));
    }

    [Fact]
    public void Trends_WithoutAClock_AreUnknown()
    {
        Assert.Empty(ProductPopularity.Trends(SessionSet.From(2, [[0, 1]])));
        Assert.Empty(ProductPopularity.Trends(new SessionSet(2, [0, 1], [0, 2], [5, 5])));
        Assert.Empty(ProductPopularity.Trends(new SessionSet(2, [], [0], [])));
    }

    /// <summary>A table with trends is a file of version 2; one without stays what it was.</summary>
    [Fact]
    public void Save_WithTrends_IsReadBackAndTaken()
    {
        string path = _folder.File("trends.pst");
        LearnedTable table = WithTrends(0.5f, -1.25f, 3);
        table.Save(path);
        byte[] bytes = File.ReadAllBytes(path);
        Assert.Equal(2, bytes[8]);
        LearnedTable read = LearnedTable.Load(path);
        Assert.Equal(table.Trends, read.Trends);
        Assert.Equal(table.Popularity, read.Popularity);
        Example().Save(path);
        Assert.Equal((1, bytes.Length - 12), (File.ReadAllBytes(path)[8], (int)new FileInfo(path).Length));
        Assert.Empty(LearnedTable.Load(path).Trends);

        ProductIndexBuilder builder = new ProductIndexBuilder().UseVectors(new float[] { 1, 0, 0, 1, 1, 1 }, 2).UseIds(["c", "a", "b ü"]);
        table.AddTo(builder);
        using ProductIndex index = ProductIndex.Open(builder.BuildToMemory(), OpenMode.Verify);
        Assert.True(index.TryGetOrdinal("c", out int c));
        Assert.Equal(3, index.GetPopularityTrend(c));
        Assert.Throws<ArgumentException>(() => WithTrends(1, 2));
    }

    [Fact]
    public void Load_TrendThatIsNoNumber_IsRefused()
    {
        string path = _folder.File("trends.pst");
        WithTrends(0.5f, -1.25f, 3).Save(path);
        byte[] bytes = File.ReadAllBytes(path);
        BinaryPrimitives.WriteSingleLittleEndian(bytes.AsSpan(bytes.Length - 4), float.NaN);
        System.IO.Hashing.XxHash128.Hash(bytes.AsSpan(64), bytes.AsSpan(48));
        RequireRefused(bytes);
    }

    private static LearnedTable WithTrends(params float[] trends)
    {
        LearnedTable table = Example();
        return new LearnedTable(table.Name, table.ProductIds, table.Table, table.Popularity, table.Source) { Trends = trends };
    }

    private static LearnedTable Example()
    {
        ItemTableBuilder rows = new(3, 3);
        rows.Set(0, [0, 1, 2], [1f, 2f, 3f]);
        rows.Set(2, [0], [7f]);
        return new LearnedTable("next", ["a", "b ü", "c"], rows.Build(), [1f, 0f, 2.5f], "SR, 8 steps");
    }

    private void RequireRefused(byte[] bytes)
    {
        string path = _folder.File("bad.pst");
        File.WriteAllBytes(path, bytes);
        TrainingInputException exception = Assert.Throws<TrainingInputException>(() => LearnedTable.Load(path));
        Assert.StartsWith(path, exception.Message, StringComparison.Ordinal);
    }
}
