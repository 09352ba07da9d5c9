using ProductSpace.Recommendations.Blending;
using ProductSpace.Recommendations.Rules;

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
        Begin(scratch, weights);
        int count = 0;
        while (count < k)
        {
            int best = Next(scratch, weights);
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

    /// <summary>
    /// Merges all scored products of the interests into the pool of one answer, each once, by the same turns. The order
    /// is that of the turns and the scale that of the scores: the first product takes the best of all scores, the next
    /// one the next, so that what rules weigh against a score has the size that it has for one interest.
    /// </summary>
    public static void Merge(InterestScratch scratch, BlendScratch whole)
    {
        Span<double> weights = stackalloc double[InterestScratch.MostInterests];
        Begin(scratch, weights);
        int total = 0;
        for (int i = 0; i < scratch.InterestCount; i++)
        {
            CandidatePool own = scratch.PartOf(i).Pool;
            own.BeginOrder();
            scratch.AnswerCounts[i] = own.Count;
            total += own.Count;
        }

        scratch.EnsureMerged(total);
        whole.Candidates.Begin(total, tables: 0);
        CandidatePool pool = whole.Pool;
        for (int best = Next(scratch, weights); best >= 0; best = Next(scratch, weights))
        {
            CandidatePool own = scratch.PartOf(best).Pool;
            int place = own.At(scratch.Seen[best]++);
            int ordinal = own.Ordinals[place];
            if (whole.Candidates.Add(ordinal) == pool.Count)
            {
                scratch.MergedInterests[pool.Count] = best;
                scratch.MergedPlaces[pool.Count] = place;
                scratch.MergedScores[pool.Count] = own.Scores[place];
                pool.Add(ordinal, own.Scores[place], own.Sources[place], own.Extras[place], own.Similarities[place]);
                scratch.Taken[best]++;
            }
        }

        Scale(scratch.MergedScores.AsSpan(0, pool.Count), pool.Scores);
    }

    /// <summary>Gives falling scores to the products in their order, no two the same.</summary>
    private static void Scale(Span<double> sorted, Span<double> scores)
    {
        sorted.Sort();
        double above = double.NegativeInfinity;
        for (int i = 0; i < sorted.Length; i++)
        {
            above = Math.Max(sorted[i], Math.BitIncrement(above));
            scores[sorted.Length - 1 - i] = above;
        }
    }

    private static void Begin(InterestScratch scratch, Span<double> weights)
    {
        weights.Clear();
        for (int i = 0; i < scratch.EventCount; i++)
        {
            weights[scratch.InterestOf[i]] += scratch.Weights[i];
        }

        Array.Clear(scratch.Seen);
        Array.Clear(scratch.Taken);
    }

    /// <summary>Returns the interest whose turn it is; -1 where none has a product left.</summary>
    private static int Next(InterestScratch scratch, Span<double> weights)
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

        return best;
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
