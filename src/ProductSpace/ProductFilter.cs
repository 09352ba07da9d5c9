using ProductSpace.Filtering;

namespace ProductSpace;

/// <summary>
/// A compiled filter: the set of products that match, made once by <see cref="ProductIndex.CreateFilter"/> and used by any
/// number of searches of that index, from any thread, without allocation. It stays valid as long as the index is open.
/// </summary>
public sealed class ProductFilter
{
    private readonly RowSet[] _sets;

    internal ProductFilter(ProductIndex owner, RowSet[] sets)
    {
        Owner = owner;
        _sets = sets;
    }

    /// <summary>Products that match.</summary>
    public int Count => _sets[0].Count;

    internal ProductIndex Owner { get; }

    /// <summary>True where the product matches.</summary>
    public bool Contains(int ordinal) => ordinal >= 0 && _sets[0].Contains(ordinal);

    internal RowSet SetOf(Space space) => _sets[(int)space];
}
