using ProductSpace.Snapshot;

namespace ProductSpace;

/// <summary>
/// Compiled filter: the set of products that match. Made by <see cref="ProductIndex.CreateFilter"/> for searches of
/// that index; usable from any thread, without allocation, as long as the index is open.
/// </summary>
public sealed class ProductFilter
{
    private readonly SpaceFilter[] _spaces;

    internal ProductFilter(ProductIndex owner, SpaceFilter[] spaces)
    {
        Owner = owner;
        _spaces = spaces;
    }

    /// <summary>Exact number of products of the snapshot that match; changes by a delta are not counted.</summary>
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

    /// <summary>Returns whether a product of the snapshot matches.</summary>
    /// <param name="ordinal">Ordinal of the product; any other number does not match.</param>
    public bool Contains(int ordinal) => ordinal >= 0 && _spaces[0].Rows.Contains(ordinal);

    /// <summary>The filter over the slots of a space.</summary>
    internal SpaceFilter In(Space space) => _spaces[(int)space];
}
