using CsCheck;
using ProductSpace.Numerics;
using ProductSpace.Search;
using ProductSpace.Snapshot;

namespace ProductSpace.Tests.Search;

/// <summary>Scans of scattered matches that read first cache lines: hardly a hit is lost, most rows are spared their other lines, and exact searches stay exact.</summary>
public sealed class PrefixScanTests
{
    private readonly ProductIndex _index;
    private readonly TestShop _shop;

    public PrefixScanTests()
    {
        BuiltShop built = BuiltShop.Of(ShopRecipe.Wide);
        (_shop, _index) = (built.Products, built.Index);
    }

    /// <summary>No head is asked there, and the shop of the other tests would notice.</summary>
    [Fact]
    public void SearchExact_ScatteredMatches_EqualsBruteForce() =>
        Gen.Select(Gen.ULong, Gen.Int[1, 4_000], Gen.Int[1, 60]).Sample(
            (seed, matches, k) =>
            {
                SeededRandom random = new(seed);
                HashSet<int> chosen = [];
                while (chosen.Count < matches)
                {
                    chosen.Add(random.NextInt(_index.Count));
                }

                ProductFilter filter = _index.CreateFilter(f => f.Ordinals([.. chosen]));
                float[] query = [.. _shop.Vector(random.NextInt(_index.Count))];
                Neighbor[] hits = new Neighbor[k];
                SearchResult result = _index.SearchExact(query, hits, new SearchOptions { Filter = filter });
                Assert.Equal(Math.Min(k, matches), result.Count);
                Neighbor[] all = new Neighbor[_index.Count];
                int count = _index.SearchExact(query, all).Count;
                Assert.Equal(all[..count].Where(hit => chosen.Contains(hit.Ordinal)).Take(k), hits[..result.Count]);
            },
            iter: Campaign.Size(30));

    [Fact]
    public void Search_ScatteredMatches_FindsNearlyAllByPrefixes()
    {
        int[] chosen = [.. Enumerable.Range(0, _index.Count / 5).Select(i => 5 * i)];
        ProductFilter filter = _index.CreateFilter(f => f.Ordinals(chosen));
        SpaceView view = _index.ViewOf(Space.Similar);
        SearchContext scratch = new();
        Neighbor[] truth = new Neighbor[10];
        int found = 0;
        int whole = 0;
        const int queries = 300;
        for (int query = 0; query < queries; query++)
        {
            _index.SearchExact(_shop.Vector(query * 7), truth, new SearchOptions { Filter = filter });
            Assert.True(SessionVector.FromVector(view.Model, _shop.Vector(query * 7), scratch));
            scratch.Begin(default, default, 10);
            scratch.Hits.Excluded.Clear();
            scratch.Hits.Start(10);
            scratch.Prefixes.Run(view, scratch, 0.95, filter.In(Space.Similar) with { List = null });
            whole += scratch.Prefixes.Whole;
            for (int place = 0; place < scratch.Hits.Top.Count; place++)
            {
                found += (float)scratch.Hits.Top.Similarity(place) >= truth[9].Similarity ? 1 : 0;
            }
        }

        Assert.InRange(found, queries * 10 * 0.997, queries * 10);
        Assert.InRange(whole, queries * 10, queries * chosen.Length / 4);
    }

    [Fact]
    public void Search_ManyScatteredMatches_TakesPrefixesWhereTheTargetAllows()
    {
        int[] chosen = [.. Enumerable.Range(0, 1_100).Select(i => 10 * i)];
        Neighbor[] hits = new Neighbor[200];
        SearchOptions options = new() { Filter = _index.CreateFilter(f => f.Ordinals(chosen)) };
        Assert.Equal(SearchStrategy.PrefixScan, _index.Search(_shop.Vector(3), hits, options).Strategy);
        Assert.Equal(SearchStrategy.Scan, _index.Search(_shop.Vector(3), hits, options with { TargetRecall = 0.995f }).Strategy);
        Assert.Equal(SearchStrategy.Scan, _index.SearchExact(_shop.Vector(3), hits, options).Strategy);
        Assert.Equal(SearchStrategy.Scan, _index.Search(_shop.Vector(3), hits, options with { GroupLimit = GroupLimit.ByCategory(1, 2) }).Strategy);
        SearchOptions few = new() { Filter = _index.CreateFilter(f => f.Ordinals(chosen.AsSpan(0, 900))) };
        Assert.Equal(SearchStrategy.Scan, _index.Search(_shop.Vector(3), hits, few).Strategy);
        Assert.Equal(0, Allocated.Least(() => _index.Search(_shop.Vector(3), hits, options)));
    }

    [Theory]
    [InlineData(0.5, 0)]
    [InlineData(0.158655, 1)]
    [InlineData(0.02275, 2)]
    [InlineData(0.00135, 3)]
    public void DeviationsFor_PartsOfANormalDistribution_AreItsDeviations(double part, double expected) =>
        Assert.Equal(expected, PrefixScan.DeviationsFor(part), 0.005);
}
