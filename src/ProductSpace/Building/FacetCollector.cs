using System.Text;
using ProductSpace.Memory;
using ProductSpace.Snapshot;

namespace ProductSpace.Building;

/// <summary>
/// Collects the facets of a catalogue while it is read: the values met so far and the products that have them. Values
/// are trimmed; several of one product are separated by '|' and deduplicated; empty ones are ignored.
/// </summary>
internal sealed class FacetCollector
{
    private readonly Dictionary<string, int>[] _numbers;
    private readonly List<string>[] _values;
    private readonly List<(int Value, int Product)>[] _members;

    public FacetCollector(IReadOnlyList<string> names)
    {
        Names = AttributeNames.Of(names, FacetColumns.MaxFacets, "facet");
        _numbers = Make(() => new Dictionary<string, int>());
        _values = Make(() => new List<string>());
        _members = Make(() => new List<(int, int)>());
    }

    public IReadOnlyList<string> Names { get; }

    /// <summary>Values of a facet in the order of their first occurrence.</summary>
    public IReadOnlyList<string> ValuesOf(int facet) => _values[facet];

    /// <summary>
    /// Members of a facet as (value, product); a product can occur under several values, once under each.
    /// </summary>
    public List<(int Value, int Product)> MembersOf(int facet) => _members[facet];

    /// <summary>Removes the members that rows of one product repeat.</summary>
    public void RemoveRepeated()
    {
        HashSet<(int, int)> seen = [];
        foreach (List<(int Value, int Product)> members in _members)
        {
            seen.Clear();
            members.RemoveAll(member => !seen.Add(member));
        }
    }

    /// <summary>Counts the products that have a value of a facet.</summary>
    public int ProductsOf(int facet)
    {
        HashSet<int> products = [];
        foreach ((int _, int product) in _members[facet])
        {
            products.Add(product);
        }

        return products.Count;
    }

    public void Add(CatalogProduct row, int product, string where)
    {
        if (row.Facets.Count > Names.Count)
        {
            throw new BuildInputException(
                $"{where}: {row.Facets.Count} facet values, but {Names.Count} facets were named; name all of them in "
                    + "UseCatalog");
        }

        for (int facet = 0; facet < row.Facets.Count; facet++)
        {
            string cell = NormalForm.Of(row.Facets[facet]);
            if (!cell.Contains('|', StringComparison.Ordinal))
            {
                Add(facet, cell, product, where);
                continue;
            }

            HashSet<string> own = [];
            foreach (string value in cell.Split('|', StringSplitOptions.TrimEntries))
            {
                if (own.Add(value))
                {
                    Add(facet, value, product, where);
                }
            }
        }
    }

    private void Add(int facet, string cell, int product, string where)
    {
        string value = cell.Trim();
        if (value.Length == 0)
        {
            return;
        }

        if (!_numbers[facet].TryGetValue(value, out int number))
        {
            number = Make(facet, value, where);
        }

        _members[facet].Add((number, product));
    }

    private int Make(int facet, string value, string where)
    {
        if (Encoding.UTF8.GetByteCount(value) > FacetColumns.MaxValueBytes)
        {
            throw new BuildInputException(
                $"{where}: the value of facet \"{Names[facet]}\" has {Encoding.UTF8.GetByteCount(value)} bytes, and "
                    + $"the maximum is {FacetColumns.MaxValueBytes}; shorten it, or leave this column out");
        }

        if (value.AsSpan().IndexOfAnyInRange('\uD800', '\uDFFF') >= 0
            && Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(value)) != value)
        {
            throw new BuildInputException(
                $"{where}: the value of facet \"{Names[facet]}\" is not valid text (half of a surrogate pair); correct "
                    + "the cell");
        }

        int number = _values[facet].Count;
        if (number == FacetColumns.MaxValues)
        {
            throw new BuildInputException(
                $"{where}: facet \"{Names[facet]}\" has more than {FacetColumns.MaxValues} values; leave the column "
                    + "out, because names or ids are not facets");
        }

        _values[facet].Add(value);
        _numbers[facet].Add(value, number);
        return number;
    }

    private T[] Make<T>(Func<T> make)
    {
        T[] all = new T[Names.Count];
        for (int i = 0; i < all.Length; i++)
        {
            all[i] = make();
        }

        return all;
    }
}
