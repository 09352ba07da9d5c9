namespace ProductSpace.Hosting.Experiments;

/// <summary>One variant of an open shop: its label, who answers for it, and what it changes of a question.</summary>
internal sealed class Variant(VariantOptions options, int follower)
{
    public string Label { get; } = options.Label;

    /// <summary>Place among the followers of the open shop; 0 is the current generation's.</summary>
    public int Follower { get; } = follower;

    public bool ChangesOptions { get; } = options.TargetRecall is not null || options.EfSearch is not null || options.Decay is not null || options.DiversityLambda is not null;

    public void Apply(ref SearchOptions asked) => asked = asked with
    {
        TargetRecall = options.TargetRecall ?? asked.TargetRecall,
        EfSearch = options.EfSearch ?? asked.EfSearch,
        Decay = options.Decay ?? asked.Decay,
        DiversityLambda = options.DiversityLambda ?? asked.DiversityLambda,
    };
}
