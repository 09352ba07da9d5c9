using ProductSpace.Delta;
using ProductSpace.Numerics;
using ProductSpace.Search;
using ProductSpace.Snapshot;

namespace ProductSpace.Tests.Search;

/// <summary>The products of a delta, merged into the hits of a base: what measuring each of them gives.</summary>
public sealed class DeltaScanTests : IDisposable
{
    private const int Added = 600;
    private const int K = 20;

    private readonly TestShop _shop;
    private readonly ProductIndex _index;
    private readonly DeltaLog _delta;
    private readonly SpaceView _view;

    public DeltaScanTests()
    {
        BuiltShop built = BuiltShop.Of(new ShopRecipe(1_800, 20) { Seed = 4, WithNext = true });
        _shop = built.Products;
        _index = built.Open();
        _view = _index.ViewOf(Space.Similar);
        _delta = _index.NewDelta(2 * Added);
        SeededRandom random = new(9);
        for (int i = 0; i < Added; i++)
        {
            float[] vector = [.. _shop.Vector(random.NextInt(_shop.Count))];
            vector[i % vector.Length] += 0.5f;
            _delta.Apply(new DeltaRecord { Kind = DeltaKind.Upsert, Id = $"new-{i}", Vector = vector, Category = i % 2 == 0 ? "even" : "odd" });
        }

        // Every fifth is gone again.
        for (int i = 0; i < Added; i += 5)
        {
            _delta.Apply(new DeltaRecord { Kind = DeltaKind.Remove, Id = $"new-{i}" });
        }
    }

    public void Dispose() => _index.Dispose();

    [Fact]
    public void Merge_ProductsAndHits_KeepsTheNearestOfBoth()
    {
        int fromDelta = 0;
        for (int query = 0; query < 60; query++)
        {
            SearchContext context = Ask(query * 29, excluded: [_delta.FirstOrdinal + 1]);
            ExactScan.Run(_view, [context], filter: null);
            Assert.Equal(_delta.RowCount, DeltaScan.Merge(_view, context));
            (int Ordinal, double Similarity)[] all = [.. PreparedSearch.Ranking(_view, context), .. Living(context, except: 1)];
            Assert.Equal(all.OrderByDescending(hit => hit.Similarity).ThenBy(hit => hit.Ordinal).Take(K), PreparedSearch.Found(context));
            fromDelta += PreparedSearch.Found(context).Count(hit => hit.Ordinal >= _index.Count);
        }

        Assert.InRange(fromDelta, 60, 60 * K);
    }

    [Fact]
    public void Offer_NoBar_GivesEveryLivingProductOnce()
    {
        SearchContext context = Ask(7, excluded: []);
        Collected found = new([]);
        DeltaScan.Offer(_view, context, found);
        Assert.Equal(Living(context).Order(), found.Hits.Order());
    }

    /// <summary>A bar that rises spares measurements, and none of those above it.</summary>
    [Fact]
    public void Offer_HighBar_GivesAllAboveIt()
    {
        for (int query = 0; query < 40; query++)
        {
            SearchContext context = Ask(query * 29, excluded: []);
            double bar = Living(context).Select(hit => hit.Similarity).OrderDescending().ElementAt(K);
            Collected found = new([]) { Least = bar };
            DeltaScan.Offer(_view, context, found);
            Assert.Superset(Living(context).Where(hit => hit.Similarity > bar).ToHashSet(), found.Hits.ToHashSet());
            Assert.True(found.Hits.Count < Living(context).Count());
        }
    }

    private SearchContext Ask(int product, int[] excluded)
    {
        SearchContext context = PreparedSearch.Of(_view, _shop.Vector(product), K);
        context.Attach(_delta.Now(0), filter: null);
        context.Hits.Excluded.Add(excluded);
        return context;
    }

    /// <summary>The products of the delta that are there, by the exact form.</summary>
    private IEnumerable<(int Ordinal, double Similarity)> Living(SearchContext context, int except = -1) =>
        from row in Enumerable.Range(0, Added)
        where row % 5 != 0 && row != except
        let ordinal = _delta.FirstOrdinal + row
        select (ordinal, context.Delta.Similarity(_view, ordinal, context.Query.Exact));

    private readonly record struct Collected(List<(int Ordinal, double Similarity)> Hits) : IDeltaSink
    {
        public double Least { get; init; } = double.NegativeInfinity;

        public void Add(double similarity, int ordinal) => Hits.Add((ordinal, similarity));
    }
}
