namespace ProductSpace.Tests;

/// <summary>Asks everything of the facets of a snapshot that may be forged: names, values, filters, and none of it may fail otherwise than by name.</summary>
internal static class FacetQuestions
{
    /// <summary>Filters of the first values of each facet and of their opposites, at least one.</summary>
    public static ProductFilter[] Filters(ProductIndex index)
    {
        List<ProductFilter> filters = [index.CreateFilter(f => f.PriceBetween(0, 5000))];
        foreach (string facet in index.Info.Facets)
        {
            try
            {
                foreach ((string value, int products) in index.GetFacetValues(facet))
                {
                    if (products < 0 || products > index.Count)
                    {
                        throw new InvalidOperationException($"{value}: {products} products");
                    }

                    filters.Add(index.CreateFilter(f => f.Facet(facet, value), allowUnknown: true));
                    filters.Add(index.CreateFilter(f => f.FacetNoneOf(facet, value).InStock(), allowUnknown: true));
                }

                index.CreateFilter(f => f.Facet(facet, "no such value"));
            }
            catch (ArgumentException exception) when (exception.Message.Contains("has no value", StringComparison.Ordinal) || exception.Message.Contains("no facet", StringComparison.Ordinal))
            {
                // Forged names stand twice or are no text; the value asked for last is not known by intention.
            }
            catch (SnapshotException exception) when (exception.Message.Contains("overlap", StringComparison.Ordinal))
            {
                // Texts that would multiply are refused when they are listed.
            }
        }

        foreach (ProductFilter filter in filters)
        {
            int count = 0;
            for (int ordinal = 0; ordinal < index.Count; ordinal++)
            {
                count += filter.Contains(ordinal) ? 1 : 0;
            }

            if (count != filter.Count)
            {
                throw new InvalidOperationException($"{filter.Count} matches are told of, {count} are there");
            }
        }

        return [.. filters];
    }
}
