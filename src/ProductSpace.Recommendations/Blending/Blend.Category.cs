namespace ProductSpace.Recommendations.Blending;

/// <summary>What the category of a product brings to its score.</summary>
internal readonly ref partial struct Blend
{
    /// <summary>Returns what the category of the last event adds to each product.</summary>
    private Span<float> AddedByCategory(ReadOnlySpan<int> ordinals)
    {
        _scratch.EnsureAdded(ordinals.Length);
        Span<float> added = _scratch.Added.AsSpan(0, ordinals.Length);
        if (_placement.CategoryWeight == 0 || _scratch.ViewedCount == 0)
        {
            added.Clear();
            return added;
        }

        _index.ScoreCategories(Viewed[^1], ordinals, added);
        foreach (ref float one in added)
        {
            one *= _placement.CategoryWeight;
        }

        return added;
    }
}
