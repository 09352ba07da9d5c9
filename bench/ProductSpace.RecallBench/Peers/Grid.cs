using ProductSpace.RecallBench.Common;

namespace ProductSpace.RecallBench.Peers;

/// <summary>
/// Which efSearch to time. Recall does not depend on the clock, so an untimed climb finds for each target the rungs below
/// and above it, and a third point is put where the target should be; only these few are timed, round by round.
/// </summary>
internal static class Grid
{
    /// <summary>The recalls of the tables.</summary>
    public static readonly double[] Targets = [0.90, 0.95, 0.98];

    /// <summary>Steps of the climb, a factor of the square root of two apart.</summary>
    private static readonly int[] s_rungs = [10, 14, 20, 28, 40, 57, 80, 113, 160, 226, 320, 453, 640, 905, 1280, 1810, 2560, 3620];

    public static List<Sample> Choose(ISearchMethod method, int k)
    {
        List<Sample> climbed = [];
        foreach (int rung in s_rungs.Where(rung => rung >= k))
        {
            climbed.Add(method.Measure(rung, count: true));
            if (climbed[^1].Recall >= Targets[^1] + 0.002)
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
                // The least ef is above it already, or the largest below: time the end of the range.
                Sample end = above == 0 ? climbed[0] : climbed[^1];
                chosen[end.Ef] = end;
                continue;
            }

            Sample low = climbed[above - 1];
            Sample high = climbed[above];
            chosen[low.Ef] = low;
            chosen[high.Ef] = high;
            int between = (int)Math.Round(Interpolation.At([low, high], target)!.Value.Ef);
            if (between > low.Ef && between < high.Ef)
            {
                chosen[between] = method.Measure(between, count: true);
            }
        }

        Progress.Say($"{method.Name}: efSearch {string.Join(", ", chosen.Keys)}");
        return [.. chosen.Values];
    }
}
