using ProductSpace.Delta;

namespace ProductSpace.Recommendations.Tests;

/// <summary>
/// Pages and folded answers over a delta: of the nearest products some are gone, some are sold out, and new ones are nearer.
/// Pages are the ranks of the exact search, which other tests judge over deltas; a walked cursor keeps the contract.
/// </summary>
public sealed class DeltaPagesTests(PagedShop shop) : IClassFixture<PagedShop>, IDisposable
{
    private const int PageLength = 7;
    private const int New = 12;

    private readonly ProductIndex _index = ProductIndex.Open(shop.File);
    private readonly ProductIndex _cells = ProductIndex.Open(shop.FileOfCells);

    public void Dispose()
    {
        _index.Dispose();
        _cells.Dispose();
    }

    [Theory]
    [InlineData(false, 0)]
    [InlineData(false, 1)]
    [InlineData(false, 2)]
    [InlineData(true, 0)]
    [InlineData(true, 1)]
    public void Next_DeltaOverTheShop_ExactPagesAreTheRanks(bool withoutGraph, int filter)
    {
        ProductIndex index = withoutGraph ? _cells : _index;
        SearchOptions options = new() { TargetRecall = 1, Filter = PagedShop.Filter(index, filter) };
        float[] vector = Query(index);
        Neighbor[] before = Ranks(index, vector, options);
        HashSet<int> gone = Change(index, vector);
        Neighbor[] ranks = Ranks(index, vector, options);
        Neighbor[] pages = [.. Pages(index, vector, options, ranks.Length)];
        Assert.Equal(ranks, pages);
        Assert.DoesNotContain(pages, hit => gone.Contains(hit.Ordinal));
        Assert.Contains(pages, hit => hit.Ordinal >= index.Count);

        // The twin: pages that know of no delta are other ones.
        Assert.NotEqual(before, pages);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Next_DeltaOverTheShop_WalkedPagesHoldTheNewOnceAndNothingThatIsGone(bool withoutGraph)
    {
        ProductIndex index = withoutGraph ? _cells : _index;
        float[] vector = Query(index);
        HashSet<int> gone = Change(index, vector);
        Neighbor[] ranks = Ranks(index, vector, new SearchOptions { TargetRecall = 1 });
        Neighbor[] pages = [.. Pages(index, vector, default, 20 * PageLength)];
        Assert.Equal(20 * PageLength, pages.Length);
        Assert.Equal(pages.Length, pages.Select(hit => hit.Ordinal).Distinct().Count());
        Assert.DoesNotContain(pages, hit => gone.Contains(hit.Ordinal));
        Assert.Equal(New, pages.Count(hit => hit.Ordinal >= index.Count));
        Assert.True(ranks.Count(hit => pages.Contains(hit)) >= 0.8 * ranks.Length);
    }

    /// <summary>What is written while somebody pages is seen by the next cursor, not by his.</summary>
    [Fact]
    public void Next_WritesBetweenPages_CursorKeepsWhatItBeganWith()
    {
        float[] vector = Query(_index);
        Change(_index, vector);
        SearchOptions options = new() { TargetRecall = 1 };
        Neighbor[] ranks = Ranks(_index, vector, options);
        using ResultCursor cursor = ResultCursor.Open(_index, vector, options);
        Neighbor[] first = new Neighbor[PageLength];
        Assert.Equal(PageLength, cursor.Next(first).Count);
        Assert.Equal(DeltaOutcome.Applied, _index.DeltaLog!.Apply(new DeltaRecord { Kind = DeltaKind.Upsert, Id = "later", Vector = vector, NextVector = vector }));
        Neighbor[] second = new Neighbor[PageLength];
        Assert.Equal(PageLength, cursor.Next(second).Count);
        Neighbor[] both = [.. first, .. second];
        Assert.Equal(ranks[..(2 * PageLength)], both);
        Assert.NotEqual(ranks[0], Ranks(_index, vector, options)[0]);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void SearchFolded_CopiesInTheDelta_OneOfThemStays(bool withoutGraph)
    {
        ProductIndex index = withoutGraph ? _cells : _index;
        float[] vector = Query(index);
        HashSet<int> gone = Change(index, vector, copies: true);
        SearchOptions options = new() { TargetRecall = 1 };
        Neighbor[] hits = new Neighbor[20];
        hits = hits[..index.SearchFolded(vector, hits, foldAt: 0.9999f, options).Count];
        Assert.Equal(20, hits.Length);
        Assert.DoesNotContain(hits, hit => gone.Contains(hit.Ordinal));
        Assert.Single(hits, hit => hit.Ordinal >= index.Count);

        // The twin: without folding all of the copies stand there.
        Neighbor[] plain = new Neighbor[20];
        index.SearchExact(vector, plain, options);
        Assert.Equal(New, plain.Count(hit => hit.Ordinal >= index.Count));
    }

    /// <summary>Every third of the nearest is taken away, another is sold out, and new products lie nearer than all of them.</summary>
    private static HashSet<int> Change(ProductIndex index, float[] vector, bool copies = false)
    {
        Neighbor[] nearest = Ranks(index, vector, new SearchOptions { TargetRecall = 1 });
        DeltaLog log = index.NewDelta(256);
        HashSet<int> gone = [];
        for (int i = 0; i < nearest.Length; i++)
        {
            string id = index.GetProductId(nearest[i].Ordinal);
            if (i % 3 == 0)
            {
                Assert.Equal(DeltaOutcome.Applied, log.Apply(new DeltaRecord { Kind = DeltaKind.Remove, Id = id }));
                gone.Add(nearest[i].Ordinal);
            }
            else if (i % 3 == 1)
            {
                Assert.Equal(DeltaOutcome.Applied, log.Apply(new DeltaRecord { Kind = DeltaKind.Set, Id = id, InStock = false }));
            }
        }

        for (int i = 0; i < New; i++)
        {
            float[] near = Moved(vector, copies ? 0 : i);
            Assert.Equal(DeltaOutcome.Applied, log.Apply(new DeltaRecord { Kind = DeltaKind.Upsert, Id = $"new-{i}", Category = "dept1", InStock = true, Vector = near, NextVector = near }));
        }

        index.DeltaLog = log;
        return gone;
    }

    private static float[] Moved(float[] vector, int axis)
    {
        float[] moved = [.. vector];
        moved[axis] += 0.2f + (0.05f * axis);
        return moved;
    }

    private static float[] Query(ProductIndex index)
    {
        float[] vector = new float[index.Dimension];
        index.GetVector(4_321, vector);
        return vector;
    }

    private static Neighbor[] Ranks(ProductIndex index, float[] vector, SearchOptions options)
    {
        Neighbor[] hits = new Neighbor[6 * PageLength];
        return hits[..index.SearchExact(vector, hits, options).Count];
    }

    private static List<Neighbor> Pages(ProductIndex index, float[] vector, SearchOptions options, int count)
    {
        using ResultCursor cursor = ResultCursor.Open(index, vector, options);
        List<Neighbor> all = [];
        Neighbor[] page = new Neighbor[PageLength];
        for (int found = 1; all.Count < count && found > 0;)
        {
            found = cursor.Next(page.AsSpan(0, Math.Min(PageLength, count - all.Count))).Count;
            all.AddRange(page[..found]);
        }

        return all;
    }
}
