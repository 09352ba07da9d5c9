using ProductSpace.Delta;
using ProductSpace.Numerics;

namespace ProductSpace.Tests.Delta;

/// <summary>
/// A walk ends by itself under a delta too. Before, the efSearch of the calibration's mean query took its place, and
/// queries that are harder than that one found less than was asked for as soon as a delta was there.
/// </summary>
public sealed class DeltaStopTests : IDisposable
{
    private const int K = 10;
    private const int Queries = 200;

    private static readonly BuiltShop s_built = BuiltShop.Of(new ShopRecipe(12_000, 24) { Seed = 31, IsCalibrated = true });

    private readonly ProductIndex _index = s_built.Open();

    public void Dispose() => _index.Dispose();

    [Fact]
    public void Search_DeltaOfNewProducts_WalksAsFarAsWithout()
    {
        long[] without = [.. Questions().Select(query => Ask(query).Scored)];
        DeltaLog log = Attach(64);
        for (int i = 0; i < 20; i++)
        {
            log.Apply(new DeltaRecord { Kind = DeltaKind.Upsert, Id = $"new-{i}", Vector = [.. s_built.Products.Vector(i)] });
        }

        Assert.Equal(without, Questions().Select(query => Ask(query).Scored - 20));
        Assert.True(without.Max() > 3 * without.Min(), "the queries should differ in what they cost");
    }

    /// <summary>A few anywhere, a part of everything, and all that lie around some products.</summary>
    [Theory]
    [InlineData(0.001, 0)]
    [InlineData(0.1, 0)]
    [InlineData(0.3, 0)]
    [InlineData(0, 40)]
    [InlineData(0.05, 40)]
    public void Search_ProductsGone_RecallIsThatOfThePlainShop(double share, int around)
    {
        double plain = Recall();
        DeltaLog log = Attach(8192);
        SeededRandom random = new(5);
        HashSet<int> gone = [.. Enumerable.Range(0, _index.Count).Where(_ => random.NextDouble() < share)];
        Neighbor[] near = new Neighbor[60];
        foreach (float[] query in Questions().Take(around))
        {
            _index.SearchExact(query, near);
            gone.UnionWith(near.Select(hit => hit.Ordinal));
        }

        foreach (int ordinal in gone)
        {
            log.Apply(new DeltaRecord { Kind = DeltaKind.Remove, Id = _index.GetProductId(ordinal) });
        }

        Assert.InRange(Recall(), Math.Min(0.94, plain - 0.01), 1);
    }

    private DeltaLog Attach(int capacity)
    {
        DeltaLog log = _index.NewDelta(capacity);
        _index.DeltaLog = log;
        return log;
    }

    private SearchResult Ask(float[] query) => _index.Search(query, new Neighbor[K], new SearchOptions { TargetRecall = 0.95f });

    private double Recall()
    {
        Neighbor[] hits = new Neighbor[K];
        Neighbor[] truth = new Neighbor[K];
        int found = 0;
        foreach (float[] query in Questions())
        {
            Assert.Equal(K, _index.Search(query, hits, new SearchOptions { TargetRecall = 0.95f }).Count);
            _index.SearchExact(query, truth);
            found += hits.Count(hit => hit.Similarity >= truth[^1].Similarity);
        }

        return found / (double)(K * Queries);
    }

    /// <summary>Products, and means of two far ones.</summary>
    private static IEnumerable<float[]> Questions()
    {
        SeededRandom random = new(77);
        for (int i = 0; i < Queries; i++)
        {
            float[] query = [.. s_built.Products.Vector(random.NextInt(s_built.Products.Count))];
            ReadOnlySpan<float> other = s_built.Products.Vector(random.NextInt(s_built.Products.Count));
            for (int j = 0; j < query.Length; j++)
            {
                query[j] += i % 2 * other[j];
            }

            yield return query;
        }
    }
}
