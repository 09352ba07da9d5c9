using ProductSpace.Delta;
using ProductSpace.Planning;
using ProductSpace.Snapshot;

namespace ProductSpace;

/// <summary>
/// Compiled filter: the set of products that match. Made by <see cref="ProductIndex.CreateFilter"/> for searches of
/// that index; usable from any thread, without allocation, as long as the index is open.
/// </summary>
public sealed class ProductFilter
{
    private const int PlansRemembered = 8;

    private readonly SpaceFilter[] _spaces;
    private readonly PlanMemo[] _plans;

    internal ProductFilter(ProductIndex owner, SpaceFilter[] spaces, DeltaMatches deltaMatches)
    {
        Owner = owner;
        DeltaMatches = deltaMatches;
        _spaces = spaces;
        _plans = new PlanMemo[spaces.Length];
        for (int space = 0; space < spaces.Length; space++)
        {
            _plans[space] = new PlanMemo(PlansRemembered);
        }
    }

    /// <summary>Exact number of products of the snapshot that match; changes by a delta are not counted.</summary>
    public int Count => _spaces[0].Rows.Count;

    internal ProductIndex Owner { get; }

    /// <summary>Which products of a delta match.</summary>
    internal DeltaMatches DeltaMatches { get; }

    internal long Bytes
    {
        get
        {
            long bytes = DeltaMatches.Bytes;
            foreach (SpaceFilter space in _spaces)
            {
                bytes += space.Bytes;
            }

            return bytes;
        }
    }

    /// <summary>Returns whether a product of the snapshot matches.</summary>
    /// <param name="ordinal">Ordinal of the product; any other number does not match.</param>
    public bool Contains(int ordinal) => ordinal >= 0 && _spaces[0].Rows.Contains(ordinal);

    /// <summary>The filter over the slots of a space.</summary>
    internal SpaceFilter In(Space space) => _spaces[(int)space];

    /// <summary>The plans of the requests made under this filter.</summary>
    internal PlanMemo PlansIn(Space space) => _plans[(int)space];
}
