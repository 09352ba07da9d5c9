using System.Diagnostics.CodeAnalysis;
using System.Text;
using ProductSpace.Delta;
using ProductSpace.Memory;
using ProductSpace.Snapshot;

namespace ProductSpace;

/// <summary>Facets of single products of <see cref="ProductIndex"/>.</summary>
public sealed partial class ProductIndex
{
    /// <summary>
    /// Gets the value of a facet that a product has, such as its brand; of several values the first in the order of
    /// their UTF-8 bytes. The first call for a facet reads all of its values once.
    /// </summary>
    /// <param name="ordinal">Ordinal of the product.</param>
    /// <param name="facet">Name of the facet.</param>
    /// <param name="value">Value; null where the product has none.</param>
    /// <returns>Whether the product has a value of this facet.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The ordinal is not that of a product.</exception>
    /// <exception cref="ArgumentException">The snapshot has no such facet; the message names the nearest.</exception>
    public bool TryGetFacet(int ordinal, string facet, [NotNullWhen(true)] out string? value)
    {
        (int number, string name) = FacetNumber(facet, DeltaLog);
        string[] first = Read(
            ordinal,
            (_, product) => FirstOf(number, product),
            (_, said, _) => ValuesOf(number < 0 ? said.NewFacets?.Of(name) : said.FacetOf(number))) ?? [];
        value = first.Length == 0 ? null : first[0];
        return value is not null;
    }

    /// <summary>Returns all values of a facet that a product has, in the order of their UTF-8 bytes.</summary>
    /// <param name="ordinal">Ordinal of the product.</param>
    /// <param name="facet">Name of the facet.</param>
    /// <exception cref="ArgumentOutOfRangeException">The ordinal is not that of a product.</exception>
    /// <exception cref="ArgumentException">The snapshot has no such facet; the message names the nearest.</exception>
    public IReadOnlyList<string> GetFacetValues(int ordinal, string facet)
    {
        (int number, string name) = FacetNumber(facet, DeltaLog);
        return Read(
            ordinal,
            (_, product) => AllOf(number, product),
            (_, said, _) => ValuesOf(number < 0 ? said.NewFacets?.Of(name) : said.FacetOf(number))) ?? [];
    }

    /// <summary>
    /// Returns the names of the facets: those of the snapshot, then those that only its delta's products have. Filters
    /// and this class take all of them; group limits take those of the snapshot.
    /// </summary>
    public IReadOnlyList<string> GetFacets() => [.. Columns.Facets.Names, .. DeltaLog?.NewFacets ?? []];

    /// <summary>Number of a facet in the snapshot, -1 for one that only the delta has, and its name.</summary>
    private (int Number, string Name) FacetNumber(string facet, DeltaLog? log)
    {
        string name = NormalForm.Of(facet ?? throw new ArgumentNullException(nameof(facet)));
        return (new ProductTerms(Columns).Facet(facet, log?.KnowsFacet(name) is true) ?? -1, name);
    }

    private string[] FirstOf(int facet, int product)
    {
        if (facet < 0)
        {
            return [];
        }

        GroupColumn column = _snapshot.Groups.OfFacet(facet);
        int group = column.GroupOf(product);
        return group < 0 ? [] : [Text(column.FirstValue + group)];
    }

    /// <summary>The group of a product is its first value: a product without a group has no value.</summary>
    private string[] AllOf(int facet, int product)
    {
        if (facet < 0)
        {
            return [];
        }

        GroupColumn column = _snapshot.Groups.OfFacet(facet);
        int group = column.GroupOf(product);
        List<string> values = [];
        int end = Columns.Facets.ValuesOf(facet).End;
        for (int value = column.FirstValue + Math.Max(0, group); group >= 0 && value < end; value++)
        {
            if (Columns.Facets.PostingOf(value).Contains(product))
            {
                values.Add(Text(value));
            }
        }

        return [.. values];
    }

    private string Text(int value) => Encoding.UTF8.GetString(Columns.Facets.TextOf(value));

    /// <summary>A delta keeps the values in the order of UTF-16, which differs above the basic plane.</summary>
    private static string[]? ValuesOf(DeltaFacet? said)
    {
        if (said is null)
        {
            return null;
        }

        string[] values = said.Text.Split('|', StringSplitOptions.RemoveEmptyEntries);
        Array.Sort(
            values,
            static (a, b) => Encoding.UTF8.GetBytes(a).AsSpan().SequenceCompareTo(Encoding.UTF8.GetBytes(b)));
        return values;
    }
}
