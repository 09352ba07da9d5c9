using System.Globalization;
using System.Text;
using CsCheck;
using ProductSpace.Building;
using ProductSpace.Graph;
using ProductSpace.Memory;
using ProductSpace.Snapshot;
using ProductSpace.Storage;
using ProductSpace.Tests.Building;

namespace ProductSpace.Tests.Graph;

/// <summary>What the graph of a seeded shop looks like, as text that a change of the builder shows in.</summary>
public sealed class GraphHealthTests
{
    [Fact]
    public void Build_SeededShop_HasThePinnedGraph()
    {
        using ProductIndex index = BuiltShop.Of(new ShopRecipe(8000) { Seed = 12, WithNext = true }).Open(OpenMode.Verify);
        StringBuilder text = new();
        foreach (Space space in new[] { Space.Similar, Space.Next })
        {
            Describe(index, space, text);
        }

        Snap.Match(text.ToString(), "GraphHealth");
    }

    /// <summary>The measure sees a bad graph: with every list cut to its first neighbor, recall and reach are gone.</summary>
    [Fact]
    public void Measure_TwinWithListsCut_IsCaught()
    {
        ProductIndex index = BuiltShop.Of(new ShopRecipe(3000)).Index;
        SpaceView whole = index.ViewOf(Space.Similar);
        int degree = whole.Base.Degree;
        using AlignedBuffer<int> cut = new((long)whole.Count * degree);
        for (int node = 0; node < whole.Count; node++)
        {
            Span<int> list = cut.View.Slice((long)node * degree, degree);
            list.Fill(LayerView.End);
            list[0] = whole.Base.Neighbors(node, new int[degree])[0];
        }

        SpaceView twin = new()
        {
            Model = whole.Model,
            Exact = whole.Exact,
            RowErrors = whole.RowErrors,
            Base = new LayerView(whole.Codes, cut.View, default, degree),
            Codes = whole.Codes,
            Upper = whole.Upper,
            EntryPoint = whole.EntryPoint,
        };
        Assert.Equal(whole.Count, Reachability.Count(whole.Base.Lists, whole.Count, whole.EntryPoint));
        Assert.InRange(Reachability.Count(new NodeLists(cut.View, degree), whole.Count, whole.EntryPoint), 1, whole.Count / 2);
        ParallelContext context = new(2, CancellationToken.None);
        QuerySet queries = Queries.Make(whole, whole, 100, views: 3, 10, seed: 5, context);
        Assert.InRange(Recall(queries.Measure(whole, whole, 100, 10, cells: 0, 80, seeded: false, context)), 0.95, 1);
        Assert.InRange(Recall(queries.Measure(twin, twin, 100, 10, cells: 0, 80, seeded: false, context)), 0, 0.5);
    }

    [Fact]
    public void Build_ShopsFullOfDuplicates_ReachEveryNode() =>
        Gen.Select(Gen.Int[2, 800], Gen.Int[1, 24], Gen.Int[1, 60], Gen.ULong).Sample(
            (products, dimension, kinds, seed) =>
            {
                using TemporaryFolder folder = new();
                TestShop shop = new(products, dimension, seed, withCatalog: false);
                for (int product = kinds; product < products; product++)
                {
                    shop.Vector(product % kinds).CopyTo(shop.Vectors.AsSpan(product * dimension, dimension));
                }

                BuildReport report = shop.Builder(new BuildOptions { M = 4, EfConstruction = 16, Seed = seed }).Build(folder.File("x.psx"));
                Assert.True(report.EqualProducts >= products - kinds, $"{report.EqualProducts} equal of {products} in {kinds} kinds");
                using ProductIndex index = ProductIndex.Open(folder.File("x.psx"), OpenMode.Verify);
                Assert.Equal(index.Info.Nodes, index.Info.ReachableNodes);

                // Every copy comes back, first of all.
                int copies = ((products - 1) / kinds) + 1;
                Neighbor[] hits = new Neighbor[copies];
                Assert.Equal(copies, index.Search(shop.Vector(0), hits).Count);
                Assert.All(hits, hit => Assert.True(hit.Similarity > 0.9999f));
            },
            iter: Campaign.Size(25));

    private static void Describe(ProductIndex index, Space space, StringBuilder text)
    {
        SpaceView view = index.ViewOf(space);
        SpaceHeader header = index.Header.Spaces[(int)space];
        text.Append(CultureInfo.InvariantCulture, $"{space}: {header.Nodes} nodes, {header.Reachable} reachable, {header.Repaired} repaired, {header.EqualRows} equal\n");
        Layer(0, view.Base);
        for (int i = 0; i < view.Upper.Length; i++)
        {
            Layer(i + 1, view.Upper[i]);
        }

        ParallelContext context = new(2, CancellationToken.None);
        QuerySet queries = Queries.Make(index.ViewOf(Space.Similar), view, 200, views: 3, 10, seed: 77, context);
        foreach (int ef in new[] { 20, 40, 80 })
        {
            RecallPoint point = queries.Measure(index.ViewOf(Space.Similar), view, 200, 10, cells: 0, ef, seeded: false, context);
            text.Append(CultureInfo.InvariantCulture, $"  ef {ef}: {point.Hits} of {point.Wanted} found, {point.Scored} scored, {point.Hops} hops\n");
        }

        void Layer(int number, LayerView layer)
        {
            int[] degrees = new int[layer.Degree + 1];
            for (int node = 0; node < layer.Count; node++)
            {
                int end = layer.Neighbors(node, new int[layer.Degree]).IndexOf(LayerView.End);
                degrees[end < 0 ? layer.Degree : end]++;
            }

            text.Append(CultureInfo.InvariantCulture, $"  layer {number}: {layer.Count} nodes; by neighbors {string.Join(' ', degrees)}\n");
        }
    }

    private static double Recall(RecallPoint point) => (double)point.Hits / point.Wanted;
}
