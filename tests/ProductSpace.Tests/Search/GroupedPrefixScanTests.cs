using ProductSpace.Memory;
using ProductSpace.Planning;
using ProductSpace.Search;
using ProductSpace.Snapshot;

namespace ProductSpace.Tests.Search;

/// <summary>
/// Scattered matches by groups: the recall target is kept while most rows of far groups are not looked at; limits, deltas and
/// exclusions mean what they mean elsewhere.
/// </summary>
public sealed class GroupedPrefixScanTests
{
    private static readonly ShopRecipe s_shop =
        new(30_000, 100) { Seed = 5, Build = new BuildOptions { Structures = IndexStructures.Cells } };

    private const int Queries = 200;

    private readonly ProductIndex _index;
    private readonly TestShop _shop;
    private readonly SpaceView _view;
    private readonly ProductFilter _filter;

    public GroupedPrefixScanTests()
    {
        BuiltShop built = BuiltShop.Of(s_shop);
        (_shop, _index) = (built.Products, built.Index);
        _view = _index.ViewOf(Space.Similar);
        int[] chosen = [.. Enumerable.Range(0, _index.Count / 5).Select(i => 5 * i)];
        _filter = _index.CreateFilter(f => f.Ordinals(chosen));
    }

    [Theory]
    [InlineData(10, 0.9)]
    [InlineData(10, 0.95)]
    [InlineData(10, 0.98)]
    [InlineData(100, 0.95)]
    [InlineData(300, 0.95)]
    public void ScanFor_ByGroups_KeepsTheTargetAndLeavesRowsOut(int k, double target)
    {
        (double recall, double looked) = Measure(k, target);
        Assert.InRange(recall, target, 1);
        Assert.InRange(looked, Math.Min(WorkModel.MinGroupedRows, k), _filter.Count * 0.8);
    }

    /// <summary>A twin that ends as if most of the nearest might be missed: the measure above must see it.</summary>
    [Fact]
    public void ScanFor_TwinThatEndsTooEarly_FallsShort()
    {
        (double recall, double looked) = Measure(100, 0.95, aimedAt: 0.01);
        Assert.InRange(recall, 0, 0.94);
        Assert.InRange(looked, 100, Measure(100, 0.95).Looked);
    }

    [Fact]
    public void Search_ScatteredMatches_SaysHowManyRowsItLookedAt()
    {
        Neighbor[] hits = new Neighbor[10];
        SearchOptions options = new() { Filter = _filter };
        SearchResult result = _index.Search(_shop.Vector(7), hits, options);
        Assert.Equal((SearchStrategy.PrefixScan, 10), (result.Strategy, result.Count));
        Assert.InRange(result.Scored, WorkModel.MinGroupedRows, _filter.Count - 1);
        Assert.All(hits, hit => Assert.True(_filter.Contains(hit.Ordinal)));
        Assert.Equal(hits.OrderByDescending(hit => hit.Similarity), hits);
        Assert.Equal(10, hits.DistinctBy(hit => hit.Ordinal).Count());
        Assert.Equal(0, Allocated.Least(() => _index.Search(_shop.Vector(7), hits, options)));
    }

    [Fact]
    public void Search_LimitedRows_IsCutAndSaysSo()
    {
        Neighbor[] hits = new Neighbor[10];
        SearchResult result = _index.Search(_shop.Vector(7), hits, new SearchOptions { Filter = _filter, MaxScoredVectors = 300 });
        Assert.True(result.Truncated);
        Assert.Equal(10, result.Count);
        Assert.InRange(result.Scored, 256, 600);
    }

    /// <summary>Wherever the limit falls, between groups or while more than a block of rows waits, the scan ends there.</summary>
    [Fact]
    public async Task ScanFor_AnyLimit_Ends()
    {
        int[] chosen = [.. Enumerable.Range(0, _index.Count / 4).Select(i => 4 * i)];
        SpaceFilter filter = _index.CreateFilter(f => f.Ordinals(chosen)).In(Space.Similar);
        SearchPlan plan = TestPlans.GroupedPrefixScan(10, 0.9999);
        int cut = 0;
        Task asked = Task.Run(() =>
        {
            SearchContext scratch = new();
            for (int most = 1; most < chosen.Length; most += 97)
            {
                Assert.True(SessionVector.FromVector(_view.Model, Between(most), scratch));
                scratch.Begin(new SearchLimits(most, 0, default), default, 10);
                scratch.Hits.Excluded.Clear();
                scratch.Hits.Start(10);
                SearchWork work = SearchExecutor.Scan(plan.First, _view, scratch, plan, filter);
                Assert.Equal(10, scratch.Hits.Top.Count);
                Assert.InRange(work.Scored, 1, most + HitCollector.BlockRows);
                cut += scratch.Budget.IsCut ? 1 : 0;
            }
        });
        await asked.WaitAsync(TimeSpan.FromMinutes(1));
        Assert.InRange(cut, 30, chosen.Length);
    }

    [Fact]
    public void Search_ExcludedNearest_AreReplacedByTheNext()
    {
        Neighbor[] all = new Neighbor[30];
        Neighbor[] hits = new Neighbor[10];
        int same = 0;
        for (int query = 0; query < Queries; query++)
        {
            _index.SearchExact(_shop.Vector(query * 7), all, new SearchOptions { Filter = _filter });
            int[] nearest = [.. all.Take(20).Select(hit => hit.Ordinal)];
            SearchResult result = _index.Search(_shop.Vector(query * 7), hits, new SearchOptions { Filter = _filter, Exclude = nearest });
            Assert.Equal(10, result.Count);
            Assert.DoesNotContain(hits, hit => nearest.Contains(hit.Ordinal));
            same += hits.Count(hit => hit.Similarity >= all[29].Similarity);
        }

        Assert.InRange(same, Queries * 10 * 0.95, Queries * 10);
    }

    private (double Recall, double Looked) Measure(int k, double target, double? aimedAt = null)
    {
        SearchContext scratch = new();
        Neighbor[] truth = new Neighbor[k];
        SearchPlan plan = TestPlans.GroupedPrefixScan(k, aimedAt ?? target);
        long found = 0;
        long looked = 0;
        for (int query = 0; query < Queries; query++)
        {
            float[] vector = Between(query);
            _index.SearchExact(vector, truth, new SearchOptions { Filter = _filter });
            Assert.True(SessionVector.FromVector(_view.Model, vector, scratch));
            scratch.Begin(default, default, k);
            scratch.Hits.Excluded.Clear();
            scratch.Hits.Start(k);
            looked += SearchExecutor.Scan(plan.First, _view, scratch, plan, _filter.In(Space.Similar)).Scored;
            for (int place = 0; place < scratch.Hits.Top.Count; place++)
            {
                found += (float)scratch.Hits.Top.Similarity(place) >= truth[^1].Similarity ? 1 : 0;
            }
        }

        return ((double)found / (Queries * k), (double)looked / Queries);
    }

    /// <summary>Between three products, as a session is: its nearest lie in several groups.</summary>
    private float[] Between(int query)
    {
        float[] vector = new float[_index.Dimension];
        for (int product = 0; product < 3; product++)
        {
            ReadOnlySpan<float> viewed = _shop.Vector(((query * 7) + (product * 9_973)) % _index.Count);
            for (int i = 0; i < vector.Length; i++)
            {
                vector[i] += viewed[i];
            }
        }

        return vector;
    }
}
