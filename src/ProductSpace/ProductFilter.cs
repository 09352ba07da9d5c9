using ProductSpace.Snapshot;

namespace ProductSpace;

/// <summary>
/// A compiled filter: the set of products that match, made by <see cref="ProductIndex.CreateFilter"/> and used by any
/// number of searches of that index, from any thread, without allocation. It stays valid as long as the index is open.
/// </summary>
public sealed class ProductFilter
{
    private readonly SpaceFilter[] _spaces;

    internal ProductFilter(ProductIndex owner, SpaceFilter[] spaces)
    {
        Owner = owner;
        _spaces = spaces;
    }

    /// <summary>Products of the snapshot that match, exactly, known before any search; what a delta says of them is not counted.</summary>
    public int Count => _spaces[0].Rows.Count;

    internal ProductIndex Owner { get; }

    internal long Bytes
    {
        get
        {
            long bytes = _spaces[0].Passes.Bytes;
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
}
