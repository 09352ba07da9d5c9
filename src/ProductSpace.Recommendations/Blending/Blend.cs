using ProductSpace.Recommendations.Rules;

namespace ProductSpace.Recommendations.Blending;

/// <summary>
/// One recommendation, step by step: what the events say, which products to score, their standard scores with those of
/// the rules, the list that is chosen of them, and which event brought each. Allocates nothing once its scratch is
/// large enough.
/// </summary>
internal readonly ref partial struct Blend
{
    private readonly ProductIndex _index;
    private readonly Placement _placement;
    private readonly BlendScratch _scratch;
    private readonly SearchOptions _options;
    private readonly BoundRules? _rules;
    private readonly ulong _requestNumber;
    private readonly double _nowDays;

    /// <summary>Reads the shopper's events.</summary>
    public Blend(
        ProductIndex index, Placement placement, in ShopperState state, in SearchOptions options, BlendScratch scratch)
    {
        _index = index;
        _placement = placement;
        _scratch = scratch;
        _rules = placement.Rules is MerchandisingRules rules ? BoundRules.Of(rules, index) : null;
        _requestNumber = state.RequestNumber;
        _nowDays = _rules is null ? 0 : BoundBoost.Days(state.Now ?? DateTimeOffset.UtcNow);
        EventReader.Read(index, placement, state, scratch);
        Exclude(state, options);
        _options = new SearchOptions
        {
            Space = placement.Space,
            Filter = options.Filter,
            Exclude = scratch.Excluded.AsMemory(0, scratch.ExcludedCount),
            ExcludeIds = options.ExcludeIds,
            IncludeViewed = true,
            TargetRecall = placement.TargetRecall,
            TimeLimit = options.TimeLimit,
            MaxScoredVectors = options.MaxScoredVectors,
            CancellationToken = options.CancellationToken,
            Weights = scratch.Weights.AsMemory(0, scratch.ViewedCount),
            MinSimilarity = _rules?.Rules.MinSimilarity,
        };
    }

    /// <summary>Options of the parts: filter, exclusions, limits.</summary>
    public SearchOptions Options => _options;

    private ReadOnlySpan<int> Viewed => _scratch.Viewed.AsSpan(0, _scratch.ViewedCount);

    private int Tables => _index.Tables.Count;

    /// <summary>Whether the nearest products by the vectors are candidates.</summary>
    private bool AsksVectors => _placement.VectorWeight > 0;

    /// <summary>Whether the vectors count, for a product or against it.</summary>
    private bool WeighsVectors => _placement.VectorWeight != 0;

    /// <summary>
    /// Scores the nearest products and those that the tables name: the pool of which <see cref="Select(int)"/> makes
    /// the answer.
    /// </summary>
    /// <param name="k">Number of results wanted.</param>
    /// <param name="least">Least number of nearest products to score.</param>
    /// <returns>Whether there is anything to choose by.</returns>
    public bool Collect(int k, int least = 0)
    {
        if (!Begin(k))
        {
            return false;
        }

        if (_scratch.ViewedCount == 0)
        {
            ScorePopular(k);
            return true;
        }

        int near = AsksVectors ? Math.Min(Math.Max(k, NearestCandidates(k, least)), _index.Count) : 0;
        ReadTables(near + (_rules?.MaxCandidates(k, _index.EndOrdinal) ?? 0));
        float reached = SearchNearest(k, near, Math.Max(k, Promised(k, near, least)));
        if (_rules is not null)
        {
            AddCandidatesOfRules(k);
        }

        Standardise();
        OfferCandidates(from: 0);
        if (_rules is not null && AsksVectors)
        {
            int known = _scratch.Candidates.Count;
            AddCandidatesOfBoosts(k, least == 0 ? reached : float.NaN);
            OfferCandidates(known);
        }

        return true;
    }

    /// <summary>Scores all products: the truth that <see cref="Collect"/> is measured by.</summary>
    public bool CollectExact(int k, int end)
    {
        const int block = 256;
        if (!Begin(k))
        {
            return false;
        }

        ReadTables(more: 0);
        Standardise();
        Span<int> ordinals = stackalloc int[block];
        Span<float> similarities = stackalloc float[block];
        for (int first = 0; first < end; first += block)
        {
            int count = Math.Min(block, end - first);
            for (int i = 0; i < count; i++)
            {
                ordinals[i] = first + i;
            }

            if (_scratch.ViewedCount == 0)
            {
                OfferPopular(ordinals[..count]);
                continue;
            }

            _index.ScoreSession(Viewed, ordinals[..count], similarities, _options);
            Span<float> added = AddedByCategory(ordinals[..count]);
            for (int i = 0; i < count; i++)
            {
                int place = _scratch.Candidates.Find(first + i);
                if (AsksVectors || place >= 0)
                {
                    Offer(first + i, place, similarities[i], added[i]);
                }
            }
        }

        return true;
    }

    /// <summary>Makes the answer out of the pool.</summary>
    public void Select(int k) => Select(k, default, isAmong: false);

    /// <summary>Orders products that the caller names; those that may not be shown are left out.</summary>
    public void ChooseAmong(ReadOnlySpan<int> ordinals, int k)
    {
        if (!Begin(k))
        {
            return;
        }

        ReadTables(more: 0);
        Standardise();
        _scratch.EnsureSimilarities(ordinals.Length);
        Span<float> similarities = _scratch.Similarities.AsSpan(0, ordinals.Length);
        if (_scratch.ViewedCount > 0)
        {
            _index.ScoreSession(Viewed, ordinals, similarities, _options);
        }

        Span<float> added = AddedByCategory(ordinals);
        for (int i = 0; i < ordinals.Length; i++)
        {
            if (ordinals[..i].Contains(ordinals[i]))
            {
                continue;
            }

            if (_scratch.ViewedCount == 0)
            {
                OfferPopular(ordinals.Slice(i, 1));
            }
            else
            {
                Offer(ordinals[i], _scratch.Candidates.Find(ordinals[i]), similarities[i], added[i]);
            }
        }

        Select(k, ordinals, isAmong: true);
    }

    /// <summary>Orders products that the caller names by their popularity; there are no rules.</summary>
    public void ChooseByPopularity(ReadOnlySpan<int> ordinals, int k)
    {
        Begin(k);
        _scratch.EnsureSimilarities(ordinals.Length);
        Span<float> scores = _scratch.Similarities.AsSpan(0, ordinals.Length);
        _index.ScorePopularity(ordinals, scores, _options);
        for (int i = 0; i < ordinals.Length; i++)
        {
            if (!float.IsNaN(scores[i]) && !ordinals[..i].Contains(ordinals[i]))
            {
                _scratch.Pool.Add(ordinals[i], scores[i], RecommendationSource.PopularInShop);
            }
        }

        Select(k, ordinals, isAmong: true);
    }

    /// <summary>Returns what the vectors bring to the score of a product.</summary>
    public double VectorPart(float similarity) =>
        WeighsVectors ? _placement.VectorWeight * _scratch.Vectors.Of(similarity) : 0;

    /// <summary>Returns what the tables bring to the score of a product.</summary>
    /// <param name="place">Place among the candidates; -1 for a product without entries.</param>
    public double TablePart(int place)
    {
        double sum = 0;
        for (int table = 0; table < Tables; table++)
        {
            float score = place < 0 ? 0 : _scratch.Candidates.Score(place, table);
            sum += _placement.WeightOf(table) * _scratch.Tables[table].Of(score);
        }

        return sum;
    }

    /// <summary>Returns where a chosen product is from: what brings most of its score.</summary>
    public RecommendationSource SourceOf(int chosen)
    {
        RecommendationSource source = _scratch.ChosenSources[chosen];
        double rules = _scratch.ChosenExtras[chosen];
        double other = _scratch.ChosenScores[chosen] - rules;
        if (source is RecommendationSource.PopularInCategory or RecommendationSource.PopularInShop)
        {
            return rules > 0 && rules > other ? RecommendationSource.Rules : source;
        }

        if (source != RecommendationSource.Vectors)
        {
            return source;
        }

        double tables = TablePart(_scratch.Candidates.Find(_scratch.Chosen[chosen]));
        double vectors = other - tables;
        return rules > 0 && rules > vectors && rules > tables ? RecommendationSource.Rules
            : AsksVectors && vectors >= tables ? RecommendationSource.Vectors : RecommendationSource.Table;
    }

    private void Exclude(in ShopperState state, in SearchOptions options)
    {
        _scratch.BeginExcluded();
        _scratch.Exclude(state.Excluded);
        _scratch.Exclude(options.Exclude.Span);
        foreach (ShopperEvent one in state.Events)
        {
            if (_placement.Excludes(one.Kind))
            {
                int ordinal = one.Ordinal;
                _scratch.Exclude(new ReadOnlySpan<int>(in ordinal));
            }
        }
    }

    /// <summary>Adds up the rows of the last events, and makes room for more products.</summary>
    private void ReadTables(int more)
    {
        CandidateSet candidates = _scratch.Candidates;
        candidates.Begin(more + (Tables * _placement.LastTableEvents * _scratch.Row.Length), Tables);
        for (int table = 0; table < Tables; table++)
        {
            double sum = 0;
            double squares = 0;
            for (int view = 0; view < _scratch.ViewedCount && _placement.WeightOf(table) > 0; view++)
            {
                float weight = _scratch.TableWeights[view];
                int entries = weight > 0 ? _index.ReadTable(table, _scratch.Viewed[view], _scratch.Row) : 0;
                for (int i = 0; i < entries; i++)
                {
                    ref float score = ref candidates.Score(candidates.Add(_scratch.Row[i].Ordinal), table);
                    double before = score;
                    score += weight * _scratch.Row[i].Similarity;
                    sum += score - before;
                    squares += ((double)score * score) - (before * before);
                }
            }

            _scratch.Tables[table] = StandardScore.OfFew(sum, squares, _index.Count);
        }
    }

    private void Standardise()
    {
        if (_scratch.ViewedCount == 0)
        {
            StandardisePopularity();
        }
        else if (WeighsVectors)
        {
            _scratch.EnsureSample(_index.Count);
            Span<float> sample = _scratch.SampleSimilarities.AsSpan(0, _scratch.Sample.Length);
            SearchOptions options = new() { Space = _options.Space, Weights = _options.Weights, IncludeViewed = true };
            _index.ScoreSession(Viewed, _scratch.Sample, sample, options);
            _scratch.Vectors = StandardScore.OfSample(sample);
        }
    }

    /// <summary>Starts an answer; returns whether there is anything to choose by.</summary>
    private bool Begin(int k)
    {
        _scratch.EnsureChosen(k);
        _scratch.ChosenCount = 0;
        _scratch.ChosenRankerScores.AsSpan(0, k).Fill(double.NaN);
        _scratch.Pool.Begin();
        return k > 0 && (_scratch.ViewedCount > 0 || _rules is not null);
    }

    /// <summary>Scores a product and puts it into the pool.</summary>
    private void Offer(int ordinal, int place, float similarity, float added)
    {
        if (!float.IsNaN(similarity) && !(similarity < _options.MinSimilarity))
        {
            double score = VectorPart(similarity) + TablePart(place) + added;
            _scratch.Pool.Add(ordinal, score, RecommendationSource.Vectors, similarity: similarity);
        }
    }

    /// <summary>
    /// Makes the list out of the pool of scored candidates: the one place where this happens, for every kind of answer.
    /// </summary>
    /// <param name="k">Number of results wanted.</param>
    /// <param name="among">The only products that may be in it, where there are such.</param>
    /// <param name="isAmong">Whether there are such.</param>
    private void Select(int k, ReadOnlySpan<int> among, bool isAmong)
    {
        CandidatePool pool = _scratch.Pool;
        if (_rules is not null)
        {
            SelectByRules(k, among, isAmong);
            return;
        }

        pool.BeginOrder();
        _scratch.ChosenCount = Math.Min(k, pool.Count);
        for (int i = 0; i < _scratch.ChosenCount; i++)
        {
            int place = pool.At(i);
            _scratch.Chosen[i] = pool.Ordinals[place];
            _scratch.ChosenScores[i] = pool.Scores[place];
            _scratch.ChosenExtras[i] = 0;
            _scratch.ChosenSources[i] = pool.Sources[place];
        }
    }
}
