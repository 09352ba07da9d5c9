using ProductSpace.Recommendations;

namespace ProductSpace.RankerTrainer;

/// <summary>
/// Chooses settings on the last fifth of the sessions, which are later than those that are learned from, then learns
/// from all of them with these settings.
/// </summary>
internal static class RankerSelection
{
    /// <summary>Share of the sessions, the last ones, by which settings are chosen.</summary>
    public const double ValidationShare = 0.2;

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

        RankerSettings? best = null;
        double most = double.MinValue;
        foreach (RankerSettings settings in grid)
        {
            RankerTree[] trees = LambdaMart.Train(train, settings);
            foreach (int count in RankerSettings.TreeCounts.Where(count => count <= trees.Length))
            {
                RankerSettings tried = settings with { Trees = count };
                double gain = RankerJudge.GainOf(validation, Make(trees[..count], tried, string.Empty));
                say(FormattableString.Invariant($"{tried}: NDCG@10 {gain:F4} on validation"));
                if (gain > most)
                {
                    (best, most) = (tried, gain);
                }
            }
        }

        RankerSettings chosen = best ?? throw new InvalidDataException("no tree could be learned; give more sessions");
        string source = FormattableString.Invariant($"{chosen}; chosen by NDCG@10 {most:F4}, {groups.Count} predictions");
        return Make(LambdaMart.Train(groups, chosen), chosen, source);
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
