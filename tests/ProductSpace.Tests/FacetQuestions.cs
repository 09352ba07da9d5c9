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
                    filters.Add(index.CreateFilter(f => f.FacetNone(facet, value).InStock(), allowUnknown: true));
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

        double[] numbers = new double[64];
        foreach (string column in index.Info.NumberColumns)
        {
            index.GetNumberSpan(column);
            filters.Add(index.CreateFilter(f => f.Between(column, 2, 40)));
            filters.Add(index.CreateFilter(f => f.Not(g => g.AtLeast(column, 38)).InStock()));
            for (int ordinal = 0; ordinal < index.Count; ordinal++)
            {
                if (index.GetNumbers(ordinal, column, numbers) is < 0 or > 64)
                {
                    throw new InvalidOperationException($"{column}: numbers of {ordinal}");
                }
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

    /// <summary>Answers with at most one product of a facet's value or of a category: whatever the file says, no product twice.</summary>
    public static int AskDiverse(ProductIndex index, Space space, float[] query, Span<Neighbor> hits)
    {
        int count = 0;
        for (int kind = 0; kind < index.Info.Facets.Count + 2; kind++)
        {
            bool byFacet = kind < index.Info.Facets.Count;
            SearchOptions options = new()
            {
                Space = space,
                DiversityLambda = 0.5f,
                GroupLimit = byFacet
                    ? GroupLimit.ByFacet(index.Info.Facets[kind], 1)
                    : GroupLimit.ByCategory(1 + kind - index.Info.Facets.Count, 1),
            };
            try
            {
                index.Search(query, hits, options);
                count = index.SearchExact(query, hits, options with { MaxScoredVectors = 1 << 20 }).Count;
                HashSet<int> ordinals = [];
                for (int i = 0; i < count; i++)
                {
                    if (!ordinals.Add(hits[i].Ordinal))
                    {
                        throw new InvalidOperationException($"product {hits[i].Ordinal} stands twice in an answer");
                    }
                }
            }
            catch (SnapshotException exception) when (exception.Message.Contains("overlap", StringComparison.Ordinal))
            {
                // Postings that would multiply are refused when their table is made.
            }
        }

        return count;
    }
}
