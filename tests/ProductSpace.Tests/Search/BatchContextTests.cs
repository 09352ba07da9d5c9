using ProductSpace.Delta;
using ProductSpace.Memory;
using ProductSpace.Search;

namespace ProductSpace.Tests.Search;

public sealed class BatchContextTests
{
    private readonly ProductIndex _index = BuiltShop.Of(new ShopRecipe(300, 8)).Index;

    [Fact]
    public void Indexer_AskedAgain_IsTheSameContext()
    {
        BatchContext batch = new();
        SearchContext[] contexts = [batch[0], batch[1], batch[2]];
        Assert.Equal(3, contexts.Distinct().Count());
        Assert.Equal(contexts, batch.First(3).ToArray());
        Assert.Same(contexts[1], batch[1]);
    }

    [Fact]
    public void Resolve_OrdinalsAndIds_AreAllOfThemWithoutTheUnknown()
    {
        BatchContext batch = new();
        SearchOptions options = new()
        {
            Exclude = new[] { 5, 9_999 },
            ExcludeIds = new[] { _index.GetProductId(17), "nobody", null!, _index.GetProductId(5) },
        };
        Assert.Equal([5, 9_999, 17, 5], batch.Resolve(_index.Columns, default, options).ToArray());
        Assert.Equal([5, 9_999], batch.Resolve(_index.Columns, default, options with { ExcludeIds = default }).ToArray());
        Assert.Equal(0, batch.Resolve(_index.Columns, default, new SearchOptions()).Length);
    }

    [Fact]
    public void End_ContextsInUse_LetGoOfDeltaAndBudget()
    {
        ProductIndex index = _index;
        DeltaLog delta = index.NewDelta(16);
        delta.Apply(new DeltaRecord { Kind = DeltaKind.Remove, Id = index.GetProductId(3) });
        BatchContext batch = new();
        batch[0].Attach(delta.Now(0), filter: null);
        batch[0].Begin(new SearchLimits(10, 0, default), default, 5);
        Assert.True(batch[0].Budget.IsLimited && batch[0].Hits.Excluded.Hides);
        batch.End();
        Assert.False(batch[0].Budget.IsLimited || batch[0].Hits.Excluded.Hides || batch[0].Delta.IsOn);
    }
}
