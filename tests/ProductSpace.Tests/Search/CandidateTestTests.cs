using ProductSpace.Delta;
using ProductSpace.Tests.Delta;

namespace ProductSpace.Tests.Search;

/// <summary>
/// The test of a single product against the search that it stands for: what the exact search returns when it is asked for
/// everything, and nothing else, is a candidate. Over a delta that changes, adds and removes.
/// </summary>
public class CandidateTestTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Passes_DeltaFilterAndExclusions_IsWhatTheExactSearchReturns(ulong seed)
    {
        BuiltShop built = BuiltShop.Of(new ShopRecipe(2_000, 16) { WithFacets = true, WithNext = true });
        using ProductIndex index = built.Open();
        DeltaShop writer = new(built.Products);
        DeltaLog log = index.NewDelta(1024);
        index.DeltaLog = log;
        for (ulong step = 0; step < 300; step++)
        {
            log.Apply(writer.Write((seed * 100_000) + step));
        }

        int[] all = [.. Enumerable.Range(-2, index.EndOrdinal + 4)];
        float[] scores = new float[all.Length];
        Neighbor[] hits = new Neighbor[index.EndOrdinal];
        foreach (ProductFilter? filter in (ProductFilter?[])[null, index.CreateFilter(f => f.InCategory("dept1")), index.CreateFilter(f => f.PriceBetween(400, 5_000).InStock()), index.CreateFilter(f => f.Facet("brand", "brand-1"))])
        {
            foreach (Space space in Enum.GetValues<Space>())
            {
                SearchOptions options = new() { Filter = filter, Space = space, Exclude = new[] { 3, 5, 2_001 }, IncludeViewed = true };
                int[] viewed = [7, 11, 1_000];
                int found = index.SearchSessionExact(viewed, hits, options).Count;
                index.ScoreSession(viewed, all, scores, options);
                HashSet<int> expected = [.. hits.Take(found).Select(hit => hit.Ordinal)];
                Assert.Equal(expected.Order(), all.Where((_, i) => !float.IsNaN(scores[i])));
                Assert.All(hits.Take(found), hit => Assert.Equal(hit.Similarity, scores[hit.Ordinal + 2]));
            }
        }
    }
}
