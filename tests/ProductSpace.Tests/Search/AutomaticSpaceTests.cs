namespace ProductSpace.Tests.Search;

/// <summary>Where options leave the space open, sessions ask what comes next and vectors ask what is similar.</summary>
public sealed class AutomaticSpaceTests : IDisposable
{
    private readonly TestShop _shop = new(1500, 12, withNext: true);
    private readonly ProductIndex _index;
    private readonly Neighbor[] _hits = new Neighbor[10];
    private readonly Neighbor[] _others = new Neighbor[10];

    public AutomaticSpaceTests() => _index = ProductIndex.Open(_shop.Builder().BuildToMemory());

    public void Dispose() => _index.Dispose();

    [Fact]
    public void SearchSession_SnapshotWithNext_AsksNext()
    {
        string[] ids = [_shop.Ids[3], _shop.Ids[40]];
        int[] ordinals = [.. ids.Select(id => _index.TryGetOrdinal(id, out int ordinal) ? ordinal : -1)];
        SearchOptions next = new() { Space = Space.Next };
        Same(_index.SearchSession(ids, _hits), _index.SearchSession(ids, _others, next));
        Same(_index.SearchSession(ordinals, _hits), _index.SearchSession(ordinals, _others, next));
        Same(_index.SearchSessionExact(ids, _hits), _index.SearchSessionExact(ids, _others, next));
        Same(_index.SearchSessionExact(ordinals, _hits), _index.SearchSessionExact(ordinals, _others, next));
        using ResultCursor cursor = ResultCursor.OpenSession(_index, ids);
        using ResultCursor other = ResultCursor.OpenSession(_index, ids, next);
        Same(cursor.Next(_hits), other.Next(_others));
        _index.SearchSessionExact(ids, _others, new SearchOptions { Space = Space.Similar });
        Assert.NotEqual(_hits, _others);
    }

    [Fact]
    public void SearchSession_Filter_AsksNextUnderIt()
    {
        string[] ids = [_shop.Ids[3], _shop.Ids[40]];
        SearchOptions options = new() { Filter = _index.CreateFilter(f => f.InStock()) };
        Same(_index.SearchSession(ids, _hits, options), _index.SearchSession(ids, _others, options with { Space = Space.Next }));
    }

    [Fact]
    public void SearchSession_SnapshotWithoutNext_AsksSimilar()
    {
        using ProductIndex index = ProductIndex.Open(new TestShop(400, 12).Builder().BuildToMemory());
        string[] ids = ["p-000003"];
        Same(index.SearchSession(ids, _hits), index.SearchSession(ids, _others, new SearchOptions { Space = Space.Similar }));
        Assert.Throws<ArgumentException>(() => index.SearchSession(ids, new Neighbor[1], new SearchOptions { Space = Space.Next }));
    }

    [Fact]
    public void Search_Vector_AsksSimilar()
    {
        float[] vector = [.. _shop.Vector(8)];
        SearchOptions similar = new() { Space = Space.Similar };
        Same(_index.Search(vector, _hits), _index.Search(vector, _others, similar));
        Same(_index.SearchExact(vector, _hits), _index.SearchExact(vector, _others, similar));
        SearchResult[] results = new SearchResult[1];
        _index.SearchMany(vector, _hits, results);
        Same(results[0], _index.Search(vector, _others, similar));
        using ResultCursor cursor = ResultCursor.Open(_index, vector);
        using ResultCursor other = ResultCursor.Open(_index, vector, similar);
        Same(cursor.Next(_hits), other.Next(_others));
        _index.SearchExact(vector, _others, new SearchOptions { Space = Space.Next });
        Assert.NotEqual(_hits, _others);
    }

    private void Same(SearchResult result, SearchResult other)
    {
        Assert.Equal(other.Count, result.Count);
        Assert.Equal(10, result.Count);
        Assert.Equal(_others, _hits);
    }
}
