namespace ProductSpace.Recommendations.Blending;

/// <summary>Splits the scores of a recommendation into what each event brings, by vectors and tables.</summary>
internal readonly ref partial struct Blend
{
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
