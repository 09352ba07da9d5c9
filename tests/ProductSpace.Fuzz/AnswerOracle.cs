namespace ProductSpace.Fuzz;

/// <summary>
/// Judges the answer of a search, whatever the file: no more hits than places, ordinals in range and each once, similarities
/// numbers in [-1, 1] (any number for dot products) and descending, nothing that was excluded or filtered out, bounded work, and twice the same.
/// </summary>
internal static class AnswerOracle
{
    /// <summary>Vectors that one search may compare, for each product and a few more: every strategy together looks at a row some times.</summary>
    public const int MostScoredOfProduct = 40;

    /// <exception cref="HostileFinding">the answer is not sound.</exception>
    public static void Check(in Asked asked, SearchResult result, ReadOnlySpan<Neighbor> hits, SearchResult again, ReadOnlySpan<Neighbor> hitsAgain)
    {
        if (result.Count < 0 || result.Count > hits.Length)
        {
            throw Finding(asked, $"{result.Count} hits in {hits.Length} places");
        }

        if (result != again || !hits.SequenceEqual(hitsAgain))
        {
            throw Finding(asked, "the same question has another answer the second time");
        }

        if (result.Scored < 0 || result.Scored > MostScoredOfProduct * (asked.Products + 10L))
        {
            throw Finding(asked, $"{result.Scored} vectors of {asked.Products} products were compared");
        }

        if (result.CellsScanned < 0 || result.CellsScanned > asked.Products)
        {
            throw Finding(asked, $"{result.CellsScanned} cells of {asked.Products} products were scanned");
        }

        for (int i = 0; i < result.Count; i++)
        {
            (int ordinal, float similarity) = hits[i];
            if ((uint)ordinal >= (uint)asked.Products)
            {
                throw Finding(asked, $"hit {i} is product {ordinal} of {asked.Products}");
            }

            if (!(asked.IsDot ? float.IsFinite(similarity) : similarity is >= -1 and <= 1))
            {
                throw Finding(asked, $"hit {i} has the similarity {similarity}");
            }

            if (asked.IsSorted && i > 0 && similarity > hits[i - 1].Similarity)
            {
                throw Finding(asked, $"hit {i} is nearer than the one before it");
            }

            if (asked.Filter is ProductFilter filter && !filter.Contains(ordinal))
            {
                throw Finding(asked, $"hit {i}, product {ordinal}, does not match the filter");
            }

            if (asked.Excluded.Contains(ordinal))
            {
                throw Finding(asked, $"hit {i}, product {ordinal}, was excluded");
            }

            for (int other = 0; other < i; other++)
            {
                if (hits[other].Ordinal == ordinal)
                {
                    throw Finding(asked, $"hits {other} and {i} are both product {ordinal}");
                }
            }
        }

        for (int i = result.Count; i < hits.Length; i++)
        {
            if (hits[i] != Untouched)
            {
                throw Finding(asked, $"place {i} behind the last hit was written");
            }
        }

        if (result.Count < asked.LeastHits)
        {
            throw Finding(asked, $"{result.Count} hits of a sound file, {asked.LeastHits} are there");
        }
    }

    /// <summary>What stands in every place before a question.</summary>
    public static Neighbor Untouched => new(int.MinValue, float.NegativeInfinity);

    private static HostileFinding Finding(in Asked asked, string problem) => new($"{asked.Question}: {problem}");
}

/// <summary>What the oracle knows of a question.</summary>
internal readonly ref struct Asked
{
    public required string Question { get; init; }

    /// <summary>Products that the file says it has.</summary>
    public required int Products { get; init; }

    /// <summary>Similarities descend; not so where the answer was made diverse.</summary>
    public bool IsSorted { get; init; }

    /// <summary>Whether similarities are dot products.</summary>
    public bool IsDot { get; init; }

    public ProductFilter? Filter { get; init; }

    /// <summary>Ordinals that may not be in the answer.</summary>
    public ReadOnlySpan<int> Excluded { get; init; }

    /// <summary>Hits that there must be: 0 for a file that nobody verified.</summary>
    public int LeastHits { get; init; }
}
