using System.Runtime.CompilerServices;

namespace ProductSpace.Hosting.Experiments;

/// <summary>The experiment of an open shop: division of keys, and the variants in its order.</summary>
internal sealed class Experiment(string name, Division division, Variant[] variants)
{
    public string Name { get; } = name;

    public Variant[] Variants { get; } = variants;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public Variant Of(ReadOnlySpan<char> key) => Variants[division.PlaceOf(key)];

    /// <param name="options">Checked before.</param>
    /// <param name="generations">The generations other than the current that variants answer from, in the order of their followers from 1 on.</param>
    public static Experiment? Make(ExperimentOptions? options, out int[] generations)
    {
        generations = options is null ? [] : [.. options.Variants.Where(variant => variant.Generation is not null).Select(variant => variant.Generation!.Value).Distinct()];
        if (options is null)
        {
            return null;
        }

        int[] pinned = generations;
        Variant[] variants = [.. options.Variants.Select(variant => new Variant(variant, variant.Generation is int number ? 1 + Array.IndexOf(pinned, number) : 0))];
        return new Experiment(options.Name, new Division(options.Name, [.. options.Variants.Select(variant => variant.Label)], [.. options.Variants.Select(variant => variant.Weight)]), variants);
    }
}
