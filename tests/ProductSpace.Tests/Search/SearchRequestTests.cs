using ProductSpace.Delta;
using ProductSpace.Planning;
using ProductSpace.Search;
using ProductSpace.Storage;

namespace ProductSpace.Tests.Search;

public sealed class SearchRequestTests : IDisposable
{
    private readonly ProductIndex _index = BuiltShop.Of(new ShopRecipe(6_000, 16) { Seed = 6, WithNext = true }).Open();
    private readonly DeltaLog _delta;

    /// <summary>Two products are added and three are gone.</summary>
    public SearchRequestTests()
    {
        _delta = _index.NewDelta(64);
        for (int i = 0; i < 2; i++)
        {
            _delta.Apply(new DeltaRecord { Kind = DeltaKind.Upsert, Id = $"new-{i}", Vector = [.. Enumerable.Range(1, 16).Select(value => (float)value)] });
        }

        for (int i = 0; i < 3; i++)
        {
            _delta.Apply(new DeltaRecord { Kind = DeltaKind.Remove, Id = _index.GetProductId(i) });
        }
    }

    public void Dispose() => _index.Dispose();

    [Fact]
    public void MaxMatches_NoFilter_CountsBaseAndDeltaExactly()
    {
        SearchRequest request = Request(filter: null, default);
        Assert.Equal((_index.Count, _index.Count), (request.MatchesInBase, request.MaxMatches));
        request = Request(filter: null, _delta.Now(0));
        Assert.Equal((_index.Count - 3, _index.Count - 3), (request.MatchesInBase, request.MaxMatches));
        request = request with { MergesDelta = true };
        Assert.Equal((_index.Count - 3, _index.Count - 3 + 2), (request.MatchesInBase, request.MaxMatches));
    }

    /// <summary>What of a delta passes a filter is not counted before the search: each version may.</summary>
    [Fact]
    public void MaxMatches_Filter_IsAtLeastWhatMatches()
    {
        ProductFilter filter = _index.CreateFilter(f => f.InCategory("dept1"));
        SearchRequest request = Request(filter, _delta.Now(0)) with { MergesDelta = true };
        Assert.Equal((filter.Count, filter.Count + 5), (request.MatchesInBase, request.MaxMatches));
    }

    [Fact]
    public void PlanFor_NothingToFind_IsNoPlan() => Assert.Equal(default, Request(filter: null, default).PlanFor(0, excluded: 3));

    [Fact]
    public void PlanFor_Request_AsksThePlannerForWhatItSays()
    {
        SearchRequest request = Request(filter: null, default) with { EfSearch = 12 };
        Assert.Equal((Strategy.Graph, 17), (request.PlanFor(10, excluded: 7).First, request.PlanFor(10, excluded: 7).EfSearch));
        Assert.Equal(SearchPlan.Exact, (request with { TargetRecall = 1 }).PlanFor(10, excluded: 7));
        SearchRequest byTarget = request with { EfSearch = 0 };
        Assert.Equal(
            _index.PlannerOf(Space.Similar).PlanFor(new PlanRequest(QueryKind.Vector, 10, 0.95f), null, null), byTarget.PlanFor(10, excluded: 0));
    }

    [Fact]
    public void LimitsOf_Options_AreWhatTheyAllow()
    {
        using CancellationTokenSource source = new();
        Assert.Equal(default, SearchRequest.LimitsOf(new SearchOptions()));
        Assert.False(SearchRequest.LimitsOf(new SearchOptions()).IsLimited);
        Assert.Equal(77, SearchRequest.LimitsOf(new SearchOptions { MaxScoredVectors = 77 }).MaxScoredVectors);
        Assert.Equal(source.Token, SearchRequest.LimitsOf(new SearchOptions { CancellationToken = source.Token }).CancellationToken);
        long soon = SearchRequest.LimitsOf(new SearchOptions { TimeLimit = TimeSpan.FromMinutes(1) }).Deadline;
        Assert.True(soon > System.Diagnostics.Stopwatch.GetTimestamp());
    }

    private SearchRequest Request(ProductFilter? filter, DeltaView delta) =>
        new(_index.PlannerOf(Space.Similar), filter?.In(Space.Similar), filter?.PlansIn(Space.Similar), delta) { Kind = QueryKind.Vector, TargetRecall = 0.95f };
}
