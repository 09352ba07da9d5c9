using ProductSpace.Graph;

namespace ProductSpace.Building;

/// <summary>
/// What walks are missing of the k nearest in each state (<see cref="StopStates"/>), as shares in 1/65,535: the counts
/// of a set of traced queries.
/// </summary>
internal sealed class MissTable
{
    /// <summary>States that were met less often take what the next smaller gap says.</summary>
    private const int LeastMet = 32;

    private readonly ushort[] _ofGaps = new ushort[StopStates.Gaps];

    private MissTable()
    {
    }

    /// <summary>The share that is missing in each state.</summary>
    public ushort[] Misses { get; } = new ushort[StopStates.Count];

    /// <summary>Counts what is missing in each state, and at each step of the gap.</summary>
    /// <param name="place">Of the measured k.</param>
    /// <param name="traces">Walks of each family.</param>
    /// <param name="near">Borders of the steps of nearness.</param>
    /// <param name="fills">Whether the query of a number within its family is counted.</param>
    public static MissTable Fill(int place, List<WalkTrace[]> traces, NearSteps near, Func<int, bool> fills)
    {
        long[] missing = new long[StopStates.Count];
        long[] wanted = new long[StopStates.Count];
        long[] met = new long[StopStates.Count];
        foreach (WalkTrace[] family in traces)
        {
            for (int i = 0; i < family.Length; i++)
            {
                if (!fills(i))
                {
                    continue;
                }

                foreach (WalkTrace.Hop hop in family[i].Hops)
                {
                    if (hop.StateAt(place, near) is int state and >= 0)
                    {
                        missing[state] += hop.MissingAt(place);
                        wanted[state] += family[i].Wanted[place];
                        met[state]++;
                    }
                }
            }
        }

        MissTable table = new();
        table.Set(missing, wanted, met);
        return table;
    }

    /// <summary>Returns a part of a whole, in 1/65,535.</summary>
    public static int Share(long part, long whole) => (int)(part * ushort.MaxValue / Math.Max(1, whole));

    /// <summary>Returns the step of the gap from which on no step has more missing.</summary>
    public int ReachFor(int most)
    {
        int reach = StopStates.Gaps;
        while (reach > 0 && _ofGaps[reach - 1] <= most)
        {
            reach--;
        }

        return Math.Max(1, reach);
    }

    private void Set(long[] missing, long[] wanted, long[] met)
    {
        for (int gap = 0; gap < StopStates.Gaps; gap++)
        {
            long missingHere = 0;
            long wantedHere = 0;
            for (int state = gap * StopStates.PerGap; state < (gap + 1) * StopStates.PerGap; state++)
            {
                int nearer = gap == 0 ? ushort.MaxValue : Misses[state - StopStates.PerGap];
                Misses[state] = (ushort)(met[state] < LeastMet ? nearer : Share(missing[state], wanted[state]));
                missingHere += missing[state];
                wantedHere += wanted[state];
            }

            _ofGaps[gap] = (ushort)(wantedHere == 0 ? gap == 0 ? ushort.MaxValue : _ofGaps[gap - 1]
                : Share(missingHere, wantedHere));
        }
    }
}
