using ProductSpace.Delta;
using ProductSpace.Numerics;
using ProductSpace.Search;
using ProductSpace.Snapshot;
using ProductSpace.Tests.Search;

namespace ProductSpace.Tests.Delta;

/// <summary>
/// A delta whose rows are screened by their coarse codes: what a search finds there, beside what measuring each product gives. New
/// products are near those of the base, or where the base has none.
/// </summary>
public sealed class DeltaScreenTests : IDisposable
{
    private const int Added = 6_000;
    private const int K = 10;

    private readonly TestShop _shop;
    private readonly ProductIndex _index;
    private readonly SpaceView _view;

    public DeltaScreenTests()
    {
        BuiltShop built = BuiltShop.Of(ShopRecipe.Wide);
        _shop = built.Products;
        _index = built.Open();
        _view = _index.ViewOf(Space.Similar);
    }

    public void Dispose() => _index.Dispose();

    /// <summary>
    /// Of the products of the delta that belong among the ten nearest next to all are found, and nothing else comes in: none that
    /// is gone, excluded or kept out by a filter.
    /// </summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Merge_NotWhole_FindsTheNearest(bool isFar)
    {
        DeltaLog log = Fill(isFar, seed: 5);
        for (int i = 0; i < Added; i += 5)
        {
            Assert.Equal(DeltaOutcome.Applied, log.Apply(new DeltaRecord { Kind = DeltaKind.Remove, Id = $"new-{i}" }));
        }

        ProductFilter even = _index.CreateFilter(f => f.InCategory("even"), allowUnknown: true);
        int wanted = 0;
        int found = 0;
        const int queries = 200;
        for (int query = 0; query < queries; query++)
        {
            ProductFilter? filter = query % 4 == 3 ? even : null;
            SearchContext context = Ask(log, query, isFar, filter);
            ExactScan.Run(_view, [context], filter: null);
            int[] base_ = [.. PreparedSearch.Found(context).Select(hit => hit.Ordinal)];
            (int Ordinal, double Similarity)[] truth = Truth(log, context, filter, except: 1);
            DeltaScan.Merge(_view, context, isWhole: false);
            (int Ordinal, double Similarity)[] hits = PreparedSearch.Found(context);
            Assert.All(hits, hit => Assert.True(base_.Contains(hit.Ordinal) || IsThere(hit.Ordinal, filter)));
            int[] added = [.. truth.Where(hit => hit.Ordinal >= _index.Count).Select(hit => hit.Ordinal)];
            wanted += added.Length;
            found += hits.Count(hit => added.Contains(hit.Ordinal));
        }

        Assert.InRange(wanted, queries / 2, queries * K);
        Assert.InRange((double)found / wanted, 0.999, 1);

        bool IsThere(int ordinal, ProductFilter? filter) => (ordinal - _index.Count) is int row and > 1
            && row % 5 != 0 && (filter is null || row % 2 == 0);
    }

    /// <summary>A scan compares every row.</summary>
    [Fact]
    public void Merge_Whole_IsExact()
    {
        DeltaLog log = Fill(isFar: false, seed: 5);
        for (int query = 0; query < 50; query++)
        {
            SearchContext context = Ask(log, query, isFar: false, filter: null);
            ExactScan.Run(_view, [context], filter: null);
            (int Ordinal, double Similarity)[] truth = Truth(log, context, filter: null, except: 1);
            Assert.Equal(Added, DeltaScan.Merge(_view, context, isWhole: true));
            Assert.Equal(truth, PreparedSearch.Found(context));
        }
    }

    /// <summary>Where fewer products match than are asked for, none is passed over.</summary>
    [Fact]
    public void Merge_FewerMatchesThanPlaces_GivesAll()
    {
        DeltaLog log = _index.NewDelta(2 * Added);
        SeededRandom random = new(5);
        for (int i = 0; i < Added; i++)
        {
            log.Apply(Record(i, ref random, isFar: false) with { Category = i % 1000 == 7 ? "rare" : "often" });
        }

        ProductFilter rare = _index.CreateFilter(f => f.InCategory("rare"), allowUnknown: true);
        for (int query = 0; query < 20; query++)
        {
            SearchContext context = Ask(log, query, isFar: false, rare);
            context.Hits.Start(K);
            DeltaScan.Merge(_view, context, isWhole: false);
            Assert.Equal(Added / 1000, context.Hits.Top.Count);
        }
    }

    /// <summary>
    /// Searches while rows come, whose codes share bytes: each finds the rows of its versions only, and what it finds is what all of
    /// these give.
    /// </summary>
    [Fact]
    public async Task Merge_WhileRowsCome_SeesAPrefix()
    {
        DeltaLog log = _index.NewDelta(2 * Added);
        SeededRandom first = new(1);
        log.Apply(Record(0, ref first, isFar: false));
        Task writer = Task.Run(() =>
        {
            SeededRandom random = new(5);
            for (int i = 1; i < Added; i++)
            {
                log.Apply(Record(i, ref random, isFar: false));
            }
        });
        int found = 0;
        int wanted = 0;
        int searches = 0;
        for (bool isLast = false; !isLast; searches++)
        {
            isLast = writer.IsCompleted;
            DeltaView view = log.Now(0);
            SeededRandom asking = new((ulong)searches);
            float[] asked = Vector(ref asking, isFar: false);
            (int Ordinal, double Similarity)[] whole = Merged(asked, view, isWhole: true);
            (int Ordinal, double Similarity)[] some = Merged(asked, view, isWhole: false);
            Assert.All(some, hit => Assert.True(hit.Ordinal < log.FirstOrdinal + view.Versions));
            wanted += whole.Length;
            found += whole.Intersect(some).Count();
        }

        await writer;
        Assert.InRange(found / (double)wanted, 0.999, 1);
        Assert.InRange(searches, 2, int.MaxValue);

        (int Ordinal, double Similarity)[] Merged(float[] asked, DeltaView view, bool isWhole)
        {
            SearchContext context = PreparedSearch.Of(_view, asked, K);
            context.Attach(view, filter: null);
            DeltaScan.Merge(_view, context, isWhole);
            return PreparedSearch.Found(context);
        }
    }

    /// <summary>
    /// Dot products of vectors that are longer than any of the base: their codes are cut off, and they are found all the same.
    /// </summary>
    [Fact]
    public void Merge_LongVectorsUnderTheDotProduct_FindsThem()
    {
        BuiltShop built = BuiltShop.Of(new ShopRecipe(3_000, 80) { Seed = 23, Similarity = Similarity.Dot });
        using ProductIndex index = built.Open();
        SpaceView view = index.ViewOf(Space.Similar);
        DeltaLog log = index.NewDelta(2 * Added);
        SeededRandom random = new(5);
        for (int i = 0; i < Added; i++)
        {
            float[] vector = [.. built.Products.Vector(random.NextInt(built.Products.Count))];
            for (int j = 0; j < vector.Length; j++)
            {
                vector[j] *= (1 + (random.NextInt(100) / 200f)) * (i % 500 == 3 ? 4 : 1);
            }

            Assert.Equal(DeltaOutcome.Applied, log.Apply(new DeltaRecord { Kind = DeltaKind.Upsert, Id = $"new-{i}", Vector = vector }));
        }

        int found = 0;
        int wanted = 0;
        int longOnes = 0;
        for (int query = 0; query < 100; query++)
        {
            (int Ordinal, double Similarity)[] whole = Merged(query * 29, isWhole: true);
            (int Ordinal, double Similarity)[] some = Merged(query * 29, isWhole: false);
            wanted += whole.Length;
            found += whole.Intersect(some).Count();
            longOnes += whole.Count(hit => (hit.Ordinal - log.FirstOrdinal) % 500 == 3);
        }

        Assert.InRange(longOnes, 10, wanted);
        Assert.InRange(found / (double)wanted, 0.999, 1);

        (int Ordinal, double Similarity)[] Merged(int product, bool isWhole)
        {
            SearchContext context = PreparedSearch.Of(view, built.Products.Vector(product), K);
            context.Attach(log.Now(0), filter: null);
            ExactScan.Run(view, [context], filter: null);
            DeltaScan.Merge(view, context, isWhole);
            return PreparedSearch.Found(context);
        }
    }

    /// <summary>What is passed over does not depend on how rows are grouped, nor on who asks: the same writes give the same answers.</summary>
    [Fact]
    public void Merge_SameWrites_SameAnswers()
    {
        DeltaLog first = Fill(isFar: false, seed: 5);
        DeltaLog second = Fill(isFar: false, seed: 5);
        for (int query = 0; query < 50; query++)
        {
            SearchContext one = Ask(first, query, isFar: false, filter: null);
            SearchContext other = Ask(second, query, isFar: false, filter: null);
            ExactScan.Run(_view, [one], filter: null);
            ExactScan.Run(_view, [other], filter: null);
            DeltaScan.Merge(_view, one, isWhole: false);
            DeltaScan.Merge(_view, other, isWhole: false);
            Assert.Equal(PreparedSearch.Found(one), PreparedSearch.Found(other));
        }
    }

    private DeltaLog Fill(bool isFar, ulong seed)
    {
        DeltaLog log = _index.NewDelta(3 * Added);
        SeededRandom random = new(seed);
        for (int i = 0; i < Added; i++)
        {
            Assert.Equal(DeltaOutcome.Applied, log.Apply(Record(i, ref random, isFar)));
        }

        return log;
    }

    private DeltaRecord Record(int number, ref SeededRandom random, bool isFar) => new()
    {
        Kind = DeltaKind.Upsert,
        Id = $"new-{number}",
        Vector = Vector(ref random, isFar),
        Category = number % 2 == 0 ? "even" : "odd",
    };

    /// <summary>A product moved at random; far ones on the other side of the space.</summary>
    private float[] Vector(ref SeededRandom random, bool isFar)
    {
        float[] vector = [.. _shop.Vector(random.NextInt(_shop.Count))];
        for (int i = 0; i < vector.Length; i++)
        {
            vector[i] += ((random.NextInt(2001) / 1000f) - 1) * 0.8f;
            vector[i] *= isFar ? -1 : 1;
        }

        return vector;
    }

    private SearchContext Ask(DeltaLog log, int query, bool isFar, ProductFilter? filter)
    {
        SeededRandom random = new((ulong)(query + 100));
        SearchContext context = PreparedSearch.Of(_view, Vector(ref random, isFar && query % 2 == 0), K);
        context.Attach(log.Now(0), filter?.DeltaMatches);
        context.Hits.Excluded.Add([log.FirstOrdinal + 1]);
        return context;
    }

    /// <summary>The nearest of the hits of the base and of all products of the delta that are there, by the exact form.</summary>
    private (int Ordinal, double Similarity)[] Truth(DeltaLog log, SearchContext context, ProductFilter? filter, int except)
    {
        DeltaView view = context.Delta;
        var added =
            from row in Enumerable.Range(0, log.RowCount)
            where log.IsLiving(row, view.Versions) && row != except && (filter is null || row % 2 == 0)
            let ordinal = log.FirstOrdinal + row
            select (Ordinal: ordinal, Similarity: view.Similarity(_view, ordinal, context.Query.Exact));
        return [.. PreparedSearch.Found(context).Concat(added).OrderByDescending(hit => hit.Similarity).ThenBy(hit => hit.Ordinal).Take(K)];
    }
}
