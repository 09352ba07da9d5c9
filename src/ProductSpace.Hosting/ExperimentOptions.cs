namespace ProductSpace.Hosting;

/// <summary>
/// An A/B test: each caller's key (of a shopper, say) belongs to one of the variants, always the same one, in every process,
/// by a hash of the experiment's name and the key. Where weights change, keys move only into variants whose weight grew and
/// out of variants whose weight shrank: never between two that keep theirs.
/// </summary>
public sealed class ExperimentOptions
{
    /// <summary>Its name; another name divides the shoppers anew. Needed.</summary>
    public string Name { get; set; } = string.Empty;

    /// <summary>Two or more variants.</summary>
    public IList<VariantOptions> Variants { get; set; } = [];
}
