using ProductSpace.Filtering;
using ProductSpace.Numerics;
using ProductSpace.Search;
using ProductSpace.Snapshot;

namespace ProductSpace.Tests.Search;

/// <summary>A walk over all products is trusted under a filter unrelated to the query, and ends early under one unlike it.</summary>
public sealed class FilteredGraphSearchTests
{
    private const int K = 10;
    private const int Ef = 300;

    private readonly TestShop _shop;
    private readonly SpaceView _view;

    public FilteredGraphSearchTests()
    {
        BuiltShop built = BuiltShop.Of(new ShopRecipe(6_000, 16) { Seed = 12 });
        (_shop, _view) = (built.Products, built.Index.ViewOf(Space.Similar));
    }

    [Fact]
    public void Run_FilterUnrelatedToTheQuery_IsTrustedAndFindsTheNearest()
    {
        RowSet filter = Rows(row => SeededRandom.Hash((ulong)row, 3) % 4 == 0);
        int found = 0;
        const int queries = 60;
        for (int query = 0; query < queries; query++)
        {
            SearchContext context = PreparedSearch.Of(_view, _shop.Vector(query * 97), K);
            SearchWork work = FilteredGraphSearch.Run(_view, context, Ef, K, [], filter);
            (int Ordinal, double Similarity)[] matches = [.. PreparedSearch.Ranking(_view, context).Where(hit => filter.Contains(_view.ToSlot(hit.Ordinal)))];
            Assert.True(work.IsComplete, $"query {query}");
            Assert.All(PreparedSearch.Found(context), hit => Assert.True(filter.Contains(_view.ToSlot(hit.Ordinal))));
            found += PreparedSearch.FoundOf(matches, context, K);
        }

        Assert.InRange(found, 0.97 * queries * K, queries * K);
    }

    [Fact]
    public void Run_FilterOfTheFarthest_IsNotTrustedAndEndsEarly()
    {
        long early = 0;
        long whole = 0;
        for (int query = 0; query < 20; query++)
        {
            SearchContext context = PreparedSearch.Of(_view, _shop.Vector(query * 97), K);
            HashSet<int> far = [.. PreparedSearch.Ranking(_view, context).TakeLast(1_500).Select(hit => _view.ToSlot(hit.Ordinal))];
            SearchWork work = FilteredGraphSearch.Run(_view, context, Ef, K, [], Rows(far.Contains));
            Assert.False(work.IsComplete);
            early += work.Scored;
            context = PreparedSearch.Of(_view, _shop.Vector(query * 97), K);
            whole += FilteredGraphSearch.Run(_view, context, Ef, K, [], Rows(_ => true)).Scored;
        }

        Assert.True(early < whole / 2, $"{early} of {whole}");
    }

    [Fact]
    public void Run_EverythingMatches_IsTheWalk()
    {
        for (int query = 0; query < 20; query++)
        {
            SearchContext filtered = PreparedSearch.Of(_view, _shop.Vector(query * 97), K);
            SearchWork work = FilteredGraphSearch.Run(_view, filtered, Ef, K, [], Rows(_ => true));
            SearchContext context = PreparedSearch.Of(_view, _shop.Vector(query * 97), K);
            Assert.Equal(GraphSearch.Run(_view, context, Ef, K, []) with { EfSearch = work.EfSearch }, work);
            Assert.Equal(PreparedSearch.Found(context), PreparedSearch.Found(filtered));
        }
    }

    private RowSet Rows(Func<int, bool> passes)
    {
        ulong[] words = new ulong[RowBits.WordsOf(_view.Count)];
        for (int row = 0; row < _view.Count; row++)
        {
            if (passes(row))
            {
                RowBits.Set(words, row);
            }
        }

        return new RowSet(words);
    }
}
