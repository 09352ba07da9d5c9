namespace ProductSpace.Recommendations.Blending;

/// <summary>
/// The nearest products as candidates: how many, for how many of them the recall target is kept, and their scores.
/// </summary>
internal readonly ref partial struct Blend
{
    /// <summary>Candidates of a ranker for each one that the recall target is kept for.</summary>
    public const int RankedForOnePromised = 4;

    /// <summary>
    /// Number of nearest products that are scored. Of those that no table names the similarity alone decides, unless
    /// something else puts products into another order: then the k nearest are enough, since whatever lies behind them
    /// has a lower score than each.
    /// </summary>
    private int NearestCandidates(int k, int least) =>
        least == 0 && _rules is null && _placement.CategoryWeight == 0 ? k
        : Math.Max(
            Math.Max(least, _rules?.Compared(k) ?? 0),
            _placement.Candidates * (_rules is { ReordersWidely: true } ? 2 : 1));

    /// <summary>
    /// Number of the nearest for which the recall target is kept: all, where far ones may come before near ones; a part
    /// of those that a ranker orders, since few come from far behind; those that diversity compares; else the results.
    /// </summary>
    private int Promised(int k, int near, int least) =>
        _placement.CategoryWeight != 0 || _rules is { PutsDown: true } ? near
        : Math.Max(least / RankedForOnePromised, Math.Min(near, _rules?.Compared(k) ?? 0));

    /// <summary>
    /// Makes candidates of the nearest products: the first by the recall target, the others as the search met them.
    /// </summary>
    /// <returns>Similarity down to which nearly all are candidates; not a number where that is not known.</returns>
    private float SearchNearest(int k, int near, int promised)
    {
        if (near == 0)
        {
            return float.NaN;
        }

        _scratch.EnsureNear(near);
        Span<Neighbor> hits = _scratch.Near.AsSpan(0, near);
        int count = _index.SearchSession(Viewed, hits, _options with { Promised = promised }).Count;
        AddCandidates(hits[..count]);
        return count < k ? float.NaN : hits[count - 1].Similarity;
    }

    /// <summary>Scores candidates, from one place on, and puts them into the pool.</summary>
    private void OfferCandidates(int from)
    {
        ReadOnlySpan<int> ordinals = _scratch.Candidates.Ordinals[from..];
        MeasureCandidates(from);
        Span<float> added = AddedByCategory(ordinals);
        for (int i = 0; i < ordinals.Length; i++)
        {
            if (AsksVectors || IsNamed(from + i))
            {
                Offer(ordinals[i], from + i, _scratch.Candidates.Similarity(from + i), added[i]);
            }
        }
    }

    /// <summary>Asks for the similarities that no search told: of products that only tables or rules name.</summary>
    private void MeasureCandidates(int from)
    {
        CandidateSet candidates = _scratch.Candidates;
        ReadOnlySpan<int> ordinals = candidates.Ordinals;
        _scratch.EnsureUnmeasured(ordinals.Length - from);
        int count = 0;
        for (int place = from; place < ordinals.Length; place++)
        {
            if (float.IsNaN(candidates.Similarity(place)))
            {
                _scratch.Unmeasured[count] = ordinals[place];
                _scratch.UnmeasuredPlaces[count++] = place;
            }
        }

        Span<float> similarities = _scratch.Similarities.AsSpan(0, count);
        _index.ScoreSession(Viewed, _scratch.Unmeasured.AsSpan(0, count), similarities, _options);
        for (int i = 0; i < count; i++)
        {
            candidates.Similarity(_scratch.UnmeasuredPlaces[i]) = similarities[i];
        }
    }

    private void AddCandidates(ReadOnlySpan<Neighbor> hits)
    {
        foreach (Neighbor hit in hits)
        {
            _scratch.Candidates.Similarity(_scratch.Candidates.Add(hit.Ordinal)) = hit.Similarity;
        }
    }
}
