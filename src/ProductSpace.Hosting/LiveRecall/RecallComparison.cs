namespace ProductSpace.Hosting.LiveRecall;

/// <summary>
/// Compares a shopper's answer with the exact one. A hit counts as found by its similarity, so equal products may stand
/// for each other. A lost product is lost by quantisation if its 7-bit codes place it behind everything that a search
/// re-ranks, else by the strategy, which did not reach it.
/// </summary>
internal readonly record struct RecallComparison(long Expected, long Found, long LostByGraph, long LostByQuantisation)
{
    public static RecallComparison Of(ProductIndex index, RecallSample sample, Neighbor[] buffer)
    {
        Span<Neighbor> exact = buffer.AsSpan(0, sample.Wanted);
        int expected = sample.Request.SearchExact(index, exact, sample.Options).Count;
        ReadOnlySpan<Neighbor> served = sample.Hits.AsSpan(0, sample.Count);
        if (expected == 0)
        {
            return default;
        }

        float last = exact[expected - 1].Similarity;
        int found = 0;
        foreach (Neighbor hit in served)
        {
            found += hit.Similarity >= last && found < expected ? 1 : 0;
        }

        int lost = expected - found;
        int quantised = 0;
        if (lost > 0)
        {
            CodeThreshold threshold = CodeThreshold.Of(index, sample);

            // Products as similar as the last may stand for each other, and come last: the first ones are the lost
            // ones.
            int seen = 0;
            foreach (Neighbor hit in exact[..expected])
            {
                if (seen < lost && !Holds(served, hit.Ordinal))
                {
                    seen++;
                    quantised += threshold.Passes(hit.Ordinal) ? 0 : 1;
                }
            }
        }

        return new RecallComparison(expected, found, lost - quantised, quantised);
    }

    private static bool Holds(ReadOnlySpan<Neighbor> hits, int ordinal)
    {
        foreach (Neighbor hit in hits)
        {
            if (hit.Ordinal == ordinal)
            {
                return true;
            }
        }

        return false;
    }
}
