namespace ProductSpace.RecallBench.Filters;

/// <summary>Some of a list of counts that together come near a number: a first fit in seeded order.</summary>
internal static class Subset
{
    /// <summary>What may be above the number, so that the last part does not have to fit exactly.</summary>
    private const double Above = 1.05;

    /// <summary>Places in the list; the single nearest count where no sum comes close. Empty for an empty list.</summary>
    public static List<int> Near(IReadOnlyList<int> counts, long wanted, int seed)
    {
        int[] order = [.. Enumerable.Range(0, counts.Count)];
        new Random(seed).Shuffle(order);
        List<int> chosen = [];
        long total = 0;
        foreach (int place in order)
        {
            if (counts[place] > 0 && total < wanted && total + counts[place] <= Math.Max(wanted, (long)(wanted * Above)))
            {
                chosen.Add(place);
                total += counts[place];
            }
        }

        if (total * CaseMaker.Tolerance < wanted)
        {
            int nearest = order.Where(place => counts[place] > 0).OrderBy(place => Math.Abs(counts[place] - wanted)).FirstOrDefault(-1);
            return nearest >= 0 && Math.Abs(counts[nearest] - wanted) < wanted - total ? [nearest] : chosen;
        }

        return chosen;
    }
}
