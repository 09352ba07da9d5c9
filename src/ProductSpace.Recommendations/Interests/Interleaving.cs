namespace ProductSpace.Recommendations.Interests;

/// <summary>
/// Lets the answers of several interests take turns: the next product is that of the interest with the largest weight
/// per product taken so far (the divisor method of Sainte-Laguë), so that every prefix of the list holds each interest
/// by its weight.
/// </summary>
internal static class Interleaving
{
    /// <summary>Writes the merged answer without products that stand in it already; returns its length.</summary>
    public static int Run(InterestScratch scratch, int k, Span<Recommendation> hits)
    {
        Span<double> weights = stackalloc double[InterestScratch.MostInterests];
        weights.Clear();
        for (int i = 0; i < scratch.EventCount; i++)
        {
            weights[scratch.InterestOf[i]] += scratch.Weights[i];
        }

        Array.Clear(scratch.Seen);
        Array.Clear(scratch.Taken);
        int count = 0;
        while (count < k)
        {
            int best = -1;
            for (int i = 0; i < scratch.InterestCount; i++)
            {
                bool isLeft = scratch.Seen[i] < scratch.AnswerCounts[i];
                if (isLeft && (best < 0 || Claim(weights, scratch, i) > Claim(weights, scratch, best)))
                {
                    best = i;
                }
            }

            if (best < 0)
            {
                break;
            }

            Recommendation one = scratch.Answers[(best * k) + scratch.Seen[best]++];
            if (!Contains(hits[..count], one.Ordinal))
            {
                hits[count++] = one with { Interest = best };
                scratch.Taken[best]++;
            }
        }

        return count;
    }

    private static double Claim(Span<double> weights, InterestScratch scratch, int interest) =>
        weights[interest] / (scratch.Taken[interest] + 0.5);

    private static bool Contains(Span<Recommendation> hits, int ordinal)
    {
        foreach (Recommendation hit in hits)
        {
            if (hit.Ordinal == ordinal)
            {
                return true;
            }
        }

        return false;
    }
}
