using ProductSpace.Delta;
using ProductSpace.Numerics;

namespace ProductSpace.Tests.Search;

/// <summary>Products are excluded by their ids as by their ordinals, in every kind of search.</summary>
public sealed class ExcludeIdsTests : IDisposable
{
    private const int K = 10;

    private static readonly ShopRecipe s_recipe = new(2500, 12) { WithNext = true, Build = new BuildOptions() };

    private readonly TestShop _shop = BuiltShop.Of(s_recipe).Products;
    private readonly ProductIndex _index = BuiltShop.Of(s_recipe).Open();

    public void Dispose() => _index.Dispose();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Search_Ids_ExcludeAsOrdinalsDo(bool withDelta)
    {
        if (withDelta)
        {
            DeltaLog delta = _index.NewDelta(64);
            for (int i = 0; i < 20; i++)
            {
                // Known products get another ordinal by it.
                delta.Apply(new DeltaRecord { Kind = DeltaKind.Upsert, Id = _shop.Ids[i * 7], Vector = [.. _shop.Vector(i * 7)], NextVector = [.. _shop.Vector(i)] });
                delta.Apply(new DeltaRecord { Kind = DeltaKind.Upsert, Id = $"new-{i}", Vector = [.. _shop.Vector(i * 7)] });
            }

            _index.DeltaLog = delta;
        }

        SeededRandom random = new(3);
        int changed = 0;
        for (int round = 0; round < 120; round++)
        {
            int product = random.NextInt(20) * 7;
            Neighbor[] free = new Neighbor[K];
            SearchOptions options = new() { Space = (Space)random.NextInt(2), EfSearch = random.NextInt(2) * 50, TargetRecall = random.NextInt(2) == 0 ? 1 : 0.95f };
            Answer(round, product, free, options);
            int[] ordinals = [.. free.Take(1 + random.NextInt(4)).Select(hit => hit.Ordinal)];
            string[] ids = [.. ordinals.Select(_index.GetProductId), "nobody", null!, new string('x', 9000)];
            Neighbor[] byOrdinals = new Neighbor[K];
            Neighbor[] byIds = new Neighbor[K];
            int expected = Answer(round, product, byOrdinals, options with { Exclude = ordinals }).Count;
            Assert.Equal(expected, Answer(round, product, byIds, options with { ExcludeIds = ids }).Count);
            Assert.Equal(byOrdinals, byIds);
            Assert.DoesNotContain(byIds, hit => ids.Contains(_index.GetProductId(hit.Ordinal)));
            changed += free.SequenceEqual(byIds) ? 0 : 1;

            // Both lists together: what one of them says is enough.
            Answer(round, product, byIds, options with { Exclude = ordinals.AsMemory(0, 1), ExcludeIds = ids.AsMemory(1) });
            Assert.Equal(byOrdinals, byIds);
        }

        Assert.Equal(120, changed);
    }

    [Fact]
    public void Next_Ids_AreOnNoPage()
    {
        float[] vector = [.. _shop.Vector(9)];
        string[] ids = [_shop.Ids[9], "nobody"];
        using ResultCursor cursor = ResultCursor.Open(_index, vector, new SearchOptions { ExcludeIds = ids });
        Neighbor[] page = new Neighbor[50];
        for (int count = cursor.Next(page).Count; count == page.Length; count = cursor.Next(page).Count)
        {
            Assert.DoesNotContain(page, hit => _index.GetProductId(hit.Ordinal) == _shop.Ids[9]);
        }
    }

    [Fact]
    public void Search_Ids_AllocateNothing()
    {
        float[] vector = [.. _shop.Vector(5)];
        string[] ids = [_shop.Ids[5], "nobody", _shop.Ids[80]];
        string[] viewed = [_shop.Ids[17]];
        Neighbor[] hits = new Neighbor[K];
        SearchResult[] results = new SearchResult[1];
        SearchOptions options = new() { ExcludeIds = ids, MinSimilarity = 0.1f };
        void Ask()
        {
            _index.Search(vector, hits, options);
            _index.SearchExact(vector, hits, options);
            _index.SearchSession(viewed, hits, options);
            _index.SearchSessionExact(viewed, hits, options);
            _index.SearchMany(vector, hits, results, options);
            _index.SearchManyExact(vector, hits, results, options);
        }

        Ask();
        Assert.Equal(0, Allocated.Least(Ask));
    }

    private SearchResult Answer(int kind, int product, Neighbor[] hits, in SearchOptions options)
    {
        hits.AsSpan().Clear();
        float[] vector = [.. _shop.Vector(product)];
        string[] viewed = [_shop.Ids[product], _shop.Ids[product + 1]];
        switch (kind % 6)
        {
            case 0:
                return _index.Search(vector, hits, options);
            case 1:
                return _index.SearchExact(vector, hits, options);
            case 2:
                return _index.SearchSession(viewed, hits, options);
            case 3:
                return _index.SearchSessionExact(viewed, hits, options);
            default:
                SearchResult[] results = new SearchResult[3];
                Neighbor[] rows = new Neighbor[3 * K];
                float[] vectors = [.. vector, .. _shop.Vector(product + 3), .. vector];
                if (kind % 6 == 4)
                {
                    _index.SearchMany(vectors, rows, results, options);
                }
                else
                {
                    _index.SearchManyExact(vectors, rows, results, options);
                }

                rows.AsSpan(2 * K).CopyTo(hits);
                return results[2];
        }
    }
}
