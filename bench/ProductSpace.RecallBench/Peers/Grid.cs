using ProductSpace.RecallBench.Common;

namespace ProductSpace.RecallBench.Peers;

/// <summary>
/// Which settings to time. Recall does not depend on the clock, so an untimed climb finds for each target the rungs below
/// and above it, and a third point is put where the target should be; only these few are timed, round by round.
/// </summary>
internal static class Grid
{
    public const string EfSearch = "efSearch";
    public const string Probes = "nprobe";

    /// <summary>In thousandths.</summary>
    public const string TargetRecall = "target recall /1000";

    /// <summary>A climb ends where a fourfold setting finds no more than this: other limits than the setting hold there.</summary>
    private const double Plateau = 0.002;

    private const int RungsOfFourfold = 4;

    /// <summary>The recalls of the tables.</summary>
    public static readonly double[] Targets = [0.90, 0.95, 0.98];

    /// <summary>Steps of the climb, a factor of the square root of two apart.</summary>
    private static readonly int[] s_efSearches = [10, 14, 20, 28, 40, 57, 80, 113, 160, 226, 320, 453, 640, 905, 1280, 1810, 2560, 3620];

    private static readonly int[] s_probes = [1, 2, 3, 4, 6, 8, 11, 16, 23, 32, 45, 64, 91, 128, 181, 256, 362, 512, 724, 1024, 1448, 2048, 2896, 4096];

    public static int[] TargetRecalls { get; } = [700, 800, 850, 900, 925, 950, 965, 980, 985, 990, 993, 996, 998, 999];

    public static int[] EfSearches(int k) => [.. s_efSearches.Where(rung => rung >= k)];

    public static int[] ProbesOf(int lists) => [.. s_probes.Where(rung => rung < lists), lists];

    public static List<Sample> Choose(ISearchMethod method)
    {
        List<Sample> climbed = [];
        foreach (int rung in method.Settings)
        {
            climbed.Add(method.Measure(rung, count: true));
            bool found = climbed[^1].Recall >= Targets[^1] + 0.002;
            // The lowest targets are all met by the least efSearch: that is no end of the range.
            bool flat = method.Parameter != TargetRecall && climbed.Count > RungsOfFourfold && climbed[^1].Recall < climbed[^(RungsOfFourfold + 1)].Recall + Plateau;
            if (found || flat)
            {
                break;
            }
        }

        SortedDictionary<int, Sample> chosen = [];
        foreach (double target in Targets)
        {
            int above = climbed.FindIndex(sample => sample.Recall >= target);
            if (above <= 0)
            {
                // The least setting is above it already, or the largest below: time the end of the range.
                Sample end = above == 0 ? climbed[0] : climbed[^1];
                chosen[end.Setting] = end;
                continue;
            }

            Sample low = climbed[above - 1];
            Sample high = climbed[above];
            chosen[low.Setting] = low;
            chosen[high.Setting] = high;
            int between = (int)Math.Round(Interpolation.At([low, high], target)!.Value.Setting);
            if (between > low.Setting && between < high.Setting)
            {
                chosen[between] = method.Measure(between, count: true);
            }
        }

        Progress.Say($"{method.Name}: {method.Parameter} {string.Join(", ", chosen.Keys)}");
        return [.. chosen.Values];
    }
}
