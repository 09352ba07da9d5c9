using ProductSpace.Delta;
using ProductSpace.Numerics;

namespace ProductSpace.Tests.Delta;

/// <summary>What a delta in memory promises beside answers: ordinals, room, prefixes, refusals, no allocation.</summary>
public sealed class DeltaLogTests : IDisposable
{
    private readonly TestShop _shop;
    private readonly ProductIndex _index;

    public DeltaLogTests()
    {
        BuiltShop built = BuiltShop.Of(new ShopRecipe(2_000, 16) { WithFacets = true });
        (_shop, _index) = (built.Products, built.Open());
    }

    public void Dispose() => _index.Dispose();

    [Fact]
    public void Apply_UpsertOfNewAndKnown_OrdinalsFromCountOn()
    {
        DeltaLog log = Attach();
        Assert.True(_index.TryGetOrdinal("p-000007", out int before));
        Assert.Equal(DeltaOutcome.Applied, log.Apply(Upsert("first", 1)));
        Assert.Equal(DeltaOutcome.Applied, log.Apply(Upsert("p-000007", 2)));
        Assert.True(_index.TryGetOrdinal("first", out int first));
        Assert.True(_index.TryGetOrdinal("p-000007", out int after));
        Assert.Equal((2_000, 2_001), (first, after));
        Assert.Equal(("first", "p-000007", "p-000007"), (_index.GetProductId(first), _index.GetProductId(after), _index.GetProductId(before)));
        Assert.Throws<ArgumentOutOfRangeException>(() => _index.GetProductId(2_002));
        Neighbor[] hits = new Neighbor[1];
        _index.Search(Upsert("p-000007", 2).Vector, hits, new SearchOptions { Exclude = new[] { before } });
        Assert.NotEqual(after, hits[0].Ordinal);
        _index.SearchSession(["first"], hits, new SearchOptions { IncludeViewed = true });
        Assert.Equal(first, hits[0].Ordinal);
    }

    [Fact]
    public void Apply_NoRoom_RefusedWholly()
    {
        DeltaLog log = Attach(DeltaLog.MinCapacity);
        for (int i = 0; i < DeltaLog.MinCapacity - 1; i++)
        {
            Assert.Equal(DeltaOutcome.Applied, log.Apply(Upsert($"n-{i}", i)));
        }

        // A known product takes two versions, and one is left.
        Assert.Equal(DeltaOutcome.Full, log.Apply(Upsert("n-3", 99)));
        Assert.Equal(DeltaOutcome.Applied, log.Apply(new DeltaRecord { Kind = DeltaKind.Remove, Id = "n-3" }));
        Assert.Equal(DeltaOutcome.Full, log.Apply(new DeltaRecord { Kind = DeltaKind.Remove, Id = "n-4" }));
        Assert.False(_index.TryGetOrdinal("n-3", out _));
        Assert.True(_index.TryGetOrdinal("n-4", out _));
    }

    /// <summary>A view that was taken before a write does not see it, in any of its parts.</summary>
    [Fact]
    public void View_TakenBefore_SeesNothingOfLaterWrites()
    {
        DeltaLog log = Attach();
        log.Apply(Upsert("a", 1));
        DeltaView view = log.Now(0);
        _index.TryGetOrdinal("p-000009", out int ordinal);
        log.Apply(new DeltaRecord { Kind = DeltaKind.Remove, Id = "p-000009" });
        log.Apply(Upsert("a", 2));
        log.Apply(new DeltaRecord { Kind = DeltaKind.Set, Id = "p-000010", Price = 1 });
        Assert.False(log.IsHidden(ordinal, view.Versions, passes: null));
        Assert.True(log.IsHidden(ordinal, log.Count, passes: null));
        Assert.Equal((2_000, 2_001), (log.Find("a"u8, view.Versions), log.Find("a"u8, log.Count)));
        Assert.True(log.IsLiving(0, view.Versions) && !log.IsLiving(1, view.Versions));
        Assert.True(!log.IsLiving(0, log.Count) && log.IsLiving(1, log.Count));
        Assert.Equal((0, 1, 1, 1), (view.Gone, view.Living, log.Now(0).Gone, log.Now(0).Living));
    }

    [Fact]
    public void FindFault_WhatDoesNotFit_NamesIt()
    {
        DeltaLog log = Attach();
        Assert.Contains("3 numbers", log.FindFault(Upsert("x", 1) with { Vector = new float[3] }), StringComparison.Ordinal);
        Assert.Contains("zero", log.FindFault(Upsert("x", 1) with { Vector = new float[16] }), StringComparison.Ordinal);
        Assert.Contains("no space Next", log.FindFault(Upsert("x", 1) with { NextVector = Upsert("x", 1).Vector }), StringComparison.Ordinal);
        Assert.Contains("facet \"si=ze\": a name has", log.FindFault(Upsert("x", 1) with { Facets = [new("si=ze", "xl")] }), StringComparison.Ordinal);
        Assert.Contains("1 to 4096 bytes", log.FindFault(Upsert(string.Empty, 1)), StringComparison.Ordinal);
        Assert.Null(log.FindFault(Upsert("x", 1) with { Facets = [new("brand", "nova")] }));
    }

    [ReleaseFact]
    public void Search_WithDelta_AllocatesNothing()
    {
        DeltaLog log = Attach(4_096);
        for (int i = 0; i < 500; i++)
        {
            log.Apply(Upsert($"n-{i}", i) with { Price = i });
            log.Apply(new DeltaRecord { Kind = i % 2 == 0 ? DeltaKind.Remove : DeltaKind.Set, Id = _shop.Ids[i], Price = 450 });
        }

        ProductFilter priced = _index.CreateFilter(f => f.PriceBetween(400, 5_000));
        float[] query = [.. _shop.Vector(3)];
        string[] ids = ["n-3", _shop.Ids[701], _shop.Ids[0]];
        foreach (ProductFilter? filter in new[] { null, priced })
        {
            foreach (SearchOptions options in new SearchOptions[] { new() { Filter = filter }, new() { Filter = filter, EfSearch = 30 }, new() { Filter = filter, GroupLimit = GroupLimit.ByFacet("brand", 1), DiversityLambda = 0.5f } })
            {
                SearchOptions asked = options;
                void Ask()
                {
                    Span<Neighbor> hits = stackalloc Neighbor[10];
                    Span<SearchResult> results = stackalloc SearchResult[1];
                    for (int round = 0; round < 20; round++)
                    {
                        _index.Search(query, hits, asked);
                        _index.SearchSession(ids, hits, asked);
                        _index.SearchExact(query, hits, asked);
                        _index.SearchMany(query, hits, results, asked);
                    }
                }

                Ask();
                Assert.Equal(0, Allocated.Least(Ask));
            }
        }
    }

    /// <summary>One writer, two readers: a product is there from the moment its write is published, or not at all, and what a reader saw it sees again.</summary>
    [Fact]
    public void Search_WhileWriting_SeesAPrefix()
    {
        DeltaLog log = Attach(8_192);
        float[] vector = Upsert("x", 1).Vector!;
        using CancellationTokenSource done = new();
        string? problem = null;
        Thread[] readers = [.. Enumerable.Range(0, 2).Select(_ => new Thread(() =>
        {
            Neighbor[] hits = new Neighbor[3];
            int last = -1;
            while (!done.IsCancellationRequested && problem is null)
            {
                // Every write has the same vector, and replaces the one before: one of them is there, the newest that was published.
                SearchResult result = _index.SearchExact(vector, hits);
                int alike = 0;
                for (int i = 0; i < result.Count; i++)
                {
                    alike += hits[i].Similarity > 0.99999f ? 1 : 0;
                }

                int ordinal = hits[0].Ordinal;
                if (alike > 1 || (last >= 0 && (alike != 1 || ordinal < last)))
                {
                    problem = $"{alike} of one product, ordinal {ordinal} after {last}";
                }

                last = alike == 1 ? ordinal : last;
            }
        }))];
        Array.ForEach(readers, reader => reader.Start());
        for (int i = 0; i < 3_000; i++)
        {
            Assert.Equal(DeltaOutcome.Applied, log.Apply(new DeltaRecord { Kind = DeltaKind.Upsert, Id = "moving", Vector = vector }));
        }

        done.Cancel();
        Array.ForEach(readers, reader => reader.Join());
        Assert.Null(problem);
    }

    /// <summary>The first search under a new filter does not pay for all that the delta holds.</summary>
    [Fact]
    public void CreateFilter_DeltaWithChanges_TestsThemAtOnce()
    {
        DeltaLog log = Attach();
        log.Apply(Upsert("first", 1) with { Price = 1 });
        log.Apply(Upsert("second", 2) with { Price = 2 });
        ProductFilter filter = _index.CreateFilter(f => f.PriceBetween(1, 2));
        Assert.Equal(2, filter.DeltaMatches.Tested);
        log.Apply(Upsert("third", 3) with { Price = 3 });
        Assert.Equal(2, filter.DeltaMatches.Tested);
        Assert.Equal(2, Found(filter).Count(id => id is "first" or "second" or "third"));
        Assert.Equal(3, filter.DeltaMatches.Tested);
    }

    /// <summary>Names that the base does not know and the delta does: the filter finds what the delta brings, before or after it was made.</summary>
    [Fact]
    public void CreateFilter_NamesOfTheDelta_FindItsProducts()
    {
        DeltaLog log = Attach();
        ProductFilter early = _index.CreateFilter(f => f.AnyOf(g => g.InCategory("brand-new"), g => g.Facet("colour", "puce"), g => g.Products("later")), allowUnknown: true);
        Assert.Throws<ArgumentException>(() => _index.CreateFilter(f => f.Facet("colour", "puce")));
        Assert.Throws<ArgumentException>(() => _index.CreateFilter(f => f.InCategory("brand-new")));
        Assert.Empty(Found(early));
        log.Apply(Upsert("later", 1));
        log.Apply(Upsert("first", 1) with { Category = "dept0|brand-new/thing", Facets = [new("colour", "red|puce")] });
        log.Apply(new DeltaRecord { Kind = DeltaKind.Set, Id = "p-000003", Facets = [new("colour", "puce")] });
        Assert.Equal(["first", "later", "p-000003"], Found(early));
        Assert.Equal(["first", "p-000003"], Found(_index.CreateFilter(f => f.Facet("colour", "puce"))));
        Assert.Equal(["first"], Found(_index.CreateFilter(f => f.InCategory("brand-new").Facet("colour", "red"))));
        Assert.Equal(["first"], Found(_index.CreateFilter(f => f.InCategory("brand-new/thing"))));
        Assert.Equal(["later", "p-000003"], Found(_index.CreateFilter(f => f.Products("later", "p-000003", "nobody"))));
        Assert.Equal(_index.Count + 2 - 2, Found(_index.CreateFilter(f => f.FacetNone("colour", "puce"))).Length);

        // Parts of names are no names.
        Assert.Throws<ArgumentException>(() => _index.CreateFilter(f => f.InCategory("brand-new/thi")));
        Assert.Empty(Found(_index.CreateFilter(f => f.AnyOf(g => g.InCategory("brand-new/thi"), g => g.Facet("colour", "puc"), g => g.Products("late")), allowUnknown: true)));
        log.Apply(new DeltaRecord { Kind = DeltaKind.Set, Id = "first", Category = "dept0" });
        Assert.Empty(Found(_index.CreateFilter(f => f.InCategory("brand-new/thing"))));

        Neighbor[] hits = new Neighbor[5];
        SearchOptions options = new() { Filter = early };
        _index.Search(_shop.Vector(0), hits, options);
        Assert.Equal(0, Allocated.Least(() => _index.Search(_shop.Vector(0), hits, options)));
    }

    /// <summary>What the gauge tells grows with rows, by at least what their vectors take, and is the same for the same writes.</summary>
    [Fact]
    public void Bytes_RowsAdded_GrowByWhatTheyHold()
    {
        DeltaLog log = Attach(4_096);
        long empty = log.Bytes;
        for (int i = 0; i < 2_000; i++)
        {
            log.Apply(Upsert($"n-{i}", i));
        }

        Assert.InRange(empty, 4_096 * 60, 4_096 * 100);
        Assert.InRange(log.Bytes - empty, 2_000L * _shop.Dimension * 6, 2_000L * ((_shop.Dimension * 12) + 600));
        long before = GC.GetTotalMemory(forceFullCollection: true);
        DeltaLog other = _index.NewDelta(1 << 17);
        Assert.InRange(GC.GetTotalMemory(forceFullCollection: true) - before, other.Bytes / 2, other.Bytes * 2);
    }

    private string[] Found(ProductFilter filter)
    {
        Neighbor[] hits = new Neighbor[2_100];
        return [.. hits.Take(_index.Search(_shop.Vector(0), hits, new SearchOptions { Filter = filter }).Count).Select(hit => _index.GetProductId(hit.Ordinal)).Order(StringComparer.Ordinal)];
    }

    private DeltaLog Attach(int capacity = 256)
    {
        DeltaLog log = _index.NewDelta(capacity);
        _index.DeltaLog = log;
        return log;
    }

    private DeltaRecord Upsert(string id, int seed)
    {
        SeededRandom random = new((ulong)seed + 77);
        float[] vector = new float[_shop.Dimension];
        for (int i = 0; i < vector.Length; i++)
        {
            vector[i] = TestShop.Normal(ref random);
        }

        return new DeltaRecord { Kind = DeltaKind.Upsert, Id = id, Vector = vector };
    }
}
