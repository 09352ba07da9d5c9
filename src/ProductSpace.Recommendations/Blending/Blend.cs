namespace ProductSpace.Recommendations.Blending;

/// <summary>
/// One recommendation, step by step: what the events say, which products to score, their standard scores, the best of
/// them, and which event brought each. Allocates nothing once its scratch is large enough.
/// </summary>
internal readonly ref partial struct Blend
{
    private readonly ProductIndex _index;
    private readonly Placement _placement;
    private readonly BlendScratch _scratch;
    private readonly SearchOptions _options;

    /// <summary>Reads the shopper's events.</summary>
    public Blend(
        ProductIndex index, Placement placement, in ShopperState state, in SearchOptions options, BlendScratch scratch)
    {
        _index = index;
        _placement = placement;
        _scratch = scratch;
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

    /// <summary>Chooses the best products among the nearest ones and those that the tables name.</summary>
    public void Choose(int k)
    {
        _scratch.EnsureChosen(k);
        _scratch.ChosenCount = 0;
        if (_scratch.ViewedCount == 0 || k == 0)
        {
            return;
        }

        int near = AsksVectors ? Math.Min(Math.Max(k, _placement.Candidates), _index.Count) : 0;
        ReadTables(near);
        CandidateSet candidates = _scratch.Candidates;
        if (near > 0)
        {
            _scratch.EnsureNear(near);
            Span<Neighbor> hits = _scratch.Near.AsSpan(0, near);
            int found = _index.SearchSession(Viewed, hits, _options).Count;
            for (int i = 0; i < found; i++)
            {
                candidates.Add(hits[i].Ordinal);
            }
        }

        Standardise();
        _scratch.EnsureSimilarities(candidates.Count);
        Span<float> similarities = _scratch.Similarities.AsSpan(0, candidates.Count);
        _index.ScoreSession(Viewed, candidates.Ordinals, similarities, _options);
        Span<float> added = AddedByCategory(candidates.Ordinals);
        for (int place = 0; place < candidates.Count; place++)
        {
            Offer(candidates.Ordinals[place], place, similarities[place], added[place], k);
        }
    }

    /// <summary>Chooses the best of all products: the truth that <see cref="Choose"/> is measured by.</summary>
    public void ChooseExact(int k, int end)
    {
        const int block = 256;
        _scratch.EnsureChosen(k);
        _scratch.ChosenCount = 0;
        if (_scratch.ViewedCount == 0 || k == 0)
        {
            return;
        }

        ReadTables(near: 0);
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

            _index.ScoreSession(Viewed, ordinals[..count], similarities, _options);
            Span<float> added = AddedByCategory(ordinals[..count]);
            for (int i = 0; i < count; i++)
            {
                int place = _scratch.Candidates.Find(first + i);
                if (AsksVectors || place >= 0)
                {
                    Offer(first + i, place, similarities[i], added[i], k);
                }
            }
        }
    }

    /// <summary>Orders products that the caller names; those that may not be shown are left out.</summary>
    public void ChooseAmong(ReadOnlySpan<int> ordinals, int k)
    {
        _scratch.EnsureChosen(k);
        _scratch.ChosenCount = 0;
        if (_scratch.ViewedCount == 0 || k == 0)
        {
            return;
        }

        ReadTables(near: 0);
        Standardise();
        _scratch.EnsureSimilarities(ordinals.Length);
        Span<float> similarities = _scratch.Similarities.AsSpan(0, ordinals.Length);
        _index.ScoreSession(Viewed, ordinals, similarities, _options);
        Span<float> added = AddedByCategory(ordinals);
        for (int i = 0; i < ordinals.Length; i++)
        {
            if (!ordinals[..i].Contains(ordinals[i]))
            {
                Offer(ordinals[i], _scratch.Candidates.Find(ordinals[i]), similarities[i], added[i], k);
            }
        }
    }

    /// <summary>Orders products that the caller names by their popularity.</summary>
    public void ChooseByPopularity(ReadOnlySpan<int> ordinals, int k)
    {
        _scratch.EnsureChosen(k);
        _scratch.ChosenCount = 0;
        _scratch.EnsureSimilarities(ordinals.Length);
        Span<float> scores = _scratch.Similarities.AsSpan(0, ordinals.Length);
        _index.ScorePopularity(ordinals, scores, _options);
        for (int i = 0; i < ordinals.Length && k > 0; i++)
        {
            if (!float.IsNaN(scores[i]) && !ordinals[..i].Contains(ordinals[i]))
            {
                Take(ordinals[i], scores[i], k);
            }
        }
    }

    /// <summary>Computes what each event brings to each chosen product: parts of its score [events x chosen].</summary>
    public void Explain()
    {
        int count = _scratch.ChosenCount;
        int events = _scratch.ViewedCount;
        _scratch.EnsureParts(events * count);
        Span<float> parts = _scratch.Parts.AsSpan(0, events * count);
        if (count == 0)
        {
            return;
        }

        parts.Clear();
        ReadOnlySpan<int> chosen = _scratch.Chosen.AsSpan(0, count);
        if (WeighsVectors)
        {
            ExplainVectors(chosen, parts);
        }

        for (int table = 0; table < Tables; table++)
        {
            double unit = _placement.WeightOf(table) * _scratch.Tables[table].Scale;
            for (int view = 0; view < events && unit > 0; view++)
            {
                AddRow(table, view, unit * _scratch.TableWeights[view], chosen, parts.Slice(view * count, count));
            }
        }
    }

    /// <summary>Adds what each event brings to the first chosen product, by source.</summary>
    public void AddParts(List<ScorePart> parts)
    {
        Span<float> values = stackalloc float[_scratch.ViewedCount];
        if (WeighsVectors)
        {
            ExplainVectors(_scratch.Chosen.AsSpan(0, 1), values);
            AddParts(parts, values, RecommendationSource.Vectors, string.Empty);
        }

        for (int table = 0; table < Tables; table++)
        {
            double unit = _placement.WeightOf(table) * _scratch.Tables[table].Scale;
            values.Clear();
            for (int view = 0; view < values.Length && unit > 0; view++)
            {
                double weight = unit * _scratch.TableWeights[view];
                AddRow(table, view, weight, _scratch.Chosen.AsSpan(0, 1), values.Slice(view, 1));
            }

            AddParts(parts, values, RecommendationSource.Table, _index.Tables[table]);
        }

        float added = AddedByCategory(_scratch.Chosen.AsSpan(0, 1))[0];
        if (added != 0)
        {
            parts.Add(new ScorePart(Viewed[^1], RecommendationSource.Category, string.Empty, added));
        }
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

    /// <summary>Returns whether most of the score of a chosen product is from the vectors.</summary>
    public bool IsByVectors(int chosen)
    {
        double tables = TablePart(_scratch.Candidates.Find(_scratch.Chosen[chosen]));
        return AsksVectors && _scratch.ChosenScores[chosen] - tables >= tables;
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

    /// <summary>Adds up the rows of the last events, and makes room for the nearest products.</summary>
    private void ReadTables(int near)
    {
        CandidateSet candidates = _scratch.Candidates;
        int rows = Tables * Math.Min(_placement.LastTableEvents, _scratch.ViewedCount);
        candidates.Begin(near + (rows * _scratch.Row.Length), Tables);
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
        if (WeighsVectors)
        {
            _scratch.EnsureSample(_index.Count);
            Span<float> sample = _scratch.SampleSimilarities.AsSpan(0, _scratch.Sample.Length);
            SearchOptions options = new() { Space = _options.Space, Weights = _options.Weights, IncludeViewed = true };
            _index.ScoreSession(Viewed, _scratch.Sample, sample, options);
            _scratch.Vectors = StandardScore.OfSample(sample);
        }
    }

    /// <summary>Scores a product and takes it among the best k; ties by ordinal.</summary>
    private void Offer(int ordinal, int place, float similarity, float added, int k)
    {
        if (float.IsNaN(similarity))
        {
            return;
        }

        Take(ordinal, VectorPart(similarity) + TablePart(place) + added, k);
    }

    /// <summary>Puts a product among the best k, if it is one of them.</summary>
    private void Take(int ordinal, double score, int k)
    {
        int count = _scratch.ChosenCount;
        int[] chosen = _scratch.Chosen;
        double[] scores = _scratch.ChosenScores;
        if (count == k && !IsBefore(score, ordinal, scores[k - 1], chosen[k - 1]))
        {
            return;
        }

        int at = count < k ? count : k - 1;
        _scratch.ChosenCount = Math.Min(k, count + 1);
        while (at > 0 && IsBefore(score, ordinal, scores[at - 1], chosen[at - 1]))
        {
            scores[at] = scores[at - 1];
            chosen[at] = chosen[at - 1];
            at--;
        }

        scores[at] = score;
        chosen[at] = ordinal;
    }

    private static bool IsBefore(double score, int ordinal, double otherScore, int other) =>
        score > otherScore || (score == otherScore && ordinal < other);

    private void ExplainVectors(ReadOnlySpan<int> chosen, Span<float> parts)
    {
        _index.ScoreByView(Viewed, chosen, parts, new SearchOptions { Space = _options.Space });
        _scratch.EnsureSimilarities(chosen.Length);
        Span<float> similarities = _scratch.Similarities.AsSpan(0, chosen.Length);
        _index.ScoreSession(Viewed, chosen, similarities, _options);
        for (int i = 0; i < chosen.Length; i++)
        {
            // The similarity to the session is the weighted sum of those to the views, divided by one number.
            double sum = 0;
            for (int view = 0; view < Viewed.Length; view++)
            {
                sum += Weighted(parts, view, i, chosen.Length);
            }

            double unit = sum == 0 ? 0 : _placement.VectorWeight * _scratch.Vectors.Scale * similarities[i] / sum;
            for (int view = 0; view < Viewed.Length; view++)
            {
                parts[(view * chosen.Length) + i] = (float)(unit * Weighted(parts, view, i, chosen.Length));
            }
        }
    }

    private double Weighted(Span<float> parts, int view, int i, int count)
    {
        float similarity = parts[(view * count) + i];
        return float.IsNaN(similarity) ? 0 : (double)_scratch.Weights[view] * similarity;
    }

    private void AddRow(int table, int view, double unit, ReadOnlySpan<int> chosen, Span<float> parts)
    {
        int entries = unit > 0 ? _index.ReadTable(table, _scratch.Viewed[view], _scratch.Row) : 0;
        for (int i = 0; i < entries; i++)
        {
            int at = chosen.IndexOf(_scratch.Row[i].Ordinal);
            if (at >= 0)
            {
                parts[at] += (float)(unit * _scratch.Row[i].Similarity);
            }
        }
    }

    private void AddParts(List<ScorePart> parts, ReadOnlySpan<float> values, RecommendationSource source, string table)
    {
        for (int view = 0; view < values.Length; view++)
        {
            if (values[view] != 0)
            {
                parts.Add(new ScorePart(_scratch.Viewed[view], source, table, values[view]));
            }
        }
    }
}
