namespace ProductSpace.Cli.Catalog;

/// <summary>
/// The first row of each product, by the rule of a build: a row belongs to the product with its own id; where nobody
/// knows that, to the product that it is a variant of. Of products that nobody knows, the variants are one product
/// where the known ones are met by their groups rather than by their own ids.
/// </summary>
internal sealed class VariantRows(Func<string, bool> isKnown)
{
    private readonly HashSet<string> _seen = new(StringComparer.Ordinal);
    private long _byId;
    private long _byGroup;

    /// <summary>Whether the ids that the shop's shoppers view are those of groups; known after all rows.</summary>
    public bool AreProductsGroups => _byGroup > _byId;

    /// <summary>Returns a row under the id of its product; null if that had a row before.</summary>
    public CatalogProduct? FirstOf(CatalogProduct row)
    {
        if (isKnown(row.Id))
        {
            _byId++;
        }
        else if (row.GroupId is string group && isKnown(group))
        {
            _byGroup++;
            row = row with { Id = group };
        }

        return _seen.Add(row.Id) ? row : null;
    }

    /// <summary>Returns products that nobody knows, each once, under the ids that they get.</summary>
    public List<T> Merge<T>(List<(T Product, string? Group)> unknown, Func<T, string, T> withId)
    {
        if (!AreProductsGroups)
        {
            return unknown.ConvertAll(one => one.Product);
        }

        List<T> products = [];
        foreach ((T product, string? group) in unknown)
        {
            if (group is null)
            {
                products.Add(product);
            }
            else if (_seen.Add(group))
            {
                products.Add(withId(product, group));
            }
        }

        return products;
    }
}
