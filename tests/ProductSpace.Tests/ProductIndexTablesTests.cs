using System.Buffers.Binary;
using ProductSpace.Storage;

namespace ProductSpace.Tests;

public class ProductIndexTablesTests
{
    private static readonly string[] s_ids = ["a", "b", "c", "d", "e", "f"];

    /// <summary>Rows by place in the ids; a row names products that the snapshot lacks, too.</summary>
    private static readonly Dictionary<int, (int, float)[]> s_rows = new()
    {
        [0] = [(1, 1f), (2, 4f), (3, 2f), (6, 9f)],
        [2] = [(0, 3f), (1, 3f), (5, 0f), (4, -1f), (3, float.NaN)],
        [6] = [(0, 1f)],
    };

    [Fact]
    public void ReadTable_Rows_AreByOrdinalBestFirst()
    {
        using ProductIndex index = Open(entries: 3);
        Assert.Equal(["next"], index.Tables);
        Assert.Equal([("c", 4f), ("d", 2f), ("b", 1f)], Row(index, "a"));
        Assert.Equal([("a", 3f), ("b", 3f)], Row(index, "c").OrderBy(entry => entry.Id));
        Assert.Empty(Row(index, "b"));
    }

    /// <summary>Kept are the best of what the snapshot knows, of the entries that the reader gave.</summary>
    [Fact]
    public void ReadTable_FewerEntries_KeepsTheFirstOnes()
    {
        using ProductIndex index = Open(entries: 2);
        Assert.Equal([("c", 4f), ("b", 1f)], Row(index, "a"));
        Assert.Equal(1, index.ReadTable(0, Ordinal(index, "a"), new Neighbor[1]));
    }

    [Fact]
    public void Builder_WrongTables_AreRefusedByName()
    {
        ProductIndexBuilder builder = Builder();
        Assert.Throws<ArgumentException>(() => builder.UseTable("", s_ids, 3, Read));
        Assert.Throws<ArgumentException>(() => builder.UseTable("a\nb", s_ids, 3, Read));
        Assert.Throws<ArgumentOutOfRangeException>(() => builder.UseTable("x", s_ids, 0, Read));
        Assert.Throws<ArgumentOutOfRangeException>(() => builder.UseTable("x", s_ids, 257, Read));
        builder.UseTable("1", s_ids, 3, Read).UseTable("2", s_ids, 3, Read).UseTable("3", s_ids, 3, Read);
        Assert.Throws<ArgumentException>(() => builder.UseTable("2", s_ids, 3, Read));
        builder.UseTable("4", s_ids, 3, Read);
        Assert.Throws<ArgumentException>(() => builder.UseTable("5", s_ids, 3, Read));
        Assert.Throws<ArgumentException>(() => builder.UsePopularity(s_ids, new float[2]));
        Assert.Throws<ArgumentException>(() => builder.UsePopularity(s_ids, new float[s_ids.Length], new float[2]));
    }

    [Fact]
    public void Build_RowNamesNoProductOfTheTable_IsRefused()
    {
        BuildInputException exception = Assert.Throws<BuildInputException>(() => Builder().UseTable("x", s_ids, 3, Wrong).BuildToMemory());
        Assert.Contains("\"x\" names product 9, it has 6 products", exception.Message, StringComparison.Ordinal);

        static int Wrong(int product, Span<int> products, Span<float> weights)
        {
            products[0] = 9;
            return 1;
        }
    }

    [Fact]
    public void GetPopularity_KnownAndUnknown_AsGiven()
    {
        using ProductIndex index = Open(entries: 3);
        Assert.True(index.HasPopularity);
        Assert.Equal(5, index.GetPopularity(Ordinal(index, "b")));
        Assert.Equal(0, index.GetPopularity(Ordinal(index, "f")));
        Assert.Equal((-1.5f, 0, 0), (index.GetPopularityTrend(Ordinal(index, "b")), index.GetPopularityTrend(Ordinal(index, "a")), index.GetPopularityTrend(Ordinal(index, "c"))));
        Assert.Throws<ArgumentOutOfRangeException>(() => index.GetPopularityTrend(-1));
        using ProductIndex without = ProductIndex.Open(Builder().BuildToMemory());
        Assert.False(without.HasPopularity);
        Assert.Equal((0, 0), (without.GetPopularity(0), without.GetPopularityTrend(0)));
        Assert.Empty(without.Tables);
        Assert.Throws<ArgumentOutOfRangeException>(() => without.ReadTable(0, 0, new Neighbor[1]));
    }

    /// <summary>Equal inputs give equal bytes, and verification accepts what a build writes.</summary>
    [Fact]
    public void Build_Twice_SameBytesAndSound()
    {
        byte[] first = WithAll(3).BuildToMemory();
        Assert.Equal(first, WithAll(3).BuildToMemory());
        ProductIndex.Open(first, OpenMode.Verify).Dispose();
    }

    /// <summary>
    /// Forged sections of a file without checksums: what they say is left out or read as nothing, never outside.
    /// </summary>
    [Fact]
    public void ReadTable_ForgedEntries_AreLeftOut()
    {
        byte[] snapshot = WithAll(3).BuildToMemory();
        using ProductIndex sound = ProductIndex.Open(snapshot);
        int a = Ordinal(sound, "a");
        int offset = (int)sound.Sections.OffsetOf(SectionId.OfTable(0, SectionId.TableProducts)) + (a * 3 * sizeof(int));
        BinaryPrimitives.WriteInt32LittleEndian(snapshot.AsSpan(offset), int.MaxValue);
        BinaryPrimitives.WriteInt32LittleEndian(snapshot.AsSpan(offset + 4), -7);
        int scales = (int)sound.Sections.OffsetOf(SectionId.OfTable(0, SectionId.TableScales));
        BinaryPrimitives.WriteSingleLittleEndian(snapshot.AsSpan(scales + (4 * Ordinal(sound, "c"))), float.PositiveInfinity);
        using ProductIndex forged = ProductIndex.Open(snapshot);
        Assert.Equal([("b", 1f)], Row(forged, "a"));
        Assert.Empty(Row(forged, "c"));
        Assert.Throws<SnapshotException>(() => forged.Verify());
    }

    private static int Read(int product, Span<int> products, Span<float> weights)
    {
        int count = 0;
        foreach ((int target, float weight) in s_rows.GetValueOrDefault(product, []).Take(products.Length))
        {
            products[count] = target;
            weights[count++] = weight;
        }

        return count;
    }

    private static ProductIndexBuilder Builder() => new ProductIndexBuilder()
        .UseVectors(Enumerable.Range(0, 12).Select(i => (float)Math.Cos(i)).ToArray(), 2).UseIds(s_ids);

    private static ProductIndexBuilder WithAll(int entries) => Builder()
        .UseTable("next", [.. s_ids, "unknown"], entries, Read)
        .UsePopularity(["b", "a", "unknown", "c"], new float[] { 5, 2, 7, float.NaN }, new float[] { -1.5f, float.NaN, 3, 2 });

    private static ProductIndex Open(int entries) => ProductIndex.Open(WithAll(entries).BuildToMemory());

    private static int Ordinal(ProductIndex index, string id) => index.TryGetOrdinal(id, out int ordinal) ? ordinal : throw new InvalidOperationException(id);

    private static (string Id, float Weight)[] Row(ProductIndex index, string id)
    {
        Neighbor[] entries = new Neighbor[10];
        int count = index.ReadTable(0, Ordinal(index, id), entries);
        return [.. entries.Take(count).Select(entry => (index.GetProductId(entry.Ordinal), MathF.Round(entry.Similarity, 3)))];
    }
}
