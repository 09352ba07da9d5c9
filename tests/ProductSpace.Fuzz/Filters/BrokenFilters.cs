using ProductSpace.Delta;
using ProductSpace.Filtering;

namespace ProductSpace.Fuzz.Filters;

/// <summary>Broken evaluations of filters that the harness has to find.</summary>
internal static class BrokenFilters
{
    public static readonly string[] Names = ["one-more", "behind", "unstable"];

    public static FilterTarget Find(string name, byte[][] snapshots)
    {
        int times = 0;
        return name switch
        {
            "" => new FilterTarget(snapshots),
            "one-more" => new Spoiled(snapshots, words => words[0] |= 1),
            "behind" => new Spoiled(snapshots, words => words[^1] |= 1UL << 63),
            "unstable" => new Spoiled(snapshots, words => words[0] ^= times++ % 2 == 0 ? 0UL : 1),
            _ => throw new ArgumentException($"no twin {name}; there are: {string.Join(", ", Names)}"),
        };
    }

    private sealed class Spoiled(byte[][] snapshots, Action<ulong[]> spoil) : FilterTarget(snapshots)
    {
        protected override ulong[] Evaluate(FilterForm form, FilterDraft scope)
        {
            ulong[] words = base.Evaluate(form, scope);
            spoil(words);
            return words;
        }
    }
}
