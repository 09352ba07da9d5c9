using ProductSpace.Evaluation;
using ProductSpace.Recommendations;

namespace ProductSpace.RankerTrainer;

/// <summary>
/// What features, trees and leaves are worth: the ranker of the chosen settings without some features, and with other
/// settings, each judged on the same later groups; beside those without some features, what all features gain over them.
/// </summary>
internal static class Ablation
{
    private static readonly (string Name, string[] Features)[] s_groups =
    [
        ("price", ["price", "price-ratio", "price-ratio-last"]),
        ("age", ["age-days", "age-after-last"]),
        ("popularity", ["popularity", "popularity-ratio", "popularity-trend"]),
        ("the trend alone", ["popularity-trend"]),
        ("category", ["category-depth", "category-share"]),
        ("parts of the blend", ["vector-score", "last-similarity", "table-score-1", "table-score-2", "table-score-3", "table-score-4"]),
        ("which event brought it", ["last-entry", "naming-events", "named-back"]),
        ("the session", ["events", "times-seen", "seen-back"]),
        ("score and place of the blend", ["blend-score", "blend-place", "blend-gap"]),
    ];

    public static void Run(RankerGroups train, RankerGroups test, Action<string, RankerJudge, BootstrapInterval?> say)
    {
        Ranker chosen = RankerSelection.Run(train, RankerSettings.Grid, Console.WriteLine);
        RankerSettings settings = RankerSettings.Grid.Select(one => one with { Trees = chosen.TreeCount })
            .First(one => chosen.Source.StartsWith(one.ToString(), StringComparison.Ordinal));
        say($"chosen: {settings}", RankerJudge.Of(test, chosen), null);
        foreach ((string name, string[] features) in s_groups)
        {
            RankerTree[] trees = LambdaMart.Train(train.Without(features), settings);
            Ranker without = RankerSelection.Make(trees, settings, string.Empty);
            RankerGroups judged = test.Without(features);
            say($"without {name}", RankerJudge.Of(judged, without), RankerJudge.Difference((test, chosen), (judged, without)));
        }

        foreach (RankerSettings other in RankerSettings.Grid)
        {
            RankerTree[] trees = LambdaMart.Train(train, other);
            foreach (int count in RankerSettings.TreeCounts.Where(count => count <= trees.Length))
            {
                RankerSettings tried = other with { Trees = count };
                say(tried.ToString(), RankerJudge.Of(test, RankerSelection.Make(trees[..count], tried, string.Empty)), null);
            }
        }
    }
}
