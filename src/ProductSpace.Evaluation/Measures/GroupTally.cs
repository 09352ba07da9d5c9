namespace ProductSpace.Evaluation.Measures;

/// <summary>Sums the hits of one model by group and bin.</summary>
internal sealed class GroupTally
{
    private const int MaxCategories = 10;
    private const string Others = "others";

    private static readonly string[] s_groups =
        [PredictionGroups.Views, PredictionGroups.Popularity, PredictionGroups.Category, PredictionGroups.Shopper];

    private static readonly string[] s_bins =
        [.. PredictionGroups.ViewBins, "head", "mid", "tail", "new", "returning", Others, PredictionGroups.Unknown];

    private readonly Dictionary<(string Group, string Bin), Sums> _sums = [];

    public void Add(RankingResult result, ReadOnlySpan<int> views, ReadOnlySpan<int> next, PredictionGroups groups)
    {
        for (int i = 0; i < result.Count; i++)
        {
            double hit = result.Value(RankingMetric.HitRate, 20, i);
            double reciprocal = result.Value(RankingMetric.ReciprocalRank, 20, i);
            foreach ((string, string) bin in groups.Of(result.Sessions[i], views[i], next[i]))
            {
                _sums[bin] = _sums.GetValueOrDefault(bin).Plus(new Sums(1, hit, reciprocal));
            }
        }
    }

    /// <summary>
    /// Returns the figures of all bins in a fixed order; of the categories the ten with the most predictions, and the
    /// others as one.
    /// </summary>
    /// <param name="seeds">Number of times that each prediction was added.</param>
    public IReadOnlyList<GroupFigures> Figures(int seeds)
    {
        string[] top =
        [
            .. _sums.Where(sum => sum.Key.Group == PredictionGroups.Category
                    && sum.Key.Bin is not (Others or PredictionGroups.Unknown))
                .OrderByDescending(sum => sum.Value.Count).ThenBy(sum => sum.Key.Bin, StringComparer.Ordinal)
                .Select(sum => sum.Key.Bin).Take(MaxCategories),
        ];
        Dictionary<(string Group, string Bin), Sums> merged = [];
        foreach (((string group, string bin), Sums sum) in _sums)
        {
            bool isOther = group == PredictionGroups.Category && bin != PredictionGroups.Unknown && !top.Contains(bin);
            (string, string) key = (group, isOther ? Others : bin);
            merged[key] = merged.GetValueOrDefault(key).Plus(sum);
        }

        return
        [
            .. merged.OrderBy(sum => Array.IndexOf(s_groups, sum.Key.Group))
                .ThenBy(sum => Place(sum.Key, top))
                .Select(sum => new GroupFigures(
                    sum.Key.Group,
                    sum.Key.Bin,
                    (int)(sum.Value.Count / seeds),
                    sum.Value.Hits / sum.Value.Count,
                    sum.Value.Reciprocals / sum.Value.Count)),
        ];
    }

    private static int Place((string Group, string Bin) key, string[] top) =>
        key.Group == PredictionGroups.Category && Array.IndexOf(top, key.Bin) is >= 0 and int place
            ? place
            : MaxCategories + Array.IndexOf(s_bins, key.Bin);

    private readonly record struct Sums(long Count, double Hits, double Reciprocals)
    {
        public Sums Plus(Sums other) =>
            new(Count + other.Count, Hits + other.Hits, Reciprocals + other.Reciprocals);
    }
}
