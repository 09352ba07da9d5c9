using System.Buffers.Binary;
using ProductSpace.Delta;
using ProductSpace.Storage;
using ProductSpace.Tests.Storage;

namespace ProductSpace.Tests.Building;

/// <summary>What a build for dot products writes, says and refuses, and what an open makes of it.</summary>
public class DotBuildTests
{
    private static readonly TestShop s_shop = new(300, 8, seed: 3, withNext: true, similarity: Similarity.Dot);
    private static readonly byte[] s_snapshot = s_shop.Builder().BuildToMemory();

    [Fact]
    public void Build_Dot_SaysItAndKeepsTheDimension()
    {
        using ProductIndex index = ProductIndex.Open(s_snapshot, OpenMode.Verify);
        Assert.Equal((Similarity.Dot, Similarity.Dot, 8, 8), (index.Info.Similarity, index.Info.NextSimilarity!.Value, index.Dimension, index.Info.Dimension));
        Assert.Equal(9, index.Header.Dimension);
    }

    [Fact]
    public void Build_Cosine_SaysItAndHasNoRadii()
    {
        using ProductIndex index = ProductIndex.Open(new TestShop(100, 8).Builder().BuildToMemory());
        Assert.Equal((Similarity.Cosine, (Similarity?)null), (index.Info.Similarity, index.Info.NextSimilarity));
        Assert.False(index.Sections.Contains(SectionId.Radii));
    }

    /// <summary>A reader that does not know the section refuses the file: it would answer by the wrong similarity.</summary>
    [Fact]
    public void Build_Dot_MarksTheRadiiAsRequired()
    {
        using ProductIndex index = ProductIndex.Open(s_snapshot);
        Assert.True(index.Sections.Entries.Single(entry => entry.Id == SectionId.Radii).IsRequired);
        double radius = Enumerable.Range(0, s_shop.Count).Max(product => Float64.Length(s_shop.Vector(product)));
        Assert.Equal(radius, index.Sections.Get<double>(SectionId.Radii, 2)[0], 1e-12 * radius);
    }

    [Fact]
    public void Build_AnyThreadCount_GivesTheSameBytes() => Assert.Equal(
        s_snapshot,
        s_shop.Builder(new BuildOptions { M = 8, EfConstruction = 60, Threads = 3 }).BuildToMemory());

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    [InlineData(-1)]
    [InlineData(1e300)]
    [InlineData(1e-300)]
    public void Open_ForgedRadius_IsRefused(double radius)
    {
        SnapshotForge forge = new(s_snapshot);
        BinaryPrimitives.WriteDoubleLittleEndian(forge.Section(forge.Find(SectionId.Radii)), radius);
        SnapshotException refused = Assert.Throws<SnapshotException>(() => ProductIndex.Open(forge.Reseal().Bytes));
        Assert.Contains("radii", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Open_NoRadiusAtAll_IsRefused()
    {
        SnapshotForge forge = new(s_snapshot);
        forge.Section(forge.Find(SectionId.Radii)).Clear();
        Assert.Throws<SnapshotException>(() => ProductIndex.Open(forge.Reseal().Bytes));
    }

    [Fact]
    public void Verify_RadiusBelowTheLongest_IsRefused()
    {
        SnapshotForge forge = new(s_snapshot);
        BinaryPrimitives.WriteDoubleLittleEndian(forge.Section(forge.Find(SectionId.Radii)), 0.5);
        SnapshotException refused = Assert.Throws<SnapshotException>(() => ProductIndex.Open(forge.Reseal().Bytes, OpenMode.Verify));
        Assert.Contains("longer than the radius", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Verify_ExtraNumberInAnExactRow_IsRefused()
    {
        SnapshotForge forge = new(s_snapshot);
        BinaryPrimitives.WriteSingleLittleEndian(forge.Section(forge.Find(SectionId.OfSpace(0, SectionId.GivenRows)))[(8 * sizeof(float))..], 1);
        SnapshotException refused = Assert.Throws<SnapshotException>(() => ProductIndex.Open(forge.Reseal().Bytes, OpenMode.Verify));
        Assert.Contains("row 0", refused.Message, StringComparison.Ordinal);
    }

    /// <summary>A forged extra number of a viewed product does not come into the question.</summary>
    [Fact]
    public void SearchSession_ExtraNumberInAnExactRow_IsIgnored()
    {
        SnapshotForge forge = new(s_snapshot);
        Span<byte> rows = forge.Section(forge.Find(SectionId.OfSpace(0, SectionId.GivenRows)));
        for (int row = 0; row < s_shop.Count; row++)
        {
            BinaryPrimitives.WriteSingleLittleEndian(rows[(((row * 9) + 8) * sizeof(float))..], 1e30f);
        }

        using ProductIndex forged = ProductIndex.Open(forge.Reseal().Bytes);
        using ProductIndex sound = ProductIndex.Open(s_snapshot);
        Neighbor[] hits = new Neighbor[5];
        Neighbor[] right = new Neighbor[5];
        forged.SearchSessionExact([s_shop.Ids[4]], hits);
        sound.SearchSessionExact([s_shop.Ids[4]], right);
        Assert.Equal(right, hits);
    }

    /// <summary>Numbers that no vector has give answers within bounds.</summary>
    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    [InlineData(float.MaxValue)]
    public void SearchExact_ForgedRows_StaysInBounds(float number)
    {
        SnapshotForge forge = new(s_snapshot);
        Span<byte> rows = forge.Section(forge.Find(SectionId.OfSpace(0, SectionId.GivenRows)));
        for (int row = 0; row < s_shop.Count; row += 2)
        {
            BinaryPrimitives.WriteSingleLittleEndian(rows[(row * 9 * sizeof(float))..], number);
        }

        using ProductIndex forged = ProductIndex.Open(forge.Reseal().Bytes);
        Neighbor[] hits = new Neighbor[s_shop.Count];
        Assert.Equal(hits.Length, forged.SearchExact(s_shop.Vector(1), hits).Count);
        Assert.All(hits, hit => Assert.True(float.IsFinite(hit.Similarity)));
        Assert.Equal(hits.Select(hit => hit.Similarity).OrderDescending(), hits.Select(hit => hit.Similarity));
    }

    [Fact]
    public void Open_DotProductsWithoutGivenRows_IsRefused()
    {
        SnapshotForge forge = new(s_snapshot);
        BinaryPrimitives.WriteUInt32LittleEndian(forge.Entry(forge.Find(SectionId.OfSpace(0, SectionId.GivenRows))), 0x1F0);
        BinaryPrimitives.WriteUInt32LittleEndian(forge.Entry(forge.Find(0x1F0))[SnapshotLayout.EntryFlags..], 0);
        Assert.Throws<SnapshotException>(() => ProductIndex.Open(forge.Reseal().Bytes));
    }

    [Fact]
    public void Build_CosineOfUnequalLengths_HintsAtTheDotProduct()
    {
        using TemporaryFolder folder = new();
        BuildReport report = new ProductIndexBuilder().UseVectors(s_shop.Vectors, 8).Build(folder.File("a.psx"));
        Assert.Contains("nine in ten vectors", report.SimilarityHint, StringComparison.Ordinal);
        Assert.Contains("--similarity dot", report.SimilarityHint, StringComparison.Ordinal);
        Assert.Null(s_shop.Builder().Build(folder.File("b.psx")).SimilarityHint);
        Assert.Null(new TestShop(300, 24).Builder().Build(folder.File("c.psx")).SimilarityHint);
        report = new ProductIndexBuilder(new BuildOptions { NextSimilarity = Similarity.Cosine })
            .UseVectors(new TestShop(300, 24).Vectors, 24).UseNextVectors(new TestShop(300, 24, similarity: Similarity.Dot).Vectors, 24).Build(folder.File("d.psx"));
        Assert.Contains("--next-similarity dot", report.SimilarityHint, StringComparison.Ordinal);
    }

    [Fact]
    public void Build_DimensionWithoutRoomForTheExtraNumber_IsRefused()
    {
        ProductIndexBuilder builder = new ProductIndexBuilder(new BuildOptions { Similarity = Similarity.Dot }).UseVectors(new float[4096], 4096);
        Assert.Contains("the maximum is 4095 under the dot product", Assert.Throws<BuildInputException>(() => builder.BuildToMemory()).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1e35f, true)]
    [InlineData(1e25f, false)]
    [InlineData(1e-35f, false)]
    public void FindFault_DeltaVectorOfAnotherScale_IsRefusedBeyondFloat32(float size, bool isRefused)
    {
        using ProductIndex index = ProductIndex.Open(s_snapshot);
        DeltaRecord write = new() { Kind = DeltaKind.Upsert, Id = "new", Vector = [size, 0, 0, 0, 0, 0, 0, 0] };
        Assert.Equal(isRefused, index.NewDelta(16).FindFault(write)?.Contains("30 powers of ten longer", StringComparison.Ordinal) ?? false);
    }

    /// <summary>Every way of asking finds a product of the delta that is longer than all of the base.</summary>
    [Fact]
    public void Delta_VectorLongerThanTheRadius_IsFoundWithItsDotProduct()
    {
        using ProductIndex index = ProductIndex.Open(s_snapshot);
        DeltaLog log = index.NewDelta(16);
        float[] vector = [.. s_shop.Vector(5).ToArray().Select(number => 1000 * number)];
        log.Apply(new DeltaRecord { Kind = DeltaKind.Upsert, Id = "long", Vector = vector });
        log.Apply(new DeltaRecord { Kind = DeltaKind.Upsert, Id = "short", Vector = [.. vector.Select(number => number / 1e6f)] });
        index.DeltaLog = log;
        Neighbor[] hits = new Neighbor[8];
        double right = Float64.Dot(s_shop.Vector(5), vector);
        Func<SearchResult>[] ways =
        [
            () => index.SearchExact(s_shop.Vector(5), hits),
            () => index.Search(s_shop.Vector(5), hits, new SearchOptions { EfSearch = 20 }),
            () => index.Search(s_shop.Vector(5), hits, new SearchOptions { Filter = index.CreateFilter(f => f.InStock()) }),
            () => index.Search(s_shop.Vector(5), hits, new SearchOptions { DiversityLambda = 0.9f }),
            () => Page(index, s_shop.Vector(5), hits),
        ];
        foreach (Func<SearchResult> ask in ways)
        {
            Assert.Equal(hits.Length, ask().Count);
            Assert.Equal("long", index.GetProductId(hits[0].Ordinal));
            Assert.Equal(right, hits[0].Similarity, 1e-6 * right);
        }

        Assert.True(index.TryGetOrdinal("long", out int ordinal));
        Assert.Equal(Float64.Length(vector), index.GetVector(ordinal, new float[8]), 1e-6 * Float64.Length(vector));
        index.DeltaLog = null;
    }

    private static SearchResult Page(ProductIndex index, ReadOnlySpan<float> query, Span<Neighbor> hits)
    {
        using ResultCursor cursor = ResultCursor.Open(index, query, foldAt: 0.99999f);
        return cursor.Next(hits);
    }

    /// <summary>A vector of another length is another vector, which a swap must carry on.</summary>
    [Theory]
    [InlineData(1f, true)]
    [InlineData(1.001f, false)]
    public void IsKnown_SameDirection_DependsOnTheLength(float factor, bool isKnown)
    {
        using ProductIndex index = ProductIndex.Open(s_snapshot);
        DeltaRecord write = new()
        {
            Kind = DeltaKind.Upsert,
            Id = s_shop.Ids[9],
            Vector = [.. s_shop.Vector(9).ToArray().Select(number => factor * number)],
            NextVector = s_shop.NextVectors[(9 * 8)..(10 * 8)],
        };
        Assert.Equal(isKnown, index.NewDelta(16).IsKnown(write));
    }
}
