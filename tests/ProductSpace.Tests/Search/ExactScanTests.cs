using ProductSpace.Numerics;
using ProductSpace.Search;
using ProductSpace.Snapshot;

namespace ProductSpace.Tests.Search;

/// <summary>"Exact" has no margin: the scan that skips rows by their codes gives what measuring every row gives.</summary>
public sealed class ExactScanTests : IDisposable
{
    private const int Products = 2000;
    private const int K = 10;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(3, 0)]
    [InlineData(24, 0)]
    [InlineData(24, 40)]
    [InlineData(130, 0)]
    [InlineData(130, 15)]
    public void SearchExact_AnyShop_EqualsMeasuringEveryRow(int dimension, float spike)
    {
        using ProductIndex index = Open(dimension, spike, out TestShop shop);
        ProductFilter?[] filters = [null, index.CreateFilter(f => f.InStock()), index.CreateFilter(f => f.PriceBetween(0, 1500))];
        Neighbor[] hits = new Neighbor[K];
        foreach (Space space in new[] { Space.Similar, Space.Next })
        {
            SpaceView view = index.ViewOf(space);
            for (int product = 0; product < 60; product++)
            {
                ProductFilter? filter = filters[product % filters.Length];
                int excluded = product * 7;
                SearchResult result = index.SearchExact(shop.Vector(product), hits, new SearchOptions { Space = space, Filter = filter, Exclude = new[] { excluded } });
                Assert.Equal(K, result.Count);
                Assert.Equal(Truth(view, shop.Vector(product), ordinal => ordinal != excluded && filter?.Contains(ordinal) != false), hits);
            }
        }
    }

    /// <summary>The twin believes that codes lose nothing.</summary>
    [Fact]
    public void Scan_TwinWithoutBounds_IsCaught()
    {
        using ProductIndex index = Open(24, 40, out TestShop shop);
        SpaceView view = index.ViewOf(Space.Similar);
        SpaceModel model = view.Model;
        SpaceView twin = new()
        {
            Model = new SpaceModel(model.Dimension, model.Mean, model.Rotation, model.Step, rowError: 0, rowLength: 0, exactForm: model.ExactForm),
            Exact = view.Exact,
            RowErrors = view.RowErrors,
            Base = view.Base,
            Codes = view.Codes,
            Upper = view.Upper,
            EntryPoint = view.EntryPoint,
        };
        Assert.Equal(0, Wrong(view));
        Assert.InRange(Wrong(twin), 1, 600);

        int Wrong(SpaceView asked)
        {
            SearchContext scratch = new();
            int wrong = 0;
            for (int product = 0; product < 600; product++)
            {
                Assert.True(SessionVector.FromVector(asked.Model, shop.Vector(product), scratch));
                scratch.Hits.Start(K);
                ExactScan.Run(asked, [scratch], filter: null);
                Neighbor[] truth = Truth(view, shop.Vector(product), _ => true);
                wrong += Enumerable.Range(0, K).Any(place => scratch.Hits.Top.Ordinal(place) != truth[place].Ordinal) ? 1 : 0;
            }

            return wrong;
        }
    }

    private static Neighbor[] Truth(SpaceView view, ReadOnlySpan<float> query, Func<int, bool> matches)
    {
        PreparedQuery prepared = new();
        prepared.EnsureCapacity(query.Length);
        for (int i = 0; i < query.Length; i++)
        {
            prepared.Unit[i] = query[i];
        }

        prepared.Prepare(view.Model);
        return [.. Enumerable.Range(0, view.Count)
            .Select(row => (Ordinal: view.ToOrdinal(row), Similarity: view.Exact.Similarity(row, prepared.Exact)))
            .Where(hit => matches(hit.Ordinal))
            .OrderByDescending(hit => hit.Similarity)
            .ThenBy(hit => hit.Ordinal)
            .Take(K)
            .Select(hit => new Neighbor(hit.Ordinal, (float)hit.Similarity))];
    }

    /// <summary>Every third product gets one number that outweighs the others: codes clip it, and its exact form is coarse.</summary>
    private ProductIndex Open(int dimension, float spike, out TestShop shop)
    {
        shop = new(Products, dimension, seed: (ulong)(dimension + spike), withNext: true);
        for (int product = 0; product < Products; product += 3)
        {
            shop.Vectors[(product * dimension) + (product % dimension)] += spike;
            shop.NextVectors[(product * dimension) + (product % dimension)] -= spike;
        }

        // Small differences of similarity: some products are almost copies.
        for (int product = 1; product < Products; product += 10)
        {
            shop.Vector(product - 1).CopyTo(shop.Vectors.AsSpan(product * dimension, dimension));
            shop.Vectors[product * dimension] += 1e-3f;
        }

        shop.Builder().Build(_folder.File("shop.psx"));
        return ProductIndex.Open(_folder.File("shop.psx"));
    }
}
