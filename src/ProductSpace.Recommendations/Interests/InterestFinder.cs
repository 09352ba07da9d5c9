namespace ProductSpace.Recommendations.Interests;

/// <summary>
/// Tells the interests of a session apart: agglomerative clustering of its last events by the mean similarity of their
/// products in the Similar space (average linkage; PinnerSage, Pal et al., KDD 2020, joins by Ward's criterion and is
/// otherwise the same idea). Ties go to the later events, so that the answer depends on nothing but the session.
/// </summary>
internal static class InterestFinder
{
    /// <summary>
    /// Finds the interests; 0 is that of the last event, and each further one that of the last event before it that
    /// belongs to none yet.
    /// </summary>
    public static void Find(ProductIndex index, Placement placement, in ShopperState state, InterestScratch scratch)
    {
        ReadEvents(index, placement, state, scratch);
        int count = scratch.EventCount;
        scratch.InterestCount = Math.Min(1, count);
        Array.Clear(scratch.InterestOf);
        if (count < 2)
        {
            return;
        }

        ReadOnlySpan<int> ordinals = scratch.Ordinals.AsSpan(0, count);
        index.ScoreByView(ordinals, ordinals, scratch.Similarities, new SearchOptions { Space = Space.Similar });
        for (int i = 0; i < count; i++)
        {
            scratch.InterestOf[i] = i;
        }

        int clusters = count;
        while (clusters > 1)
        {
            (int first, int second, double similarity) = Nearest(scratch);
            if (similarity < placement.InterestSimilarity && clusters <= placement.Interests)
            {
                break;
            }

            for (int i = 0; i < count; i++)
            {
                scratch.InterestOf[i] = scratch.InterestOf[i] == first ? second : scratch.InterestOf[i];
            }

            clusters--;
        }

        scratch.InterestCount = clusters;
        Number(scratch);
    }

    /// <summary>Reads the last known events, oldest first, with the weights that a session vector gives them.</summary>
    private static void ReadEvents(
        ProductIndex index, Placement placement, in ShopperState state, InterestScratch scratch)
    {
        int count = 0;
        double decay = 1;
        for (int i = state.Events.Length - 1; i >= 0 && count < InterestScratch.MostEvents; i--)
        {
            ShopperEvent one = state.Events[i];
            if (one.Ordinal >= 0 && index.Has(one.Ordinal))
            {
                double weight = one.Kind == ShopperEventKind.View ? 1 : placement.CartWeight;
                scratch.Events[count] = one;
                scratch.Weights[count++] = weight * decay;
                decay *= placement.Decay;
            }
        }

        scratch.EventCount = count;
        scratch.Events.AsSpan(0, count).Reverse();
        scratch.Weights.AsSpan(0, count).Reverse();
        for (int i = 0; i < count; i++)
        {
            scratch.Ordinals[i] = scratch.Events[i].Ordinal;
        }
    }

    /// <summary>Returns the two clusters of the largest mean similarity; the later ones of equals.</summary>
    private static (int First, int Second, double Similarity) Nearest(InterestScratch scratch)
    {
        int count = scratch.EventCount;
        (int First, int Second, double Similarity) best = (-1, -1, double.NegativeInfinity);
        for (int first = 0; first < count; first++)
        {
            for (int second = first + 1; second < count; second++)
            {
                double similarity = Mean(scratch, first, second);
                if (similarity >= best.Similarity)
                {
                    best = (first, second, similarity);
                }
            }
        }

        return best;
    }

    /// <summary>Returns the mean similarity of the events of two clusters; minus infinity where one is empty.</summary>
    private static double Mean(InterestScratch scratch, int first, int second)
    {
        int count = scratch.EventCount;
        double sum = 0;
        int pairs = 0;
        for (int i = 0; i < count; i++)
        {
            for (int j = 0; j < count && scratch.InterestOf[i] == first; j++)
            {
                if (scratch.InterestOf[j] == second)
                {
                    float one = scratch.Similarities[(i * count) + j];
                    float other = scratch.Similarities[(j * count) + i];
                    sum += float.IsNaN(one) || float.IsNaN(other) ? 0 : 0.5 * ((double)one + other);
                    pairs++;
                }
            }
        }

        return pairs == 0 ? double.NegativeInfinity : sum / pairs;
    }

    /// <summary>Gives the clusters numbers from 0 on, from the last event backwards.</summary>
    private static void Number(InterestScratch scratch)
    {
        Span<int> numbers = stackalloc int[InterestScratch.MostEvents];
        numbers.Fill(-1);
        int next = 0;
        for (int i = scratch.EventCount - 1; i >= 0; i--)
        {
            ref int number = ref numbers[scratch.InterestOf[i]];
            number = number < 0 ? next++ : number;
            scratch.InterestOf[i] = number;
        }
    }
}
