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

    public SearchOptions Apply(in SearchOptions asked) => asked with
    {
        Space = asked.Space ?? options.Space,
        TargetRecall = options.TargetRecall ?? asked.TargetRecall,
        EfSearch = options.EfSearch ?? asked.EfSearch,
        Decay = options.Decay ?? asked.Decay,
        DiversityLambda = options.DiversityLambda ?? asked.DiversityLambda,
    };
}
