using ProductSpace.Evaluation.Splits;

namespace ProductSpace.Evaluation.Measures;

/// <summary>
/// Groups that predictions are told apart by: the views so far, the popularity and the top category of the next
/// product, and whether the shopper was seen in training.
/// </summary>
internal sealed class PredictionGroups(SplitPart part, TrainingFacts facts, IReadOnlyList<string> topCategories)
{
    public const string Views = "views so far";
    public const string Popularity = "popularity of the next product";
    public const string Category = "category of the next product";
    public const string Shopper = "shopper";
    public const string Unknown = "unknown";

    private static readonly string[] s_tails = ["head", "mid", "tail"];

    private readonly HashSet<int> _users =
        [.. Enumerable.Range(0, part.Training.Count).Select(part.Training.User).Where(user => user >= 0)];

    /// <summary>Bins of the views so far, in their order.</summary>
    public static IReadOnlyList<string> ViewBins { get; } = ["1", "2", "3-4", "5-9", "10+"];

    /// <summary>Returns the bin of a number of views, as a place in <see cref="ViewBins"/>.</summary>
    public static int ViewBin(int views) => views switch { 1 => 0, 2 => 1, <= 4 => 2, <= 9 => 3, _ => 4 };

    /// <summary>Returns the group and bin of a prediction, one after the other.</summary>
    public IEnumerable<(string Group, string Bin)> Of(int session, int views, int next)
    {
        bool isKnown = (uint)next < (uint)facts.Tails.Length;
        yield return (Views, ViewBins[ViewBin(views)]);
        yield return (Popularity, isKnown ? s_tails[facts.Tails[next]] : Unknown);
        if (facts.Categories.AreKnown)
        {
            string category = isKnown ? topCategories[next] : string.Empty;
            yield return (Category, category.Length > 0 ? category : Unknown);
        }

        if (part.Test.HasUsers)
        {
            int user = part.Test.User(session);
            yield return (Shopper, user < 0 ? Unknown : _users.Contains(user) ? "returning" : "new");
        }
    }
}
