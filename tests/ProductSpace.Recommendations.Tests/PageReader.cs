namespace ProductSpace.Recommendations.Tests;

/// <summary>Reads pages and says what is wrong with them; used on cursors and on broken twins of them.</summary>
internal static class PageReader
{
    public delegate SearchResult Page(Span<Neighbor> page);

    /// <summary>Pages until one is not full, of lengths that come in turn.</summary>
    public static List<Neighbor[]> ReadAll(Page next, params int[] lengths)
    {
        List<Neighbor[]> pages = [];
        for (int i = 0; i < 100_000; i++)
        {
            Neighbor[] page = new Neighbor[lengths[i % lengths.Length]];
            SearchResult result = next(page);
            Assert.False(result.Truncated);
            pages.Add(page[..result.Count]);
            if (result.Count < page.Length)
            {
                return pages;
            }
        }

        throw new InvalidOperationException("the pages do not end");
    }

    /// <summary>Null where the pages are the ranks of the exact answer, one after the other.</summary>
    public static string? ExactDifference(List<Neighbor[]> pages, Neighbor[] exact) =>
        pages.SelectMany(page => page).SequenceEqual(exact) ? null : "other neighbors than the exact answer";

    /// <summary>Null where the pages together are what the exact answer holds, each once, and each page is in order.</summary>
    public static string? ContractDifference(List<Neighbor[]> pages, Neighbor[] exact)
    {
        Neighbor[] all = [.. pages.SelectMany(page => page)];
        if (all.Select(hit => hit.Ordinal).Distinct().Count() != all.Length)
        {
            return "a product twice";
        }

        if (!all.Order(ByRank).SequenceEqual(exact.Order(ByRank)))
        {
            return $"{all.Length} products in place of {exact.Length}, or others";
        }

        // Similarities are rounded for the caller: ties of these need not go by ordinal.
        return pages.TrueForAll(page => page.Zip(page.Skip(1)).All(pair => pair.First.Similarity >= pair.Second.Similarity)) ? null : "a page out of order";
    }

    private static Comparer<Neighbor> ByRank { get; } = Comparer<Neighbor>.Create((a, b) => a.Similarity != b.Similarity ? b.Similarity.CompareTo(a.Similarity) : a.Ordinal.CompareTo(b.Ordinal));
}
