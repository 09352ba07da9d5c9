namespace ProductSpace.Hosting.Experiments;

/// <summary>The experiment of an open shop: assigns keys to its variants.</summary>
internal sealed class Experiment
{
    private readonly VariantAssignment _assignment;

    /// <summary>Takes options that were checked before.</summary>
    public Experiment(ExperimentOptions options)
    {
        Name = options.Name;
        PinnedGenerations = [.. options.Variants.Select(variant => variant.Generation).OfType<int>().Distinct()];
        Variants = [.. options.Variants.Select(variant => new Variant(variant, FollowerOf(variant)))];
        _assignment = new VariantAssignment(
            options.Name,
            [.. options.Variants.Select(variant => variant.Label)],
            [.. options.Variants.Select(variant => variant.Weight)]);
    }

    public string Name { get; }

    public Variant[] Variants { get; }

    /// <summary>
    /// Generations other than the current one that variants answer from; their followers come after the first.
    /// </summary>
    public int[] PinnedGenerations { get; }

    /// <summary>Returns the index of the key's variant.</summary>
    public int IndexOf(ReadOnlySpan<char> key) => _assignment.IndexOf(key);

    private int FollowerOf(VariantOptions variant) =>
        variant.Generation is int generation ? 1 + Array.IndexOf(PinnedGenerations, generation) : 0;
}
