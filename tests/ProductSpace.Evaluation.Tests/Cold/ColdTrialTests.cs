using ProductSpace.Evaluation.Cold;
using ProductSpace.Evaluation.Splits;
using ProductSpace.Training;
using ProductSpace.Training.ColdStart;

namespace ProductSpace.Evaluation.Tests.Cold;

/// <summary>
/// A made shop in which a session is of one shelf: category and words tell the shelf, or nothing, by turns of the test.
/// </summary>
public class ColdTrialTests
{
    private const int Shelves = 12;
    private const int Each = 20;

    private static readonly ColdTrialOptions s_options = new() { Draws = 2, Threads = 2, Split = new SplitOptions { TestShare = 0.2, MinCount = 1 } };

    [Fact]
    public void Run_MetadataTellTheShelf_BlendFindsMoreThanBothBaselines()
    {
        ColdTrialResult result = ColdTrial.Run(Log(), Catalog(product => $"shelf {Shelf(product)}"), s_options);
        Assert.Equal((Shelves * Each, 2), (result.Products, result.Draws));
        Assert.InRange(result.Hidden, 8, 45);
        Assert.InRange(result.Judged, 5, result.Hidden);
        Assert.Equal(ColdTrial.MethodNames, result.Methods.Select(method => method.Name));
        double blend = result.Methods[0].HitRate;
        Assert.InRange(blend, 0.3, 1);
        Assert.True(result.Explained > 0.1, $"explained {result.Explained}");
        Assert.True(blend > 2 * result.Methods[2].HitRate, $"blend {blend}, nearest {result.Methods[2].HitRate}");
        Assert.True(result.AgainstNearest!.Value.Low > 1, $"{result.AgainstNearest}");
        Assert.True(blend > 2 * result.Methods[3].HitRate, $"blend {blend}, popularity {result.Methods[3].HitRate}");
        Assert.All(result.Methods, method => Assert.InRange(method.Known, 0.5, 1));
    }

    /// <summary>Without metadata all new products are alike: each is found as often as one that is drawn blindly.</summary>
    [Fact]
    public void Run_MetadataTellNothing_FindsWhatChanceFinds()
    {
        ColdTrialResult result = ColdTrial.Run(Log(), new Dictionary<string, ColdProduct>(), s_options);
        Assert.Equal(result.Hidden, result.Unknown);
        ColdFigures nearest = result.Methods[2];

        // All products have one score: each has 20 of about 236 places.
        Assert.Equal(20.0 / 236, nearest.HitRate, 0.005);
        Assert.Equal(1, nearest.Exposure, 0.05);
        Assert.InRange(result.Methods[0].HitRate, 0, 0.5);
    }

    [Fact]
    public void Run_Again_SameFigures()
    {
        ColdTrialResult first = ColdTrial.Run(Log(), Catalog(product => $"shelf {Shelf(product)}"), s_options with { Draws = 1 });
        ColdTrialResult second = ColdTrial.Run(Log(), Catalog(product => $"shelf {Shelf(product)}"), s_options with { Draws = 1, Threads = 1 });
        Assert.Equal(first.Methods, second.Methods);
        Assert.Equal(first.AgainstNearest, second.AgainstNearest);
    }

    /// <summary>The hidden products of a draw are in no session that is learned from, and all are known behind it.</summary>
    [Fact]
    public void Split_EachDraw_HidesOthersAndLearnsNothingOfThem()
    {
        SplitPart part = TimeSplit.Split(Log(), s_options.Split)[0];
        HashSet<int> hidden = [];
        for (int draw = 0; draw < ColdTrialOptions.MaxDraws; draw++)
        {
            ColdSplit split = new(part, product => (ulong)product, draw, s_options);
            Assert.All(split.Training.AllProducts.ToArray(), product => Assert.InRange(product, 0, split.Known - 1));
            Assert.All(split.Targets, target => Assert.InRange(target, split.Known, split.Products.Length - 1));
            Assert.All(split.Questions, question => Assert.All(question, product => Assert.InRange(product, 0, split.Known - 1)));
            Assert.All(split.Products[split.Known..], product => Assert.True(hidden.Add(product)));
            Assert.Equal(Enumerable.Range(0, part.Products.Count), split.Products.Order());
        }

        Assert.Equal(part.Products.Count, hidden.Count);
    }

    [Fact]
    public void Run_OptionsOutOfRange_AreRefused()
    {
        Dictionary<string, ColdProduct> catalog = [];
        Assert.Throws<TrainingInputException>(() => ColdTrial.Run(Log(), catalog, s_options with { Draws = 0 }));
        Assert.Throws<TrainingInputException>(() => ColdTrial.Run(Log(), catalog, s_options with { Draws = 21 }));
        Assert.Throws<TrainingInputException>(() => ColdTrial.Run(Log(), catalog, s_options with { MaxCases = 0 }));
        Assert.Throws<TrainingInputException>(() => ColdTrial.Run(Log(), catalog, s_options with { Threads = -1 }));
    }

    private static int Shelf(int product) => product % Shelves;

    /// <summary>The categories are too coarse to tell the shelf; the names do.</summary>
    private static Dictionary<string, ColdProduct> Catalog(Func<int, string> name) => Enumerable.Range(0, Shelves * Each).ToDictionary(
        product => $"p{product}",
        product => new ColdProduct { Id = $"p{product}", Category = $"floor {Shelf(product) % 2}", Name = name(product), Price = 100 + product });

    private static EvaluationLog Log()
    {
        Random random = new(3);
        List<int> products = [];
        List<int> starts = [0];
        List<long> times = [];
        for (int session = 0; session < 1_500; session++)
        {
            int shelf = random.Next(Shelves);
            for (int view = random.Next(3, 7); view > 0; view--)
            {
                products.Add((random.Next(Each) * Shelves) + shelf);
                times.Add((session * 600_000_000L) + (view * -1_000_000L) + 60_000_000);
            }

            starts.Add(products.Count);
        }

        return new EvaluationLog(new SessionSet(Shelves * Each, [.. products], [.. starts], [.. times]), [.. Enumerable.Range(0, Shelves * Each).Select(product => $"p{product}")]);
    }
}
