namespace ProductSpace.Hosting.Experiments;

/// <summary>One variant of an open shop: its label, who answers for it, and what it changes in a search.</summary>
internal sealed class Variant(VariantOptions options, int follower)
{
    public string Label { get; } = options.Label;

    /// <summary>Index among the followers of the open shop; 0 follows the pointer.</summary>
    public int Follower { get; } = follower;

    public bool ChangesOptions { get; } = options.Space is not null
        || options.TargetRecall is not null
        || options.EfSearch is not null
        || options.Decay is not null
        || options.DiversityLambda is not null;

    public SearchOptions Apply(in SearchOptions asked)
    {
        SearchOptions changed = asked;
        if (options.Space is Space space)
        {
            changed = changed with { Space = space };
        }

        if (options.TargetRecall is float recall)
        {
            changed = changed with { TargetRecall = recall };
        }

        if (options.EfSearch is int efSearch)
        {
            changed = changed with { EfSearch = efSearch };
        }

        if (options.Decay is float decay)
        {
            changed = changed with { Decay = decay };
        }

        if (options.DiversityLambda is float lambda)
        {
            changed = changed with { DiversityLambda = lambda };
        }

        return changed;
    }
}
