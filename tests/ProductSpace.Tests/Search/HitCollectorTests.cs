using CsCheck;
using ProductSpace.Filtering;
using ProductSpace.Numerics;
using ProductSpace.Search;
using ProductSpace.Snapshot;

namespace ProductSpace.Tests.Search;

/// <summary>Blocks in any order, ranges or lists, give what measuring every row gives.</summary>
public sealed class HitCollectorTests
{
    private readonly TestShop _shop;
    private readonly SpaceView _view;

    public HitCollectorTests()
    {
        BuiltShop built = BuiltShop.Of(new ShopRecipe(2_000) { Seed = 31 });
        (_shop, _view) = (built.Products, built.Index.ViewOf(Space.Similar));
    }

    [Fact]
    public void OfferRangeAndRows_BlocksInAnyOrder_KeepTheNearestThatAreNotExcluded() =>
        Gen.Select(Gen.ULong, Gen.Int[1, 40], Gen.Int[0, 30], Gen.Int[1, HitCollector.BlockRows]).Sample(
            (seed, k, excluded, size) =>
            {
                SeededRandom random = new(seed);
                SearchContext context = PreparedSearch.Of(_view, _shop.Vector(random.NextInt(_shop.Count)), k);
                (int Ordinal, double Similarity)[] ranking = PreparedSearch.Ranking(_view, context);
                int[] left = [.. ranking.Take(2 * excluded).Where((_, i) => i % 2 == 0).Select(hit => hit.Ordinal)];
                context.Hits.Excluded.Add(left);
                int[] dots = PreparedSearch.Dots(_view, context);
                int[] blocks = [.. Enumerable.Range(0, (_view.Count + size - 1) / size)];
                for (int i = blocks.Length - 1; i > 0; i--)
                {
                    int other = random.NextInt(i + 1);
                    (blocks[i], blocks[other]) = (blocks[other], blocks[i]);
                }

                HitCollector hits = context.Hits;
                hits.BeginBlocks(_view, context.Query);
                foreach (int block in blocks)
                {
                    int first = block * size;
                    int end = Math.Min(_view.Count, first + size);
                    if (random.NextInt(2) == 0)
                    {
                        hits.OfferRange(_view, context.Query, first, dots.AsSpan(first..end));
                    }
                    else
                    {
                        int[] rows = [.. Enumerable.Range(first, end - first).Reverse()];
                        hits.OfferRows(_view, context.Query, rows, [.. rows.Select(row => dots[row])]);
                    }
                }

                hits.Flush(_view, context.Query);
                Assert.Equal(ranking.Where(hit => !left.Contains(hit.Ordinal)).Take(k), PreparedSearch.Found(context));
                Assert.True(hits.IsFilled);
                Assert.Equal(hits.Top.Least, hits.Least);
            },
            iter: 200);

    [Fact]
    public void BeginBlocks_HitsFromBefore_StayAndSpareRows()
    {
        SearchContext context = PreparedSearch.Of(_view, _shop.Vector(3), 10);
        (int Ordinal, double Similarity)[] ranking = PreparedSearch.Ranking(_view, context);
        foreach ((int ordinal, double similarity) in ranking.Take(10))
        {
            context.Hits.Offer(similarity, ordinal);
        }

        context.Hits.BeginBlocks(_view, context.Query);
        Assert.True(context.Hits.Kth > int.MinValue);
        context.Hits.OfferRange(_view, context.Query, 0, PreparedSearch.Dots(_view, context).AsSpan(0, HitCollector.BlockRows));
        context.Hits.Flush(_view, context.Query);
        Assert.Equal(ranking.Take(10), PreparedSearch.Found(context));
    }

    [Fact]
    public void Offer_RowThatIsNoMatch_IsRefused()
    {
        SearchContext context = PreparedSearch.Of(_view, _shop.Vector(3), 10);
        ulong[] words = new ulong[RowBits.WordsOf(_view.Count)];
        RowBits.Set(words, 7);
        RowBits.Set(words, 8);
        RowSet filter = new(words);
        context.Hits.Excluded.Add([_view.ToOrdinal(8)]);
        Assert.False(context.Hits.Offer(_view, context.Query, -1, null));
        Assert.False(context.Hits.Offer(_view, context.Query, _view.Count, null));
        Assert.False(context.Hits.Offer(_view, context.Query, 6, filter));
        Assert.Equal(0, context.Hits.Top.Count);

        // A listed product fills a place of a re-ranking depth, though none of the answer.
        Assert.True(context.Hits.Offer(_view, context.Query, 8, filter));
        Assert.Equal(0, context.Hits.Top.Count);
        Assert.True(context.Hits.Offer(_view, context.Query, 7, filter));
        Assert.Equal(_view.ToOrdinal(7), Assert.Single(PreparedSearch.Found(context)).Ordinal);
    }

    [Fact]
    public void Least_AnswerThatIsNotFull_IsBelowEverything()
    {
        SearchContext context = PreparedSearch.Of(_view, _shop.Vector(3), 2);
        Assert.Equal(double.NegativeInfinity, context.Hits.Least);
        context.Hits.Offer(0.5, 1);
        Assert.Equal(double.NegativeInfinity, context.Hits.Least);
        context.Hits.Offer(0.4, 2);
        Assert.Equal(0.4, context.Hits.Least);
        context.Hits.Start(0);
        Assert.Equal(double.NegativeInfinity, context.Hits.Least);
    }
}
