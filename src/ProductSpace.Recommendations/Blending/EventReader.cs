namespace ProductSpace.Recommendations.Blending;

/// <summary>Reads what is known of a shopper: which events count, and how much.</summary>
internal static class EventReader
{
    /// <summary>Writes the last known events, oldest first, with their weights in vectors and tables.</summary>
    public static void Read(
        ProductIndex index, Placement placement, in ShopperState state, BlendScratch scratch)
    {
        int last = Math.Max(placement.LastEvents, placement.LastTableEvents);
        int count = 0;
        double decay = 1;
        double tableDecay = 1;

        // From the last event on; they are turned round afterwards.
        for (int i = state.Events.Length - 1; i >= 0 && count < last; i--)
        {
            ShopperEvent one = state.Events[i];
            if (one.Ordinal < 0 || !index.Has(one.Ordinal))
            {
                continue;
            }

            double weight = one.Kind == ShopperEventKind.View ? 1 : placement.CartWeight;
            if (placement.HalfLifeDays > 0)
            {
                weight *= Math.Pow(2, -Math.Max(0, one.AgeDays) / placement.HalfLifeDays);
            }

            scratch.Viewed[count] = one.Ordinal;
            scratch.Weights[count] = count < placement.LastEvents ? (float)(weight * decay) : 0;
            scratch.TableWeights[count] = count < placement.LastTableEvents ? (float)(weight * tableDecay) : 0;
            decay *= placement.Decay;
            tableDecay *= placement.TableDecay;
            count++;
        }

        scratch.ViewedCount = count;
        scratch.Viewed.AsSpan(0, count).Reverse();
        scratch.Weights.AsSpan(0, count).Reverse();
        scratch.TableWeights.AsSpan(0, count).Reverse();
        bool isNothing = true;
        foreach (float weight in scratch.Weights.AsSpan(0, count))
        {
            isNothing &= !(weight > 0);
        }

        // A cart that counts nothing, or a history that is too old: as if there were no events.
        scratch.ViewedCount = isNothing ? 0 : count;
    }
}
