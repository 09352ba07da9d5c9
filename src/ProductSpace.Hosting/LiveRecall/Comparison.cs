
namespace ProductSpace.Hosting.LiveRecall;

/// <summary>
/// A shopper's answer beside the exact one. A hit counts as found by its similarity, so that equal products may stand for
/// each other. What was lost is lost by quantisation where the codes of 7 bits place the product behind all that a search
/// measures exactly, and else by the road, which did not reach it.
/// </summary>
internal readonly record struct Comparison(long Expected, long Found, long LostByGraph, long LostByQuantisation)
{
    public static Comparison Make(ProductIndex index, RecallSample sample, Neighbor[] room)
    {
        Span<Neighbor> exact = room.AsSpan(0, sample.Wanted);
        int expected = sample.Question.AskExactly(index, exact, sample.Options).Count;
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
            CodeOrder codes = CodeOrder.Of(index, sample);

            // Products as similar as the last may stand for each other, and come last: the first so many are the lost ones.
            int seen = 0;
            foreach (Neighbor hit in exact[..expected])
            {
                if (seen < lost && !Holds(served, hit.Ordinal))
                {
                    seen++;
                    quantised += codes.Measures(hit.Ordinal) ? 0 : 1;
                }
            }
        }

        return new Comparison(expected, found, lost - quantised, quantised);
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
