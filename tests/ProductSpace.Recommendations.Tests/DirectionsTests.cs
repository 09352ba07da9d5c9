namespace ProductSpace.Recommendations.Tests;

/// <summary>
/// A shop whose vectors are kind + colour: eight kinds of five colours, twenty products each, with noise. Directions lead to
/// the product of the same kind in another colour.
/// </summary>
public sealed class DirectionsTests : IDisposable
{
    private const int Kinds = 8;
    private const int Colours = 5;
    private const int Each = 20;
    private const int Dimension = 24;
    private const int K = 10;

    private readonly ProductIndex _index;
    private readonly int[] _ordinals;

    public DirectionsTests()
    {
        Random random = new(4);
        double[][] parts = [.. Enumerable.Range(0, Kinds + Colours).Select(_ => Enumerable.Range(0, Dimension).Select(_ => random.NextDouble() - .5).ToArray())];
        int count = Kinds * Colours * Each;
        float[] vectors = [.. Enumerable.Range(0, count).SelectMany(i => Enumerable.Range(0, Dimension).Select(j => (float)(parts[KindOf(i)][j] + parts[Kinds + ColourOf(i)][j] + (.15 * (random.NextDouble() - .5)))))];
        string[] ids = [.. Enumerable.Range(0, count).Select(i => $"p{i}")];
        _index = ProductIndex.Open(new ProductIndexBuilder(new BuildOptions { M = 8, EfConstruction = 60, CalibrationDivisor = 8 }).UseVectors(vectors, Dimension).UseIds(ids)
            .UseCatalog(ids.Select((id, i) => new CatalogProduct { Id = id, Category = $"kind{KindOf(i)}", Facets = [$"colour{ColourOf(i)}"] }), facets: ["colour"])
            .BuildToMemory());
        _ordinals = [.. ids.Select(id => _index.TryGetOrdinal(id, out int ordinal) ? ordinal : -1)];
    }

    public void Dispose() => _index.Dispose();

    /// <summary>This, as that is to the other: product(kind a, colour 1) - (kind b, colour 1) + (kind b, colour 2).</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Explore_PlusAndMinus_FindsThePlantedProducts(bool exact)
    {
        int right = 0;
        Neighbor[] hits = new Neighbor[K];
        for (int kind = 0; kind < Kinds; kind++)
        {
            int other = (kind + 3) % Kinds;
            int[] plus = [At(kind, 1, 0), At(other, 2, 1)];
            int[] minus = [At(other, 1, 2)];
            SearchResult result = exact ? _index.ExploreExact(plus, minus, hits) : _index.Explore(plus, minus, hits);
            Assert.Equal(K, result.Count);
            Assert.DoesNotContain(hits, hit => plus.Contains(hit.Ordinal) || minus.Contains(hit.Ordinal));
            right += hits.Count(hit => IsOf(hit.Ordinal, kind, 2));
        }

        Assert.InRange(right / (double)(Kinds * K), .8, 1);
    }

    [Fact]
    public void Explore_AxisOfAColour_KeepsTheKind()
    {
        float[] axis = _index.AxisBetween(Colour(4), Colour(0));
        Neighbor[] hits = new Neighbor[K];
        int right = 0;
        for (int kind = 0; kind < Kinds; kind++)
        {
            _index.Explore([At(kind, 0, 3)], [], hits, axis);
            right += hits.Count(hit => IsOf(hit.Ordinal, kind, 4));
        }

        Assert.InRange(right / (double)(Kinds * K), .8, 1);
    }

    [Fact]
    public void Explore_WrongInput_IsRefused()
    {
        Assert.Throws<ArgumentException>(() => _index.Explore([0], [], new Neighbor[1], new float[3]));
        Assert.Throws<ArgumentException>(() => _index.Explore([0], [0], new Neighbor[1]));
        Assert.Throws<ArgumentOutOfRangeException>(() => _index.Explore([-1], [], new Neighbor[1]));
        Assert.Throws<ArgumentException>(() => _index.AxisBetween(_index.CreateFilter(f => f.InCategory("kind0").InCategory("kind1"))));
    }

    private static int KindOf(int product) => product / Each % Kinds;

    private static int ColourOf(int product) => product / Each / Kinds;

    private int At(int kind, int colour, int number) => _ordinals[(((colour * Kinds) + kind) * Each) + number];

    private bool IsOf(int ordinal, int kind, int colour) =>
        _index.GetCategory(ordinal) == $"kind{kind}" && _index.TryGetFacet(ordinal, "colour", out string? value) && value == $"colour{colour}";

    private ProductFilter Colour(int colour) => _index.CreateFilter(f => f.Facet("colour", $"colour{colour}"));
}
