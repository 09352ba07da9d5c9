using ProductSpace.Evaluation;
using ProductSpace.Recommendations;

namespace ProductSpace.RankerTrainer;

/// <summary>
/// What a ranker does to the groups of later sessions: NDCG@10, and how many of the products viewed next stay among the
/// first 20. One product is right in each group, so that NDCG is 1 / log2(1 + place). A product that the blend missed
/// counts as not found, in both orders.
/// </summary>
/// <param name="Groups">Number of predictions.</param>
/// <param name="Before">NDCG@10 in the order of the blend.</param>
/// <param name="After">NDCG@10 in the order of the ranker.</param>
/// <param name="Change">The difference, group by group, with its interval over sessions.</param>
/// <param name="RecallBefore">Share found within the first 20 of the blend.</param>
/// <param name="RecallAfter">Share found within the first 20 of the ranker.</param>
/// <param name="RecallChange">The difference, with its interval.</param>
internal sealed record RankerJudge(
    int Groups,
    double Before,
    double After,
    BootstrapInterval Change,
    double RecallBefore,
    double RecallAfter,
    BootstrapInterval RecallChange)
{
    /// <summary>Judges the order of some trees.</summary>
    public static RankerJudge Of(RankerGroups groups, Ranker ranker)
    {
        int[] before = [.. groups.Next];
        int[] after = new int[groups.Count];
        for (int group = 0; group < groups.Count; group++)
        {
            after[group] = PlaceOf(groups, group, ranker);
        }

        double[] gainBefore = Array.ConvertAll(before, Gain);
        double[] gainAfter = Array.ConvertAll(after, Gain);
        double[] foundBefore = Array.ConvertAll(before, Found);
        double[] foundAfter = Array.ConvertAll(after, Found);
        return new RankerJudge(
            groups.Count,
            gainBefore.Average(),
            gainAfter.Average(),
            Bootstrap.Difference(gainAfter, gainBefore, groups.Sessions),
            foundBefore.Average(),
            foundAfter.Average(),
            Bootstrap.Difference(foundAfter, foundBefore, groups.Sessions));
    }

    /// <summary>
    /// How much NDCG@10 one ranker gains over another, prediction by prediction, with its interval over sessions. Both have
    /// their own groups of the same predictions, which may differ in features only.
    /// </summary>
    public static BootstrapInterval Difference(
        (RankerGroups Groups, Ranker Ranker) one, (RankerGroups Groups, Ranker Ranker) other) =>
        Bootstrap.Difference(Gains(one.Groups, one.Ranker), Gains(other.Groups, other.Ranker), one.Groups.Sessions);

    /// <summary>Mean NDCG@10 in the order of some trees, without intervals.</summary>
    public static double GainOf(RankerGroups groups, Ranker ranker) =>
        Gains(groups, ranker).Average();

    private static double[] Gains(RankerGroups groups, Ranker ranker) =>
        [.. Enumerable.Range(0, groups.Count).Select(group => Gain(PlaceOf(groups, group, ranker)))];

    private static double Gain(int place) => place is >= 0 and < 10 ? 1 / Math.Log2(place + 2) : 0;

    private static double Found(int place) => place is >= 0 and < 20 ? 1 : 0;

    /// <summary>Place of the next product in the order of the ranker; equal scores keep the order of the blend.</summary>
    private static int PlaceOf(RankerGroups groups, int group, Ranker ranker)
    {
        int next = groups.Next[group];
        if (next < 0)
        {
            return -1;
        }

        double[] scores = new double[groups.SizeOf(group)];
        ranker.Score(groups.RowsOf(group), scores);
        int place = 0;
        for (int i = 0; i < scores.Length; i++)
        {
            place += scores[i] > scores[next] || (scores[i] == scores[next] && i < next) ? 1 : 0;
        }

        return place;
    }
}
