namespace ProductSpace.RecallBench.Peers;

/// <summary>Figures at a recall that no setting hits exactly.</summary>
internal readonly record struct AtRecall(double Recall, double Setting, double Qps, double P50, double P99, double Distances)
{
    /// <summary>True where the least setting already finds more than was asked for; the figures are those of it.</summary>
    public bool IsLeast { get; init; }
}

/// <summary>Between the two timed points around a target: linear in recall, logarithmic in everything else.</summary>
internal static class Interpolation
{
    /// <summary>Points ascending by setting; null where none reaches the target.</summary>
    public static AtRecall? At(IReadOnlyList<Sample> points, double target)
    {
        for (int i = 0; i < points.Count; i++)
        {
            Sample high = points[i];
            if (high.Recall < target)
            {
                continue;
            }

            if (i == 0)
            {
                return new AtRecall(high.Recall, high.Setting, high.Qps, high.P50, high.P99, high.Distances) { IsLeast = true };
            }

            Sample low = points[i - 1];
            double share = high.Recall > low.Recall ? (target - low.Recall) / (high.Recall - low.Recall) : 1;
            return new AtRecall(
                target,
                Between(low.Setting, high.Setting, share),
                Between(low.Qps, high.Qps, share),
                Between(low.P50, high.P50, share),
                Between(low.P99, high.P99, share),
                Between(low.Distances, high.Distances, share));
        }

        return null;
    }

    private static double Between(double low, double high, double share) =>
        low > 0 && high > 0 ? Math.Exp(((1 - share) * Math.Log(low)) + (share * Math.Log(high))) : 0;
}
