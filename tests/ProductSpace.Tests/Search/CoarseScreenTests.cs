using ProductSpace.Numerics;
using ProductSpace.Search;
using ProductSpace.Snapshot;

namespace ProductSpace.Tests.Search;

/// <summary>The rows of a shop, screened for what it asks of itself.</summary>
public sealed class CoarseScreenTests : IDisposable
{
    private const int Rows = 4_096;

    private readonly TestShop _shop;
    private readonly ProductIndex _index;
    private readonly SpaceView _view;
    private readonly CoarseCodes _codes;
    private readonly sbyte[] _codebook;
    private readonly CoarseScreen _screen = new();

    public CoarseScreenTests()
    {
        BuiltShop built = BuiltShop.Of(ShopRecipe.Wide);
        _shop = built.Products;
        _index = built.Open();
        _view = _index.ViewOf(Space.Similar);
        _codes = new CoarseCodes(Rows, _view.Model.Dimension);
        _codebook = CoarseCodes.Codebook(_view.Model.Dimension);
        for (int row = 0; row < Rows; row++)
        {
            _codes.Set(row, _view.Codes.Row(row));
        }
    }

    public void Dispose() => _index.Dispose();

    /// <summary>All rows that reach a dot product are found, and most others are passed over, whoever asked before.</summary>
    [Fact]
    public void TryFind_NearestOfEachBlock_FindsThem()
    {
        int[] dots = new int[256];
        int wanted = 0;
        int found = 0;
        int all = 0;
        int screened = 0;
        for (int query = 0; query < 40; query++)
        {
            SearchContext context = PreparedSearch.Of(_view, _shop.Vector(query * 101), 10);
            _screen.Begin(context.Query, _view.Model, _codebook);
            int least = PreparedSearch.Dots(_view, context).OrderDescending().ElementAt(10);
            for (int first = 0; first < Rows; first += dots.Length)
            {
                // Blocks hold neighbors: where many of them are near, all are compared.
                bool few = _screen.TryFind(_codes, first, dots.Length, least - context.Query.ZeroDot, out ReadOnlySpan<int> rows);
                screened += few ? 1 : 0;
                all += rows.Length;
                _view.Codes.DotRange(first, context.Query.Codes, dots);
                for (int i = 0; i < dots.Length; i++)
                {
                    wanted += dots[i] >= least ? 1 : 0;
                    found += dots[i] >= least && (!few || rows.Contains(first + i)) ? 1 : 0;
                }
            }
        }

        Assert.InRange(wanted, 40, 40 * 11);
        Assert.Equal(wanted, found);
        Assert.InRange(screened, 40 * Rows / 256 / 2, 40 * Rows / 256);
        Assert.InRange(all, 1, 40 * Rows / 20);
    }

    [Fact]
    public void TryFind_BarBelowAll_SaysThatTheyAreMany()
    {
        SearchContext context = PreparedSearch.Of(_view, _shop.Vector(5), 10);
        _screen.Begin(context.Query, _view.Model, _codebook);
        Assert.False(_screen.TryFind(_codes, 0, 256, -1e9, out ReadOnlySpan<int> rows));
        Assert.True(rows.IsEmpty);
    }

    [Fact]
    public void TryFind_BarAboveAll_FindsNone()
    {
        SearchContext context = PreparedSearch.Of(_view, _shop.Vector(5), 10);
        _screen.Begin(context.Query, _view.Model, _codebook);
        Assert.True(_screen.TryFind(_codes, 0, 256, 1e9, out ReadOnlySpan<int> rows));
        Assert.True(rows.IsEmpty);
    }
}
