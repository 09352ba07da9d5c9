using System.Runtime.CompilerServices;

namespace ProductSpace.Recommendations.Placements;

/// <summary>
/// The placements of one index by name: the built-in ones, and those of its snapshot in their place. Made at the first
/// question and kept as long as the index lives. Immutable, safe from any thread.
/// </summary>
internal sealed class PlacementSet
{
    /// <summary>Name of the attachment in a snapshot.</summary>
    public const string Attachment = "placements";

    private static readonly ConditionalWeakTable<ProductIndex, PlacementSet> s_sets = [];

    private readonly Dictionary<string, Placement> _placements = [];

    private PlacementSet(ProductIndex index)
    {
        foreach (string name in BuiltInPlacements.Names)
        {
            _placements[name] = BuiltInPlacements.Find(name, index.Tables)!;
        }

        if (index.GetAttachment(Attachment) is byte[] stored)
        {
            foreach ((string name, Placement placement) in PlacementDocument.Parse(stored, index.Tables))
            {
                _placements[name] = placement;
            }
        }

        string[] names = [.. _placements.Keys];
        Array.Sort(names, string.CompareOrdinal);
        Names = names;
    }

    /// <summary>All names, in the order of their letters.</summary>
    public IReadOnlyList<string> Names { get; }

    public Placement? Find(string name) => _placements.GetValueOrDefault(name);

    /// <summary>Returns the set of an index; allocates only at the first question.</summary>
    public static PlacementSet Of(ProductIndex index) => s_sets.TryGetValue(index, out PlacementSet? set)
        ? set
        : s_sets.GetValue(index, static one => new PlacementSet(one));
}
