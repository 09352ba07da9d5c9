using ProductSpace.Recommendations.Rules;

namespace ProductSpace.Recommendations.Blending;

/// <summary>
/// Candidates of boosts. A product that no table names has its similarity, what the tables give to all, and at most
/// what the rules can add; where that stays behind the last candidate that an answer could take, nobody looks for it.
/// So the search for a boost goes down to a similarity, and is not made where the nearest products reach down to it.
/// </summary>
internal readonly ref partial struct Blend
{
    /// <summary>What float numbers may lose on the way from a score to a similarity and back.</summary>
    private const float Rounding = 1e-5f;

    /// <summary>Searches for the nearest matches of each boost that could come into the answer.</summary>
    /// <param name="k">Number of results wanted.</param>
    /// <param name="reached">
    /// Similarity down to which the nearest products are candidates; not a number to look for all.
    /// </param>
    private void AddCandidatesOfBoosts(int k, float reached)
    {
        float? least = null;
        bool isKnown = false;
        foreach (BoundBoost boost in _rules!.Boosts)
        {
            if (boost.Search is null)
            {
                continue;
            }

            if (!isKnown && !float.IsNaN(reached))
            {
                least = LeastSimilarity(k);
                if (least >= reached)
                {
                    return;
                }
            }

            isKnown = true;
            bool isByNumber = boost.Near is not null || !boost.Scores.IsEmpty;
            int depth = _rules.Depth(k, isByNumber);
            ProductFilter filter = boost.Search.Within(_options.Filter, _nowDays);
            SearchFor(filter, depth, promised: isByNumber ? depth : k, least);
        }
    }

    /// <summary>
    /// Returns the similarity below which no product comes into the answer, whatever the rules add to it; null where
    /// there are too few candidates to know, or limits may leave out any number of them.
    /// </summary>
    private float? LeastSimilarity(int k)
    {
        CandidatePool pool = _scratch.Pool;
        int depth = _rules!.Depth(k, isByNumber: false) + _rules.Pins.Length
            + (_rules.Rules.Exploration?.Candidates ?? 0);
        if (pool.Count < depth || _rules.LimitsGroups || _rules.Rules.FoldAt > 0)
        {
            return null;
        }

        _scratch.EnsureLifted(pool.Count);
        _scratch.EnsureSimilarities(pool.Count);
        Span<double> lifted = _scratch.Lifted.AsSpan(0, pool.Count);
        Span<float> values = _scratch.Similarities.AsSpan(0, pool.Count);
        pool.Scores.CopyTo(lifted);
        double most = Math.Max(0, _placement.CategoryWeight);
        foreach (BoundBoost boost in _rules.Boosts)
        {
            boost.Score(_index, pool.Ordinals, _nowDays, values);
            for (int i = 0; i < values.Length; i++)
            {
                lifted[i] += values[i];
            }

            most += boost.Most;
        }

        lifted.Sort();
        double needed = (lifted[^depth] - most - TablePart(place: -1)) / _placement.VectorWeight;
        double similarity = _scratch.Vectors.ScoreAt(needed) - Rounding;
        return similarity > -1 ? (float)Math.Max(similarity, _options.MinSimilarity ?? -1) : null;
    }
}
