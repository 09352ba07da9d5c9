namespace ProductSpace.Hosting;

/// <summary>
/// An A/B test. A hash of the experiment's name and the caller's key (a shopper's number, say) assigns each key to one
/// variant, always the same one, in every process. If weights change, keys move only into variants whose weight grew
/// and out of variants whose weight shrank: never between two that keep theirs.
/// </summary>
public sealed class ExperimentOptions
{
    /// <summary>Name of the experiment. Required. Another name assigns all shoppers again.</summary>
    public string Name { get; set; } = string.Empty;

    /// <summary>Two or more variants.</summary>
    public IList<VariantOptions> Variants { get; set; } = [];
}
