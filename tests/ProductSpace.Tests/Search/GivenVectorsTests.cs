using ProductSpace.Delta;
using ProductSpace.Storage;

namespace ProductSpace.Tests.Search;

/// <summary>
/// "Exact" means exact: the k nearest by the float64 cosine of the vectors as given, whatever their shape. Rounded to
/// int16, near-parallel vectors lost up to all of the true ten.
/// </summary>
public sealed class GivenVectorsTests : IDisposable
{
    private const int K = 10;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("1", 2000, 64)]
    [InlineData("0.3", 2000, 64)]
    [InlineData("0.1", 2000, 64)]
    [InlineData("0.03", 2000, 64)]
    [InlineData("0.01", 2000, 64)]
    [InlineData("0.003", 2000, 64)]
    [InlineData("0.00003", 2000, 64)]
    [InlineData("0.01", 2000, 7)]
    [InlineData("0.01", 300, 300)]
    [InlineData("1", 2000, 2)]
    [InlineData("1", 2000, 1)]
    [InlineData("0.003", 2000, 1)]
    [InlineData("als", 2000, 64)]
    [InlineData("huge", 2000, 24)]
    [InlineData("tiny", 2000, 24)]
    [InlineData("mixed", 2000, 24)]
    [InlineData("variants", 2000, 24)]
    public void SearchExact_VectorsOfAnyShape_TheNearestByFloat64(string shape, int count, int dimension)
    {
        GivenVectors vectors = GivenVectors.Of(shape, count, dimension);
        using ProductIndex index = Build(vectors, out _);
        AssertExact(index, vectors, queries: 60);
    }

    /// <summary>The rotation of 4,096 numbers takes a minute: only a long campaign builds it.</summary>
    [SkippableTheory]
    [InlineData("1")]
    [InlineData("0.003")]
    public void SearchExact_LongestVectors_TheNearestByFloat64(string shape)
    {
        Skip.IfNot(Campaign.IsLong, "a long campaign builds it");
        GivenVectors vectors = GivenVectors.Of(shape, 200, 4096);
        using ProductIndex index = Build(vectors, out _);
        AssertExact(index, vectors, queries: 20);
    }

    /// <summary>The twin judges by the rounded form, as the build would keep it without the measurement.</summary>
    [Fact]
    public void Judge_TwinOfRoundedVectors_IsCaught()
    {
        GivenVectors vectors = GivenVectors.Of("0.003", 2000, 64);
        GivenVectors rounded = GivenVectors.Of("0.003", 2000, 64);
        for (int row = 0; row < rounded.Count; row++)
        {
            Span<float> numbers = rounded.Rows.AsSpan(row * rounded.Dimension, rounded.Dimension);
            float scale = numbers.ToArray().Max(MathF.Abs) / short.MaxValue;
            for (int i = 0; i < numbers.Length; i++)
            {
                numbers[i] = MathF.Round(numbers[i] / scale) * scale;
            }
        }

        using ProductIndex index = Build(rounded, out _);
        Assert.Throws<Xunit.Sdk.TrueException>(() => AssertExact(index, vectors, queries: 5));
    }

    [Fact]
    public void SearchExact_FilterSessionsAndMany_TheNearestByFloat64()
    {
        GivenVectors vectors = GivenVectors.Of("0.003", 2000, 64);
        using ProductIndex index = Build(vectors, out int[] rowOf);
        ProductFilter filter = index.CreateFilter(f => f.Ordinals([.. Enumerable.Range(0, index.Count).Where(ordinal => rowOf[ordinal] % 3 == 0)]));
        Neighbor[] hits = new Neighbor[K];
        for (int row = 0; row < 20; row++)
        {
            string id = vectors.Ids[row];
            SearchResult result = index.SearchSessionExact([id], hits, new SearchOptions { Filter = filter });
            int viewed = row;
            AssertHits(vectors, rowOf, vectors.Row(row), hits.AsSpan(0, result.Count), other => other % 3 == 0 && other != viewed);
        }

        Neighbor[] many = new Neighbor[20 * K];
        SearchResult[] results = new SearchResult[20];
        index.SearchManyExact(vectors.Rows.AsSpan(0, 20 * vectors.Dimension), many, results);
        for (int row = 0; row < 20; row++)
        {
            AssertHits(vectors, rowOf, vectors.Row(row), many.AsSpan(row * K, K), _ => true);
        }
    }

    [Fact]
    public void SearchExact_DeltaOfNearParallelVectors_TheNearestByFloat64()
    {
        GivenVectors all = GivenVectors.Of("0.003", 2000, 64);
        const int inBase = 1500;
        string file = _folder.File("delta.psx");
        new ProductIndexBuilder(new BuildOptions { M = 8, EfConstruction = 40, CalibrationDivisor = 8 })
            .UseVectors(all.Rows.AsSpan(0, inBase * all.Dimension).ToArray(), all.Dimension).UseIds(all.Ids[..inBase]).Build(file);
        using ProductIndex index = ProductIndex.Open(file);
        DeltaLog log = index.NewDelta(1024);
        for (int row = inBase; row < all.Count; row++)
        {
            Assert.Equal(DeltaOutcome.Applied, log.Apply(new DeltaRecord { Kind = DeltaKind.Upsert, Id = all.Ids[row], Vector = all.Row(row).ToArray() }));
        }

        index.DeltaLog = log;
        Neighbor[] hits = new Neighbor[K];
        for (int row = 0; row < all.Count; row += 50)
        {
            double least = all.Least(all.Row(row), K, _ => true);
            index.SearchExact(all.Row(row), hits);
            foreach (Neighbor hit in hits)
            {
                int found = Array.IndexOf(all.Ids, index.GetProductId(hit.Ordinal));
                Assert.True(Float64.Cosine(all.Row(found), all.Row(row)) >= least, $"{found} is not among the nearest of {row}");
            }
        }

        float[] vector = new float[all.Dimension];
        Assert.True(index.TryGetOrdinal(all.Ids[^1], out int ordinal));
        index.GetVector(ordinal, vector);
        Assert.Equal(1, Float64.Cosine(vector, all.Row(all.Count - 1)), 1e-12);
    }

    /// <summary>Before, every efSearch gave .8957, and calibration went on to its end.</summary>
    [Fact]
    public void Search_MeanCosineOf991_KeepsTheTargetWithTheEfSearchOfOthers()
    {
        (int ofVectors, int ofSessions, int ofWide, int lastEf) = Walk("0.1");
        (_, _, _, int plainLastEf) = Walk("1");
        const int all = 200 * K;

        // Two steps of the calibration's grid.
        Assert.InRange(lastEf, 1, 1.6 * plainLastEf);
        Assert.InRange(ofSessions, 0.94 * all, all);

        // The calibration of single vectors mixes in means of several, which are easier here.
        Assert.InRange(ofVectors, 0.91 * all, all);
        Assert.InRange(ofWide, 0.995 * all, all);
    }

    /// <summary>Hits of 200 products asked by their vectors, by one view, and with a large efSearch; and the last efSearch of the calibration.</summary>
    private (int OfVectors, int OfSessions, int OfWide, int LastEf) Walk(string shape)
    {
        GivenVectors vectors = GivenVectors.Of(shape, 4000, 64);
        using ProductIndex index = Build(vectors, out int[] rowOf, calibrationDivisor: 1);
        Neighbor[] hits = new Neighbor[K];
        int ofVectors = 0;
        int ofSessions = 0;
        int ofWide = 0;
        for (int row = 0; row < vectors.Count; row += 20)
        {
            float[] query = vectors.Row(row).ToArray();
            double least = vectors.Least(query, K, _ => true);
            index.Search(query, hits);
            ofVectors += Count(least, query);
            index.Search(query, hits, new SearchOptions { EfSearch = 1000 });
            ofWide += Count(least, query);
            index.SearchSession([vectors.Ids[row]], hits);
            ofSessions += Count(vectors.Least(query, K, other => other != row), query);
        }

        return (ofVectors, ofSessions, ofWide, index.PlannerOf(Space.Similar).Walks.Rows.ToArray().Max(row => row.Ef));

        int Count(double least, float[] query) => hits.Count(hit => Float64.Cosine(vectors.Row(rowOf[hit.Ordinal]), query) >= least);
    }

    [Theory]
    [InlineData("1", false, false)]
    [InlineData("als", false, false)]
    [InlineData("0.1", true, true)]
    [InlineData("variants", true, false)]
    public void Build_Shape_KeepsGivenVectorsWhereRoundingIsTooCoarse(string shape, bool keepsGiven, bool stretches)
    {
        GivenVectors vectors = GivenVectors.Of(shape, 2000, 24);
        using ProductIndex index = Build(vectors, out int[] rowOf);
        Assert.Equal(keepsGiven, index.Info.KeepsGivenVectors);
        SectionEntry[] added = [.. index.Sections.Entries.Where(entry => (entry.Id & 0xFF) is SectionId.GivenRows or SectionId.Stretch)];
        Assert.Equal((keepsGiven ? 1 : 0) + (stretches ? 1 : 0), added.Length);

        // A reader that does not know them must refuse the file: its answers would be wrong.
        Assert.All(added, entry => Assert.True(entry.IsRequired));
        Assert.Equal(!keepsGiven, index.Sections.Contains(SectionId.OfSpace(0, SectionId.ExactRows)));
        if (keepsGiven)
        {
            Assert.Equal(vectors.Row(rowOf[7]).ToArray(), index.Sections.Get<float>(SectionId.OfSpace(0, SectionId.GivenRows), -1).Slice(7L * vectors.Dimension, vectors.Dimension).ToArray());
        }
    }

    [Fact]
    public void Build_NearParallelVectors_SameBytesForAnyThreads()
    {
        GivenVectors vectors = GivenVectors.Of("0.01", 4000, 16);
        string[] hashes = [.. new[] { 1, 3 }.Select(threads =>
        {
            string file = _folder.File($"threads-{threads}.psx");
            new ProductIndexBuilder(new BuildOptions { M = 8, EfConstruction = 40, Threads = threads, CalibrationDivisor = 8 }).UseVectors(vectors.Rows, vectors.Dimension).Build(file);
            using ProductIndex index = ProductIndex.Open(file, OpenMode.Verify);
            return index.Info.ContentHash;
        })];
        Assert.Equal(hashes[0], hashes[1]);
    }

    /// <summary>Builds an index; the exact search needs no calibration, which is most of the work.</summary>
    private ProductIndex Build(GivenVectors vectors, out int[] rowOf, int calibrationDivisor = 8)
    {
        string file = _folder.File($"{Guid.NewGuid():N}.psx");
        new ProductIndexBuilder(new BuildOptions { M = 8, EfConstruction = 40, CalibrationDivisor = calibrationDivisor })
            .UseVectors(vectors.Rows, vectors.Dimension).UseIds(vectors.Ids).Build(file);
        ProductIndex index = ProductIndex.Open(file, OpenMode.Verify);
        rowOf = new int[vectors.Count];
        for (int row = 0; row < rowOf.Length; row++)
        {
            Assert.True(index.TryGetOrdinal(vectors.Ids[row], out int ordinal));
            rowOf[ordinal] = row;
        }

        return index;
    }

    /// <summary>Asks by products and by vectors that no product has.</summary>
    private static void AssertExact(ProductIndex index, GivenVectors vectors, int queries)
    {
        int[] rowOf = new int[vectors.Count];
        for (int row = 0; row < rowOf.Length; row++)
        {
            Assert.True(index.TryGetOrdinal(vectors.Ids[row], out int ordinal));
            rowOf[ordinal] = row;
        }

        Neighbor[] hits = new Neighbor[K];
        for (int i = 0; i < queries; i++)
        {
            float[] query = i % 2 == 0 ? vectors.Row(i * vectors.Count / queries).ToArray() : vectors.Next();
            Assert.Equal(K, index.SearchExact(query, hits).Count);
            AssertHits(vectors, rowOf, query, hits, _ => true);
        }
    }

    private static void AssertHits(GivenVectors vectors, int[] rowOf, ReadOnlySpan<float> query, ReadOnlySpan<Neighbor> hits, Func<int, bool> matches)
    {
        Assert.Equal(K, hits.Length);
        double least = vectors.Least(query, K, matches);
        double before = 1;
        HashSet<int> seen = [];
        foreach (Neighbor hit in hits)
        {
            double cosine = Float64.Cosine(vectors.Row(rowOf[hit.Ordinal]), query);
            Assert.True(matches(rowOf[hit.Ordinal]) && seen.Add(hit.Ordinal), $"product {hit.Ordinal} is not to be found");
            Assert.True(cosine >= least, $"{cosine:R} is not among the nearest, the last of which has {least:R}");
            Assert.True(hit.Similarity <= before, "the hits are not in order");
            Assert.Equal(cosine, hit.Similarity, 4e-4);
            before = hit.Similarity;
        }
    }
}
