using ProductSpace.Graph;
using ProductSpace.Numerics;
using ProductSpace.Planning;
using ProductSpace.Search;
using ProductSpace.Snapshot;

namespace ProductSpace.Tests.Search;

/// <summary>
/// The walk over matches alone, in a shop whose vectors are noise, so that centroids tell nothing and the cells that hold
/// matches would nearly all have to be looked at: it takes over, finds what the scan finds, and scores nothing but matches.
/// </summary>
public sealed class MatchGraphSearchTests : IClassFixture<MatchGraphSearchTests.Shop>
{
    private const int Dimension = 16;
    private const int Count = 20_000;
    private const int K = 10;
    private const int Ef = 192;
    private const int Queries = 60;

    private readonly ProductIndex _index;
    private readonly float[] _vectors;

    public MatchGraphSearchTests(Shop shop) => (_index, _vectors) = (shop.Index, shop.Vectors);

    [Theory]
    [InlineData(2)]
    [InlineData(4)]
    public void SearchPassing_CentroidsTellNothing_WalksAndFindsTheNearest(int part)
    {
        ProductFilter filter = _index.CreateFilter(f => f.Ordinals([.. Enumerable.Range(0, Count).Where(i => SeededRandom.Hash((ulong)i, 5) % (ulong)part == 0)]));
        (int walked, double recall) = Ask(filter, Ef);
        Assert.True(walked > Queries * 8 / 10, $"{walked} of {Queries} queries walked");
        Assert.True(recall > 0.95, $"recall {recall:F3}");

        // The twin: the least pool is no walk worth the name, and the measure sees it.
        Assert.InRange(Ask(filter, 1).Recall, 0, recall - 0.01);
    }

    [Fact]
    public void SearchPassing_NoWalkIsOffered_LooksAtCellsToTheEnd()
    {
        ProductFilter filter = _index.CreateFilter(f => f.Ordinals([.. Enumerable.Range(0, Count).Where(i => i % 2 == 0)]));
        SearchContext scratch = Prepared(0);
        SearchWork work = scratch.FilteredCells.Run(_index.ViewOf(Space.Similar), scratch, K, filter.In(Space.Similar), 0.25, inRounds: false);
        Assert.False(work.HandedOver);
        Assert.True(work.Cells > 300);
    }

    [Fact]
    public void WalkMatches_SomeProductsFound_KeepsThemAndAddsEachOnce()
    {
        ProductFilter filter = _index.CreateFilter(f => f.Ordinals([.. Enumerable.Range(0, Count).Where(i => i % 3 == 0)]));
        SpaceView view = _index.ViewOf(Space.Similar);
        for (int query = 0; query < 20; query++)
        {
            SearchContext scratch = Prepared(query);
            scratch.FilteredCells.Run(view, scratch, K, filter.In(Space.Similar), 0.25, inRounds: true);
            double before = scratch.Hits.Top.Least;
            MatchGraphSearch.Run(view, scratch, filter.In(Space.Similar), [0], Ef, K);
            Assert.Equal(K, scratch.Hits.Top.Count);
            Assert.True(scratch.Hits.Top.Least >= before);
            int[] ordinals = [.. Enumerable.Range(0, K).Select(scratch.Hits.Top.Ordinal)];
            Assert.Equal(K, ordinals.Distinct().Count());
            Assert.All(ordinals, ordinal => Assert.True(filter.Contains(ordinal)));
        }
    }

    [Fact]
    public void SearchLayer_AllAreMembers_IsTheWalk()
    {
        SpaceView view = _index.ViewOf(Space.Similar);
        ulong[] all = new ulong[(Count + 63) / 64];
        Array.Fill(all, ulong.MaxValue);
        ulong[] half = new ulong[all.Length];
        Array.Fill(half, 0x5555_5555_5555_5555UL);
        for (int query = 0; query < 20; query++)
        {
            (int[] nodes, long scored) = Nodes(view, query, null);
            (int[] sameNodes, long sameScored) = Nodes(view, query, all);
            Assert.Equal(nodes, sameNodes);
            Assert.Equal(scored, sameScored);
            (int[] halfNodes, long halfScored) = Nodes(view, query, half);
            Assert.All(halfNodes, node => Assert.Equal(0, node & 1));
            Assert.True(halfScored < scored);
        }
    }

    /// <summary>Rows with the codes of another are folded to its node, which walks for them even where it does not match itself.</summary>
    [Fact]
    public void Nodes_OnlyCopiesMatch_HoldTheNodesThatStandForThem()
    {
        using TemporaryFolder folder = new();
        float[] vectors = _vectors.AsSpan(0, 300 * Dimension).ToArray();
        vectors.AsSpan(0, 100 * Dimension).CopyTo(vectors.AsSpan(200 * Dimension));
        using ProductIndex index = Build(folder.File("copies.psx"), vectors);
        int[] matching = [.. Enumerable.Range(0, 300).Where(i => int.Parse(index.GetProductId(i)[1..], System.Globalization.CultureInfo.InvariantCulture) >= 200)];
        SpaceFilter filter = index.CreateFilter(f => f.Ordinals(matching)).In(Space.Similar);
        SpaceView view = index.ViewOf(Space.Similar);
        Assert.All(matching, row => Assert.True(filter.Nodes.Contains(view.NodeOf(row))));

        // The twin: the matches alone do not hold them, and the filter of all products needs no second set.
        Assert.Contains(matching, row => !filter.Rows.Contains(view.NodeOf(row)));
        SpaceFilter whole = index.CreateFilter(f => f.Ordinals([.. Enumerable.Range(0, 300)])).In(Space.Similar);
        Assert.Same(whole.Rows, whole.Nodes);
    }

    private (int Walked, double Recall) Ask(ProductFilter filter, int ef)
    {
        Neighbor[] truth = new Neighbor[K];
        int walked = 0;
        int found = 0;
        for (int query = 0; query < Queries; query++)
        {
            SearchContext scratch = Prepared(query);
            HandoverRule rule = new(ef, WorthCells: 1) { MinCells = 96, MinLeft = 1 };
            walked += scratch.FilteredCells.Run(_index.ViewOf(Space.Similar), scratch, K, filter.In(Space.Similar), 0.05, query % 2 == 0, rule).HandedOver ? 1 : 0;
            _index.SearchExact(Query(query), truth, new SearchOptions { Filter = filter });
            for (int place = 0; place < scratch.Hits.Top.Count; place++)
            {
                Assert.True(filter.Contains(scratch.Hits.Top.Ordinal(place)));
                found += (float)scratch.Hits.Top.Similarity(place) >= truth[K - 1].Similarity ? 1 : 0;
            }
        }

        return (walked, (double)found / Queries / K);
    }

    /// <summary>A member of each set.</summary>
    private const int Start = 2;

    private (int[] Nodes, long Scored) Nodes(SpaceView view, int query, ulong[]? members)
    {
        SearchContext scratch = Prepared(query);
        QueryScorer scorer = new(scratch.Query.Codes);
        if (members is null)
        {
            scratch.Walk.Begin(64, view.Count);
        }
        else
        {
            scratch.Walk.BeginAmong(64, view.Count, members);
        }

        Walk.Enter(view.Base, scorer, Start, scratch.Walk);
        Walk.SearchLayer(view.Base, scorer, scratch.Walk);

        return ([.. Enumerable.Range(0, scratch.Walk.Pool.Count).Select(scratch.Walk.Pool.Node)], scratch.Walk.Scored);
    }

    private SearchContext Prepared(int query)
    {
        SearchContext scratch = new();
        SessionVector.FromVector(_index.ViewOf(Space.Similar).Model, Query(query), scratch);
        scratch.Begin(default, default, K);
        scratch.Hits.Excluded.Clear();
        scratch.Hits.Start(K);
        return scratch;
    }

    /// <summary>A vector of the shop's kind that is none of its products.</summary>
    private float[] Query(int query)
    {
        float[] vector = _vectors.AsSpan(query * Dimension, Dimension).ToArray();
        for (int i = 0; i < Dimension; i++)
        {
            vector[i] += _vectors[((query + 1_000) * Dimension) + i];
        }

        return vector;
    }

    private static ProductIndex Build(string path, float[] vectors)
    {
        ProductIndexBuilder builder = new(new BuildOptions { M = 16, EfConstruction = 64 });
        builder.UseVectors(vectors, Dimension).UseIds(Enumerable.Range(0, vectors.Length / Dimension).Select(i => $"p{i}"));
        builder.Build(path);
        return ProductIndex.Open(path);
    }

    public sealed class Shop : IDisposable
    {
        private readonly TemporaryFolder _folder = new();

        public Shop()
        {
            SeededRandom random = new(77);
            Vectors = new float[Count * Dimension];
            for (int i = 0; i < Vectors.Length; i++)
            {
                Vectors[i] = (float)(random.NextDouble() + random.NextDouble() + random.NextDouble() - 1.5);
            }

            Index = Build(_folder.File("noise.psx"), Vectors);
        }

        public ProductIndex Index { get; }

        public float[] Vectors { get; }

        public void Dispose()
        {
            Index.Dispose();
            _folder.Dispose();
        }
    }
}
