using ProductSpace.Delta;
using ProductSpace.Planning;
using ProductSpace.Snapshot;

namespace ProductSpace;

/// <summary>
/// A compiled filter: the set of products that match, made by <see cref="ProductIndex.CreateFilter"/> and used by any
/// number of searches of that index, from any thread, without allocation. It stays valid as long as the index is open.
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

    /// <summary>Products of the snapshot that match, exactly, known before any search; what a delta says of them is not counted.</summary>
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

    /// <summary>True where the product matches; false for an ordinal outside of the snapshot.</summary>
    public bool Contains(int ordinal) => ordinal >= 0 && _spaces[0].Rows.Contains(ordinal);

    /// <summary>The filter over the slots of a space.</summary>
    internal SpaceFilter In(Space space) => _spaces[(int)space];

    /// <summary>The plans of the requests made under this filter.</summary>
    internal PlanMemo PlansIn(Space space) => _plans[(int)space];
}
