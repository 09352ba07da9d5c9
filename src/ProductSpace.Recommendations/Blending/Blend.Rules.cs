using ProductSpace.Recommendations.Rules;

namespace ProductSpace.Recommendations.Blending;

/// <summary>What rules of the merchandiser add to a recommendation: candidates, scores, and their choice.</summary>
internal readonly ref partial struct Blend
{
    /// <summary>Popular products that are looked at for each missing one, since rules may refuse some.</summary>
    private const int FillersForOne = 4;

    /// <summary>
    /// Popular products that an index lists for each category; for more of them it looks at all products.
    /// </summary>
    private const int ListedProducts = 64;

    public bool HasRules => _rules is not null;

    /// <summary>Fills the empty slots with popular products that the rules allow.</summary>
    public void FillByRules()
    {
        Selection selection = _scratch.Selection;
        ChosenList chosen = selection.Chosen;
        if (chosen.IsFull)
        {
            return;
        }

        selection.Start(_index, _rules!);
        int excluded = _scratch.ExcludedCount;
        int last = _scratch.ViewedCount == 0 ? -1 : _scratch.Viewed[_scratch.ViewedCount - 1];
        int missing = chosen.Capacity - chosen.Count;
        _scratch.Filler.Begin();
        _scratch.Exclude(chosen.Ordinals);
        OfferFillers(FillingOptions(_options.Filter), Math.Max(ListedProducts, FillersForOne * missing), last);
        foreach (BoundSlot slot in _rules!.Reserved)
        {
            if (slot.Slot <= chosen.Capacity && chosen.IsEmpty(slot.Slot - 1))
            {
                ProductFilter filter = slot.Filter.Within(_options.Filter, _nowDays);
                OfferFillers(FillingOptions(filter), _rules.Reserved.Length, last);
            }
        }

        selection.Fill(_scratch.Filler, _options, requestNumber: null, _nowDays);
        if (!chosen.IsFull && (_rules.LimitsGroups || _rules.Rules.FoldAt > 0))
        {
            FillFromAll(excluded);
        }

        Finish();
    }

    /// <summary>Starts an answer whose pool others fill, the scores of rules included.</summary>
    public void BeginMerged(int k) => Begin(k);

    /// <summary>Makes the answer out of such a pool, and fills it up.</summary>
    public void SelectMerged(int k)
    {
        SelectScored(k, default, isAmong: false);
        FillByRules();
    }

    /// <summary>Adds what the rules say to the scores of the pool.</summary>
    public void ScoreRules()
    {
        CandidatePool pool = _scratch.Pool;
        _scratch.EnsureSimilarities(pool.Count);
        Span<float> values = _scratch.Similarities.AsSpan(0, pool.Count);
        foreach (BoundBoost boost in _rules!.Boosts)
        {
            boost.Score(_index, pool.Ordinals, _nowDays, values);
            for (int place = 0; place < values.Length; place++)
            {
                pool.Scores[place] += values[place];
                pool.Extras[place] += values[place];
            }
        }
    }

    /// <summary>Adds what each rule brings to the first chosen product.</summary>
    public void AddRuleParts(List<ScorePart> parts)
    {
        Span<float> value = stackalloc float[1];
        foreach (BoundBoost boost in _rules?.Boosts ?? [])
        {
            boost.Score(_index, _scratch.Chosen.AsSpan(0, 1), _nowDays, value);
            if (value[0] != 0)
            {
                parts.Add(new ScorePart(-1, RecommendationSource.Rules, boost.Name, value[0]));
            }
        }
    }

    /// <summary>Whether rules refuse a product because it is not similar enough to the session.</summary>
    public bool IsBelowMinSimilarity(int ordinal)
    {
        Span<float> similarity = stackalloc float[1];
        if (_options.MinSimilarity is null || _scratch.ViewedCount == 0)
        {
            return false;
        }

        _index.ScoreSession(Viewed, [ordinal], similarity, _options);
        return similarity[0] < _options.MinSimilarity;
    }

    /// <summary>
    /// Searches for what rules other than boosts bring: the nearest matches of each reserved slot, the nearest under
    /// the group limit and without duplicates, and the pinned products.
    /// </summary>
    private void AddCandidatesOfRules(int k)
    {
        AddPins();
        if (!AsksVectors)
        {
            return;
        }

        MerchandisingRules rules = _rules!.Rules;
        foreach (BoundSlot slot in _rules.Reserved)
        {
            if (slot.Slot <= k)
            {
                SearchFor(slot.Filter.Within(_options.Filter, _nowDays), _rules.Depth(k, isByNumber: false));
            }
        }

        if (_rules.LimitsGroups)
        {
            SearchFor(_options.Filter, k);
        }

        if (rules.FoldAt > 0)
        {
            Span<Neighbor> hits = Room(k);
            AddCandidates(hits[.._index.SearchSessionFolded(Viewed, hits, rules.FoldAt, _options).Count]);
        }
    }

    private void AddPins()
    {
        foreach (ProductPin pin in _rules!.Pins)
        {
            if (_index.TryGetOrdinal(pin.Id, out int ordinal))
            {
                _scratch.Candidates.Add(ordinal);
            }
        }
    }

    private void SearchFor(ProductFilter? filter, int count, int promised = 0, float? min = null)
    {
        Span<Neighbor> hits = Room(count);
        SearchOptions options = _options with
        {
            Filter = filter,
            GroupLimit = _rules!.Rules.GroupLimit,
            MinSimilarity = min ?? _options.MinSimilarity,
            Promised = promised,
        };
        AddCandidates(hits[.._index.SearchSession(Viewed, hits, options).Count]);
    }

    private Span<Neighbor> Room(int count)
    {
        count = Math.Min(count, _index.EndOrdinal);
        _scratch.EnsureNear(count);
        return _scratch.Near.AsSpan(0, count);
    }

    /// <summary>Whether a table names the candidate at a place.</summary>
    private bool IsNamed(int place)
    {
        for (int table = 0; table < Tables; table++)
        {
            if (_scratch.Candidates.Score(place, table) > 0)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Scores candidates for a shopper without known events: popular ones, and what rules lift.</summary>
    private void ScorePopular(int k)
    {
        int popular = Math.Max(k, ListedProducts);
        ReadTables(popular + _rules!.MaxCandidates(k, _index.EndOrdinal));
        StandardisePopularity();
        AddPopular(_options.Filter, popular);
        AddPins();
        foreach (BoundBoost boost in _rules.Boosts)
        {
            if (boost.Search is not null)
            {
                bool isByNumber = boost.Near is not null || !boost.Scores.IsEmpty;
                AddPopular(boost.Search.Within(_options.Filter, _nowDays), _rules.Depth(k, isByNumber));
            }
        }

        foreach (BoundSlot slot in _rules.Reserved)
        {
            if (slot.Slot <= k)
            {
                AddPopular(slot.Filter.Within(_options.Filter, _nowDays), _rules.Depth(k, isByNumber: false));
            }
        }

        OfferPopular(_scratch.Candidates.Ordinals);
    }

    private void AddPopular(ProductFilter? filter, int count)
    {
        Span<Neighbor> hits = Room(count);
        AddCandidates(hits[.._index.MostPopular(hits, -1, FillingOptions(filter)).Count]);
    }

    /// <summary>Puts products into the pool by the logarithm of their popularity.</summary>
    private void OfferPopular(ReadOnlySpan<int> ordinals)
    {
        _scratch.EnsureSimilarities(ordinals.Length);
        Span<float> scores = _scratch.Similarities.AsSpan(0, ordinals.Length);
        _index.ScorePopularity(ordinals, scores, FillingOptions(_options.Filter));
        for (int i = 0; i < ordinals.Length; i++)
        {
            if (!float.IsNaN(scores[i]))
            {
                double score = _scratch.Vectors.Of((float)Math.Log2(1 + (double)scores[i]));
                _scratch.Pool.Add(ordinals[i], score, RecommendationSource.PopularInShop);
            }
        }
    }

    private void StandardisePopularity()
    {
        _scratch.EnsureSample(_index.Count);
        Span<float> sample = _scratch.SampleSimilarities.AsSpan(0, _scratch.Sample.Length);
        _index.ScorePopularity(_scratch.Sample, sample);
        foreach (ref float score in sample)
        {
            score = (float)Math.Log2(1 + (double)score);
        }

        _scratch.Vectors = StandardScore.OfSample(sample);
    }

    private void SelectByRules(int k, ReadOnlySpan<int> among, bool isAmong)
    {
        ScoreRules();
        SelectScored(k, among, isAmong);
    }

    private void SelectScored(int k, ReadOnlySpan<int> among, bool isAmong)
    {
        Selection selection = _scratch.Selection;
        selection.Begin(_index, _rules!, k);
        selection.PlacePins(_scratch.Pool, FillingOptions(_options.Filter), among, isAmong);
        selection.Fill(_scratch.Pool, _options, _requestNumber, _nowDays);
        Finish();
    }

    /// <summary>Writes the chosen products in the order of their slots.</summary>
    private void Finish()
    {
        ChosenList chosen = _scratch.Selection.Chosen;
        int count = 0;
        for (int slot = 0; slot < chosen.Capacity; slot++)
        {
            int place = chosen.At(slot);
            if (place >= 0)
            {
                _scratch.Chosen[count] = chosen.Ordinals[place];
                _scratch.ChosenScores[count] = chosen.Scores[place];
                _scratch.ChosenExtras[count] = chosen.Extras[place];
                _scratch.ChosenSources[count++] = chosen.Sources[place];
            }
        }

        _scratch.ChosenCount = count;
        _scratch.Selection.End();
    }

    private SearchOptions FillingOptions(ProductFilter? filter) => new()
    {
        Filter = filter,
        Exclude = _scratch.Excluded.AsMemory(0, _scratch.ExcludedCount),
        ExcludeIds = _options.ExcludeIds,
        CancellationToken = _options.CancellationToken,
    };

    private void OfferFillers(in SearchOptions options, int count, int like)
    {
        CandidatePool filler = _scratch.Filler;
        Span<Neighbor> hits = Room(count);
        (int found, int ofCategory) = _index.MostPopular(hits, like, options);
        for (int i = 0; i < found; i++)
        {
            if (!filler.Ordinals.Contains(hits[i].Ordinal))
            {
                // In the order in which they come: those of the nearest category first.
                RecommendationSource source = i < ofCategory
                    ? RecommendationSource.PopularInCategory : RecommendationSource.PopularInShop;
                filler.Add(hits[i].Ordinal, -filler.Count, source, hits[i].Similarity);
            }
        }
    }

    /// <summary>
    /// Fills what is still empty from all products: only where limits refused the popular ones, so that nobody waits
    /// for it without need.
    /// </summary>
    /// <param name="excluded">Number of exclusions without the chosen products.</param>
    private void FillFromAll(int excluded)
    {
        const int block = 256;
        CandidatePool filler = _scratch.Filler;
        filler.Begin();
        _scratch.TrimExcluded(excluded);
        _scratch.Exclude(_scratch.Selection.Chosen.Ordinals);
        SearchOptions options = FillingOptions(_options.Filter);
        Span<int> ordinals = stackalloc int[block];
        Span<float> scores = stackalloc float[block];
        int end = _index.EndOrdinal;
        for (int first = 0; first < end; first += block)
        {
            int count = Math.Min(block, end - first);
            for (int i = 0; i < count; i++)
            {
                ordinals[i] = first + i;
            }

            _index.ScorePopularity(ordinals[..count], scores, options);
            for (int i = 0; i < count; i++)
            {
                if (!float.IsNaN(scores[i]))
                {
                    filler.Add(first + i, scores[i], RecommendationSource.PopularInShop, scores[i]);
                }
            }
        }

        _scratch.Selection.Fill(filler, _options, requestNumber: null, _nowDays);
    }
}
