using ProductSpace.Recommendations;

namespace ProductSpace.RankerTrainer;

/// <summary>
/// Chooses settings on the last fifth of the sessions, which are later than those that are learned from, then learns
/// from all of them with these settings. Among settings that are as good as the best, the ones with the fewest
/// leaves are taken, since all of them are paid for at every answer.
/// </summary>
internal static class RankerSelection
{
    /// <summary>Share of the sessions, the last ones, by which settings are chosen.</summary>
    public const double ValidationShare = 0.2;

    /// <summary>
    /// Part of the best figure by which others are as good as it: less than half the interval of what a ranker gains, as
    /// it was measured with 5,000 predictions.
    /// </summary>
    public const double AsGood = 0.01;

    /// <summary>Trains every setting of a grid and returns the ranker of the best one.</summary>
    /// <param name="groups">Groups in the order of time.</param>
    /// <param name="grid">Settings to try.</param>
    /// <param name="say">Told each result.</param>
    public static Ranker Run(RankerGroups groups, IReadOnlyList<RankerSettings> grid, Action<string> say)
    {
        int last = groups.Sessions[Math.Max(0, (int)(groups.Count * (1 - ValidationShare)) - 1)];
        RankerGroups train = groups.Where(session => session <= last);
        RankerGroups validation = groups.Where(session => session > last);
        if (validation.Count == 0)
        {
            throw new InvalidDataException("the sessions are too few to choose settings by; give more of them");
        }

        List<(RankerSettings Settings, double Gain)> trials = [];
        foreach (RankerSettings settings in grid)
        {
            RankerTree[] trees = LambdaMart.Train(train, settings);
            foreach (int count in RankerSettings.TreeCounts.Where(count => count <= trees.Length))
            {
                RankerSettings tried = settings with { Trees = count };
                double gain = RankerJudge.GainOf(validation, Make(trees[..count], tried, string.Empty));
                say(FormattableString.Invariant($"{tried}: NDCG@10 {gain:F4} on validation"));
                trials.Add((tried, gain));
            }
        }

        (RankerSettings chosen, double reached) = Cheapest(trials);
        string source = FormattableString.Invariant($"{chosen}; chosen by NDCG@10 {reached:F4}, {groups.Count} predictions");
        return Make(LambdaMart.Train(groups, chosen), chosen, source);
    }

    /// <summary>Returns the trial with the fewest leaves of those that are as good as the best; ties by the figure.</summary>
    internal static (RankerSettings Settings, double Gain) Cheapest(IReadOnlyList<(RankerSettings Settings, double Gain)> trials)
    {
        if (trials.Count == 0)
        {
            throw new InvalidDataException("no tree could be learned; give more sessions");
        }

        double enough = trials.Max(trial => trial.Gain) * (1 - AsGood);
        return trials.Where(trial => trial.Gain >= enough).OrderBy(trial => trial.Settings.Trees * trial.Settings.Leaves).ThenByDescending(trial => trial.Gain).First();
    }

    /// <summary>Makes a ranker that names only the features which its trees ask.</summary>
    public static Ranker Make(IReadOnlyList<RankerTree> trees, RankerSettings settings, string source)
    {
        int[] asked = [.. trees.SelectMany(tree => tree.Features).Distinct().Order()];
        asked = asked.Length == 0 ? [0] : asked;
        return new Ranker(
            [.. asked.Select(feature => Ranker.KnownFeatures[feature])],
            [.. trees.Select(tree => tree with
            {
                Features = [.. tree.Features.Select(feature => Array.IndexOf(asked, feature))],
            })],
            source.Length == 0 ? settings.ToString() : source);
    }
}
