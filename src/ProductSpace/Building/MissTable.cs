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

    private readonly long[] _missing = new long[StopStates.Count];
    private readonly long[] _wanted = new long[StopStates.Count];
    private readonly long[] _met = new long[StopStates.Count];
    private readonly ushort[] _ofGaps = new ushort[StopStates.Gaps];

    private MissTable()
    {
    }

    /// <summary>The share that is missing in each state.</summary>
    public ushort[] Misses { get; } = new ushort[StopStates.Count];

    /// <summary>Counts, on every second query of each family, what is missing in each state.</summary>
    /// <param name="place">Of the measured k.</param>
    /// <param name="traces">Walks of each family.</param>
    /// <param name="near">Borders of the steps of nearness.</param>
    /// <param name="first">The first query of a family, 0 or 1.</param>
    public static MissTable OfHalf(int place, List<WalkTrace[]> traces, NearSteps near, int first)
    {
        MissTable table = new();
        foreach (WalkTrace[] family in traces)
        {
            for (int i = first; i < family.Length; i += 2)
            {
                foreach (WalkTrace.Hop hop in family[i].Hops)
                {
                    if (hop.StateAt(place, near) is int state and >= 0)
                    {
                        table._missing[state] += hop.MissingAt(place);
                        table._wanted[state] += family[i].Wanted[place];
                        table._met[state]++;
                    }
                }
            }
        }

        table.SetShares();
        return table;
    }

    /// <summary>Adds up the counts of two halves.</summary>
    public static MissTable Joined(MissTable one, MissTable other)
    {
        MissTable table = new();
        for (int state = 0; state < StopStates.Count; state++)
        {
            table._missing[state] = one._missing[state] + other._missing[state];
            table._wanted[state] = one._wanted[state] + other._wanted[state];
            table._met[state] = one._met[state] + other._met[state];
        }

        table.SetShares();
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

    private void SetShares()
    {
        for (int gap = 0; gap < StopStates.Gaps; gap++)
        {
            long missingHere = 0;
            long wantedHere = 0;
            for (int state = gap * StopStates.PerGap; state < (gap + 1) * StopStates.PerGap; state++)
            {
                int nearer = gap == 0 ? ushort.MaxValue : Misses[state - StopStates.PerGap];
                Misses[state] = (ushort)(_met[state] < LeastMet ? nearer : Share(_missing[state], _wanted[state]));
                missingHere += _missing[state];
                wantedHere += _wanted[state];
            }

            _ofGaps[gap] = (ushort)(wantedHere == 0 ? gap == 0 ? ushort.MaxValue : _ofGaps[gap - 1]
                : Share(missingHere, wantedHere));
        }
    }
}
