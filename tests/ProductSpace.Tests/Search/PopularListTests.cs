using ProductSpace.Delta;
using ProductSpace.Tests.Delta;

namespace ProductSpace.Tests.Search;

public sealed class PopularListTests : IDisposable
{
    private const int Products = 3_000;

    private static readonly TestShop s_shop = new(Products, 8, withFacets: true);
    private static readonly float[] s_popularity = [.. Enumerable.Range(0, Products).Select(i => i % 5 == 0 ? 0 : (float)((i * 7919) % 1000) + 1)];

    /// <summary>Built once; each test opens an index of its own, since one of them gives it a delta.</summary>
    private static readonly byte[] s_snapshot =
        s_shop.Builder(new BuildOptions { M = 8, EfConstruction = 40 }).UsePopularity(s_shop.Ids, s_popularity).BuildToMemory();

    private readonly ProductIndex _index = ProductIndex.Open(s_snapshot);

    public void Dispose() => _index.Dispose();

    /// <summary>From lists or from a look at everything, the answer is the one of sorting all matches.</summary>
    [Theory]
    [InlineData(null, 10)]
    [InlineData(null, 64)]
    [InlineData(null, 65)]
    [InlineData(null, 4_000)]
    [InlineData("dept1", 30)]
    [InlineData("dept1/group1/leaf1", 200)]
    [InlineData("sale", 500)]
    public void MostPopular_WholeShop_IsTheSortedTruth(string? category, int k)
    {
        ProductFilter? filter = category is null ? null : _index.CreateFilter(f => f.InCategory(category));
        int[] excluded = [.. Enumerable.Range(0, 40)];
        Neighbor[] hits = new Neighbor[k];
        (int count, int ofCategory) = _index.MostPopular(hits, -1, new SearchOptions { Filter = filter, Exclude = excluded });
        (int Ordinal, float Score)[] truth =
        [
            .. Enumerable.Range(40, Products - 40).Where(ordinal => filter is null || filter.Contains(ordinal))
                .Select(ordinal => (ordinal, _index.GetPopularity(ordinal))).OrderByDescending(pair => pair.Item2).ThenBy(pair => pair.ordinal),
        ];
        Assert.Equal((Math.Min(k, truth.Length), 0), (count, ofCategory));
        Assert.Equal(truth.Take(count).Select(pair => (pair.Ordinal, pair.Score)), hits.Take(count).Select(hit => (hit.Ordinal, hit.Similarity)));
    }

    /// <summary>Matches that are scattered, few or none: fewer than the lists hold are looked for among the matches alone.</summary>
    [Theory]
    [InlineData(7, 12)]
    [InlineData(301, 12)]
    [InlineData(1_499, 12)]
    [InlineData(5_000, 12)]
    [InlineData(2, 1_400)]
    public void MostPopular_ScatteredMatches_IsTheSortedTruth(int step, int k)
    {
        int[] matches = [.. Enumerable.Range(0, Products).Where(i => i % step == step - 1)];
        ProductFilter filter = _index.CreateFilter(f => f.Ordinals(matches));
        int[] excluded = [.. matches.Take(1)];
        Neighbor[] hits = new Neighbor[k];
        int like = Enumerable.Range(0, Products).First(ordinal => _index.GetCategory(ordinal) == "dept1/group1/leaf1");
        foreach (int beside in (int[])[-1, like])
        {
            int count = _index.MostPopular(hits, beside, new SearchOptions { Filter = filter, Exclude = excluded }).Count;
            int[] left = [.. matches.Except(excluded)];
            Assert.Equal(Math.Min(k, left.Length), count);
            Assert.All(hits.Take(count), hit => Assert.Equal(_index.GetPopularity(hit.Ordinal), hit.Similarity));
            Assert.Equal(count, hits.Take(count).Select(hit => hit.Ordinal).Distinct().Count());
            Assert.Empty(hits.Take(count).Select(hit => hit.Ordinal).Except(left));
            if (beside < 0)
            {
                Assert.Equal(left.OrderByDescending(_index.GetPopularity).ThenBy(ordinal => ordinal).Take(count), hits.Take(count).Select(hit => hit.Ordinal));
            }
        }
    }

    [Fact]
    public void MostPopular_LikeAProduct_BeginsWithItsCategoryThenTheOnesAbove()
    {
        int like = Enumerable.Range(0, Products).First(ordinal => _index.GetCategory(ordinal) == "dept1/group1/leaf1");
        Neighbor[] hits = new Neighbor[150];
        (int count, int ofCategory) = _index.MostPopular(hits, like);
        Assert.Equal(150, count);
        Assert.Equal(64, ofCategory);
        string[] categories = [.. hits.Select(hit => _index.GetCategory(hit.Ordinal))];
        Assert.All(categories.Take(64), path => Assert.Equal("dept1/group1/leaf1", path));
        Assert.All(categories.Skip(64).Take(20), path => Assert.StartsWith("dept1", path, StringComparison.Ordinal));
        Assert.Equal(150, hits.Select(hit => hit.Ordinal).Distinct().Count());
    }

    /// <summary>Over a delta: gone products are left out, new ones come last, and nothing is missing.</summary>
    [Fact]
    public void MostPopular_Delta_HoldsWhatLives()
    {
        DeltaShop writer = new(s_shop);
        DeltaLog log = _index.NewDelta(1024);
        _index.DeltaLog = log;
        for (ulong step = 0; step < 200; step++)
        {
            log.Apply(writer.Write(step));
        }

        int[] all = [.. Enumerable.Range(0, _index.EndOrdinal)];
        float[] scores = new float[all.Length];
        _index.ScoreSession([100, 200], all, scores, new SearchOptions { IncludeViewed = true });
        Neighbor[] hits = new Neighbor[all.Length];
        int count = _index.MostPopular(hits).Count;
        Assert.Equal(all.Where(ordinal => !float.IsNaN(scores[ordinal])), hits.Take(count).Select(hit => hit.Ordinal).Order());
        Assert.Equal(hits.Take(count).Select(hit => hit.Similarity).OrderDescending(), hits.Take(count).Select(hit => hit.Similarity));
    }

    [Fact]
    public void MostPopular_WithoutPopularity_IsStillFull()
    {
        using ProductIndex index = ProductIndex.Open(s_shop.Builder(new BuildOptions { M = 8, EfConstruction = 40 }).BuildToMemory());
        Neighbor[] hits = new Neighbor[5];
        Assert.Equal((5, 0), index.MostPopular(hits, like: 3));
        Assert.Equal([0, 1, 2, 3, 4], hits.Select(hit => hit.Ordinal));
        Assert.Equal((0, 0), index.MostPopular([]));
    }
}
