using CsCheck;
using ProductSpace.Numerics;
using ProductSpace.Search;
using ProductSpace.Snapshot;

namespace ProductSpace.Tests.Search;

/// <summary>
/// The bound refuses no row that belongs among the hits, in a shop whose codes lose much; that it refuses others is what it
/// is for.
/// </summary>
public sealed class AdmissionBoundTests
{
    private const int K = 10;
    private const int Block = HitCollector.BlockRows;

    private static readonly ShopRecipe s_spiked = new(3_000) { Seed = 64, WithFacets = true, Change = Spike };

    private readonly TestShop _shop;
    private readonly SpaceView _view;
    private readonly ProductIndex _index;

    public AdmissionBoundTests()
    {
        BuiltShop built = BuiltShop.Of(s_spiked);
        (_shop, _index) = (built.Products, built.Index);
        _view = _index.ViewOf(Space.Similar);
    }

    /// <summary>Every third product gets one number that outweighs the others: codes clip it.</summary>
    private static void Spike(TestShop shop)
    {
        for (int product = 0; product < shop.Count; product += 3)
        {
            shop.Vectors[(product * shop.Dimension) + (product % shop.Dimension)] += 40;
        }
    }

    [Fact]
    public void Start_BlockOfCodes_AdmitsEveryRowAmongItsNearest()
    {
        (long refused, long wrong) = Ask((context, bound, first) =>
            bound.Start(_view, context.Query, [], first, PreparedSearch.Dots(_view, context).AsSpan(first, Block), K));
        Assert.Equal(0, wrong);
        Assert.True(refused > 0);
    }

    [Fact]
    public void Raise_HitsOfABlock_AdmitsEveryRowThatIsNearer()
    {
        (long refused, long wrong) = Ask(TakeBlock);
        Assert.Equal(0, wrong);
        Assert.True(refused > 0);

        // The twin believes that codes lose nothing: it refuses rows that belong among the hits.
        Assert.True(Ask(TakeBlock, slackless: true).Wrong > 0);

        void TakeBlock(SearchContext context, AdmissionBound bound, int first)
        {
            for (int row = first; row < first + Block; row++)
            {
                context.Hits.Offer(_view, context.Query, row, filter: null);
            }

            bound.Raise(context.Query, context.Hits.Top, context.Hits.Limited);
        }
    }

    [Fact]
    public void Begin_NoHits_AdmitsEverything()
    {
        SearchContext context = PreparedSearch.Of(_view, _shop.Vector(0), K);
        AdmissionBound bound = new();
        bound.Begin(_view, context.Query, context.Hits.Limited);
        bound.Raise(context.Query, context.Hits.Top, context.Hits.Limited);
        Assert.False(bound.IsSet);
        Assert.Equal((int.MinValue, int.MinValue), (bound.Loosest, bound.Kth));
        Assert.True(bound.Admits(_view, 0, int.MinValue / 2));

        // A block too small to tell leaves it so.
        bound.Start(_view, context.Query, [], 0, PreparedSearch.Dots(_view, context).AsSpan(0, (2 * K) - 1), K);
        Assert.False(bound.IsSet);
    }

    [Fact]
    public void FillSlack_LargerErrors_AllowMoreAndNoneAllowsNothing()
    {
        SearchContext context = PreparedSearch.Of(_view, _shop.Vector(1), K);
        int[] slack = new int[256];
        AdmissionBound.FillSlack(_view.Model, context.Query, slack);
        Assert.Equal(0, slack[0]);
        Assert.True(slack[255] > 0);
        Assert.Equal(slack.Order(), slack);
    }

    [Fact]
    public void ThresholdOf_HigherSimilarity_IsNeverLowerAndAlwaysInRange()
    {
        SearchContext context = PreparedSearch.Of(_view, _shop.Vector(2), K);
        Gen.Select(Gen.Double[-2, 2], Gen.Double[-2, 2]).Sample((a, b) =>
            Assert.True(AdmissionBound.ThresholdOf(context.Query, Math.Min(a, b)) <= AdmissionBound.ThresholdOf(context.Query, Math.Max(a, b))));
        Assert.Equal(-1_000_000_000, AdmissionBound.ThresholdOf(context.Query, double.NegativeInfinity));
        Assert.Equal(1_000_000_000, AdmissionBound.ThresholdOf(context.Query, double.PositiveInfinity));
    }

    /// <summary>Under group limits a row also counts that could be the best of its group, however far behind the nearest.</summary>
    [Fact]
    public void AdmitsLimited_GroupsWithoutTheirShare_AdmitsTheirRows()
    {
        GroupColumn column = _index.Snapshot.Groups.OfFacet(_index.Columns.Facets.Find("brand"));
        for (int query = 0; query < 20; query++)
        {
            SearchContext context = PreparedSearch.Of(_view, _shop.Vector(query * 17), K, diversity: new DiversityPlan(0, column, 1));
            AdmissionBound bound = new();
            bound.Begin(_view, context.Query, context.Hits.Limited);
            int[] dots = PreparedSearch.Dots(_view, context);
            for (int row = 0; row < Block; row++)
            {
                context.Hits.Offer(_view, context.Query, row, filter: null);
            }

            bound.Raise(context.Query, context.Hits.Top, context.Hits.Limited);
            GroupLimitedTopK limited = context.Hits.Limited;
            int refused = 0;
            for (int row = Block; row < _view.Count; row++)
            {
                Assert.True(_view.TryGetOrdinal(row, out int ordinal));
                double similarity = _view.Exact.Similarity(row, context.Query.Exact);
                int group = limited.GroupOf(ordinal);
                int held = Enumerable.Range(0, limited.Count).FirstOrDefault(place => limited.Group(place) == group, -1);
                bool isAmongTheBest = similarity > context.Hits.Top.Least
                    || ((!limited.IsFull || similarity > limited.Least) && (group < 0 || held < 0 || similarity > limited.Similarity(held)));
                bool admits = bound.AdmitsLimited(_view, limited, row, dots[row]);
                Assert.True(admits || !isAmongTheBest, $"row {row} of group {group} with {similarity} is refused");
                refused += admits ? 0 : 1;
            }

            Assert.True(refused > 0);
        }
    }

    /// <summary>Rows refused after a block, and those of them that are nearer than the last of its nearest.</summary>
    private (long Refused, long Wrong) Ask(Action<SearchContext, AdmissionBound, int> learn, bool slackless = false)
    {
        SpaceModel model = _view.Model;
        SpaceView asked = !slackless ? _view : new SpaceView
        {
            Codes = _view.Codes,
            Model = new SpaceModel(model.Dimension, model.Mean, model.Rotation, model.Step, rowError: 0, rowLength: 0, exactForm: model.ExactForm),
            Exact = _view.Exact,
            RowErrors = _view.RowErrors,
            Base = _view.Base,
            Upper = _view.Upper,
            EntryPoint = _view.EntryPoint,
        };
        long refused = 0;
        long wrong = 0;
        for (int query = 0; query < 40; query++)
        {
            SearchContext context = PreparedSearch.Of(asked, _shop.Vector(query * 71), K);
            AdmissionBound bound = new();
            bound.Begin(asked, context.Query, context.Hits.Limited);
            int[] dots = PreparedSearch.Dots(asked, context);
            int first = query * 41;
            learn(context, bound, first);
            double kth = Enumerable.Range(first, Block).Select(row => Similarity(context, row)).OrderDescending().ElementAt(K - 1);
            for (int row = 0; row < asked.Count; row++)
            {
                if (!bound.Admits(asked, row, dots[row]))
                {
                    Assert.True(bound.IsSet);
                    refused++;
                    wrong += Similarity(context, row) >= kth ? 1 : 0;
                }
            }
        }

        return (refused, wrong);
    }

    private double Similarity(SearchContext context, int row) => _view.Exact.Similarity(row, context.Query.Exact);
}
