namespace ProductSpace.Tests.Search;

/// <summary>
/// SearchMany answers as single searches do where matches lie scattered and rows are judged by their first codes: what one
/// query found decides which rows it passes over, so that queries cannot share them.
/// </summary>
public sealed class SearchManyScatteredTests
{
    private const int Queries = 120;

    private readonly BuiltShop _shop = BuiltShop.Of(ShopRecipe.Wide);

    [Theory]
    [InlineData(1)]
    [InlineData(10)]
    [InlineData(60)]
    public void SearchMany_ScatteredMatches_AnswersAsSingleSearches(int k)
    {
        ProductIndex index = _shop.Index;
        int[] everySixth = [.. Enumerable.Range(0, index.Count / 6).Select(i => 6 * i)];
        ProductFilter[] filters =
        [
            index.CreateFilter(f => f.PriceBetween(8_000, 100_000)),
            index.CreateFilter(f => f.Ordinals(everySixth)),
            index.CreateFilter(f => f.InCategory("dept0").PriceBetween(0, 4_000)),
        ];
        float[] vectors = [.. _shop.Products.Vectors.AsSpan(0, Queries * index.Dimension)];
        HashSet<SearchStrategy> strategies = [];
        foreach (ProductFilter filter in filters)
        {
            SearchOptions options = new() { Filter = filter, Exclude = new[] { 6, 12 } };
            Neighbor[] expected = new Neighbor[Queries * k];
            Neighbor[] neighbors = new Neighbor[expected.Length];
            SearchResult[] results = new SearchResult[Queries];
            index.SearchMany(vectors, neighbors, results, options);
            for (int query = 0; query < Queries; query++)
            {
                SearchResult single = index.Search(_shop.Products.Vector(query), expected.AsSpan(query * k, k), options);
                strategies.Add(single.Strategy);
                Assert.Equal(single, results[query]);
            }

            Assert.Equal(expected, neighbors);
        }

        Assert.Contains(SearchStrategy.PrefixScan, strategies);
    }
}
