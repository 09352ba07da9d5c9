using ProductSpace.Numerics;
using ProductSpace.Planning;
using ProductSpace.Storage;
using ProductSpace.Tests.Storage;

namespace ProductSpace.Tests.Building;

/// <summary>Short codes to navigate by: chosen where they lead to the nearest, kept to the recall targets, checked.</summary>
public class NavigationBuildTests
{
    private const int Products = 3000;
    private const int Dimension = 256;

    private static readonly Lazy<byte[]> s_navigated = new(() => Build(Vectors(held: 40), navigate: null));

    /// <summary>With short codes of fewer numbers than hold the variance.</summary>
    private static readonly Lazy<byte[]> s_narrow = new(() => Build(Vectors(held: 40), navigate: 32));

    [Fact]
    public void Build_AutoVarianceInFewDimensions_Navigates()
    {
        using ProductIndex index = ProductIndex.Open(s_navigated.Value, OpenMode.Verify);
        Assert.Equal(128, index.Info.NavigateDimensions);
    }

    [Fact]
    public void Build_AutoVarianceInAllDimensions_DoesNotNavigate()
    {
        using ProductIndex index = ProductIndex.Open(Build(Vectors(held: Dimension, Products / 2), navigate: null, calibrationDivisor: 8), OpenMode.Verify);
        Assert.Equal(0, index.Info.NavigateDimensions);
        Assert.False(index.Snapshot.Sections.Contains(SectionId.OfSpace(0, SectionId.ShortCodes)));
    }

    [Fact]
    public void Build_AutoShortVectors_DoesNotNavigate()
    {
        TestShop shop = new(300, 24);
        using ProductIndex index = ProductIndex.Open(shop.Builder(new BuildOptions { M = 8, EfConstruction = 40 }).BuildToMemory());
        Assert.Equal(0, index.Info.NavigateDimensions);
    }

    [Fact]
    public void Build_MoreDimensionsThanTheVectors_RefusedByName()
    {
        TestShop shop = new(300, 24);
        BuildInputException error = Assert.Throws<BuildInputException>(
            () => shop.Builder(new BuildOptions { M = 8, EfConstruction = 40, NavigateDimensions = 32 }).BuildToMemory());
        Assert.Contains("32", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(8)]
    [InlineData(100)]
    [InlineData(1024)]
    [InlineData(-16)]
    public void Build_DimensionsThatFitNoVector_Refused(int dimensions) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new ProductIndexBuilder(new BuildOptions { NavigateDimensions = dimensions }));

    [Fact]
    public void Build_AnyThreads_SameBytes()
    {
        float[] vectors = Vectors(held: 40, Products / 2);
        byte[] one = Build(vectors, navigate: null, calibrationDivisor: 8);
        Assert.True(one.AsSpan().SequenceEqual(Build(vectors, navigate: null, threads: 3, calibrationDivisor: 8)), "three threads give other bytes");
        Assert.False(one.AsSpan().SequenceEqual(Build(vectors, navigate: 64, threads: 3, calibrationDivisor: 8)), "the comparison sees no difference");
    }

    [Theory]
    [InlineData(0.90)]
    [InlineData(0.95)]
    [InlineData(0.98)]
    public void Search_Navigated_KeepsTheTarget(double target)
    {
        float[] vectors = Vectors(held: 40);
        using ProductIndex index = ProductIndex.Open(s_navigated.Value);
        Neighbor[] truth = new Neighbor[10];
        Neighbor[] hits = new Neighbor[10];
        int found = 0;
        int wanted = 0;
        int walks = 0;
        for (int product = 0; product < Products; product += 20)
        {
            ReadOnlySpan<float> query = vectors.AsSpan(product * Dimension, Dimension);
            index.SearchExact(query, truth);
            SearchResult result = index.Search(query, hits, new SearchOptions { TargetRecall = (float)target });
            walks += result.Strategy == SearchStrategy.Graph ? 1 : 0;
            found += hits[..result.Count].Count(hit => hit.Similarity >= truth[^1].Similarity);
            wanted += 10;

            // Answers of a walk have their exact similarities.
            Assert.All(hits[..result.Count].Where(hit => truth.Any(near => near.Ordinal == hit.Ordinal)), hit => Assert.Equal(truth.First(near => near.Ordinal == hit.Ordinal).Similarity, hit.Similarity));
        }

        Assert.True(walks > 0, "no search was a walk");
        Assert.True(found >= target * wanted, $"{found} of {wanted} found");
    }

    /// <summary>
    /// Short codes of few numbers put the nearest far back in the pool. The order by whole codes goes on while it finds some; one of
    /// fixed depth, as it was, finds .906 here.
    /// </summary>
    [Fact]
    public void Search_ShortCodesThatOrderBadly_GoesOnWhileThereAreNearOnes()
    {
        float[] vectors = Vectors(held: 40);
        using ProductIndex index = ProductIndex.Open(s_narrow.Value);
        Neighbor[] truth = new Neighbor[10];
        Neighbor[] hits = new Neighbor[10];
        int found = 0;
        for (int product = 0; product < Products; product += 20)
        {
            ReadOnlySpan<float> query = vectors.AsSpan(product * Dimension, Dimension);
            index.SearchExact(query, truth);
            SearchResult result = index.Search(query, hits, new SearchOptions { EfSearch = 600 });
            found += hits[..result.Count].Count(hit => hit.Similarity >= truth[^1].Similarity);
        }

        Assert.True(found >= 0.93 * 10 * (Products / 20), $"{found} of {10 * (Products / 20)} found");
    }

    [Fact]
    public void RerankDepth_Navigated_IsThatOfTheFile()
    {
        using ProductIndex index = ProductIndex.Open(s_navigated.Value);
        Assert.InRange(WorkModel.RerankDepth(index.ViewOf(Space.Similar), 10), 20, 60);
        Assert.InRange(WorkModel.RerankDepth(index.ViewOf(Space.Similar), 100), 200, 500);
    }

    /// <summary>32 of the 40 axes that hold the variance are kept: a fifth of the square of a row is lost.</summary>
    [Theory]
    [InlineData(false, 0, 0.06)]
    [InlineData(true, 0.40, 0.48)]
    public void Build_AxesLeftOut_SaysWhatRowsLose(bool isNarrow, double least, double most)
    {
        using ProductIndex index = ProductIndex.Open(isNarrow ? s_narrow.Value : s_navigated.Value);
        Assert.InRange(index.ViewOf(Space.Similar).Model.Navigation!.Lost, least + 0.001, most);
    }

    /// <summary>Files of before say nothing of it: every search orders to the whole depth, as theirs were calibrated.</summary>
    [Fact]
    public void Open_FileThatDoesNotSayWhatRowsLose_OrdersToTheWholeDepth()
    {
        uint id = SectionId.OfSpace(0, SectionId.Navigation);
        SnapshotForge forge = new(s_navigated.Value);
        byte[] before = forge.Section(forge.Find(id))[..24].ToArray();
        using ProductIndex index = ProductIndex.Open(Seal(forge.With(id, before)), OpenMode.Verify);
        Navigation navigation = index.ViewOf(Space.Similar).Model.Navigation!;
        Assert.Equal(0, navigation.Lost);
        Assert.Equal(new OrderDepth(navigation.DepthFor(10), 0), OrderDepth.For(navigation, 10, allowed: 20_000, length: 1));
    }

    /// <summary>
    /// Directions unlike all products lose most of their length to short codes. The margin carries their order on: .966 are
    /// found here, and .899 without it.
    /// </summary>
    [Fact]
    public void Search_QueryUnlikeAllProducts_IsOrderedFurther()
    {
        using ProductIndex index = ProductIndex.Open(s_narrow.Value);
        SeededRandom random = new(5);
        Neighbor[] truth = new Neighbor[10];
        Neighbor[] hits = new Neighbor[10];
        float[] query = new float[Dimension];
        int found = 0;
        for (int asked = 0; asked < 100; asked++)
        {
            foreach (ref float number in query.AsSpan())
            {
                number = TestShop.Normal(ref random);
            }

            index.SearchExact(query, truth);
            SearchResult result = index.Search(query, hits, new SearchOptions { TargetRecall = 0.9f });
            Assert.Equal(SearchStrategy.Graph, result.Strategy);
            found += hits[..result.Count].Count(hit => hit.Similarity >= truth[^1].Similarity);
        }

        Assert.True(found >= 940, $"{found} of 1,000 found");
    }

    [Fact]
    public void Verify_ShortCodeOfAnotherRow_Refused()
    {
        SnapshotForge forge = new(s_navigated.Value);
        forge.Section(forge.Find(SectionId.OfSpace(0, SectionId.ShortCodes)))[5 * 128] ^= 1;
        SnapshotException error = Assert.Throws<SnapshotException>(() => ProductIndex.Open(Seal(forge), OpenMode.Verify));
        Assert.Equal("similar.short-codes", error.Section);
    }

    [Theory]
    [InlineData(8, 48)]
    [InlineData(8, 1 << 20)]
    [InlineData(12, 0)]
    [InlineData(16, 0)]
    [InlineData(20, 1 << 20)]
    [InlineData(28, 0x7FF0_0000)]
    [InlineData(28, unchecked((int)0xBFF0_0000))]
    public void Open_NumbersOutOfRange_RefusedByName(int place, int number)
    {
        SnapshotForge forge = new(s_navigated.Value);
        BitConverter.TryWriteBytes(forge.Section(forge.Find(SectionId.OfSpace(0, SectionId.Navigation)))[place..], number);
        SnapshotException error = Assert.Throws<SnapshotException>(() => ProductIndex.Open(Seal(forge)));
        Assert.StartsWith("similar.navigation", error.Section, StringComparison.Ordinal);
    }

    private static byte[] Seal(SnapshotForge forge) => forge.Reseal().Bytes;

    private static byte[] Build(float[] vectors, int? navigate, int threads = 1, int calibrationDivisor = 1) =>
        new ProductIndexBuilder(new BuildOptions { M = 8, EfConstruction = 40, Threads = threads, NavigateDimensions = navigate, CalibrationDivisor = calibrationDivisor })
            .UseVectors(vectors, Dimension)
            .UseIds([.. Enumerable.Range(0, vectors.Length / Dimension).Select(i => $"p{i}")])
            .BuildToMemory();

    /// <summary>Random numbers in a random basis, most of whose variance lies in the first axes.</summary>
    private static float[] Vectors(int held, int products = Products)
    {
        Rotation rotation = new(HadamardRotation.Signs(9, Dimension), Dimension);
        SeededRandom random = new(11);
        float[] vectors = new float[products * Dimension];
        float[] row = new float[Dimension];
        for (int product = 0; product < products; product++)
        {
            for (int j = 0; j < Dimension; j++)
            {
                row[j] = TestShop.Normal(ref random) * (j < held ? 1 : 0.02f);
            }

            rotation.Apply(row, vectors.AsSpan(product * Dimension, Dimension));
        }

        return vectors;
    }
}
