using Microsoft.Extensions.AI;
using ProductSpace.Generations;

namespace ProductSpace.Hosting;

/// <summary>
/// Searches a shop by a text, for shops whose vectors come from a model of texts: the same model, as an
/// <see cref="IEmbeddingGenerator{TInput, TEmbedding}"/>, makes the vector of the query.
/// </summary>
public static class TextSearch
{
    /// <summary>
    /// Makes the vector of a text, then searches by it. The generator is awaited before a generation is held, so that a
    /// slow model keeps no old generation in memory.
    /// </summary>
    /// <param name="shop">The shop.</param>
    /// <param name="generator">The model that also made the products' vectors.</param>
    /// <param name="text">What the shopper looks for.</param>
    /// <param name="count">Number of products wanted, 1 or more.</param>
    /// <param name="filter">A filter of this shop; null for all products.</param>
    /// <param name="options">Options of the search; their <see cref="SearchOptions.Filter"/> must be null.</param>
    /// <param name="key">Whom the answer is for; decides the variant of an experiment.</param>
    /// <param name="cancellationToken">Cancels the generator and the search.</param>
    /// <exception cref="ArgumentException">The text is empty, or an option is invalid.</exception>
    /// <exception cref="InvalidOperationException">
    /// The generator's vectors have another dimension than the shop's: it is another model.
    /// </exception>
    /// <exception cref="ShopUnavailableException">The shop cannot be opened.</exception>
    public static async Task<TextAnswer> SearchTextAsync(
        this ProductShop shop,
        IEmbeddingGenerator<string, Embedding<float>> generator,
        string text,
        int count,
        BoundFilter? filter = null,
        SearchOptions options = default,
        string? key = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(shop);
        ArgumentNullException.ThrowIfNull(generator);
        ArgumentException.ThrowIfNullOrWhiteSpace(text);
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        if (options.Filter is not null)
        {
            throw new ArgumentException(
                "SearchOptions.Filter belongs to one generation; hand the shop's filter over as `filter`",
                nameof(options));
        }

        ReadOnlyMemory<float> vector = await generator
            .GenerateVectorAsync(text, cancellationToken: cancellationToken)
            .ConfigureAwait(false);
        return Search(shop, vector.Span, count, filter, options with { CancellationToken = cancellationToken }, key);
    }

    private static TextAnswer Search(
        ProductShop shop,
        ReadOnlySpan<float> vector,
        int count,
        BoundFilter? filter,
        in SearchOptions options,
        string? key)
    {
        using IndexLease lease = shop.Acquire(key);
        ProductIndex index = lease.Index;
        if (vector.Length != index.Dimension)
        {
            throw new InvalidOperationException(
                $"the generator makes vectors of {vector.Length} numbers, and shop \"{shop.Name}\" holds vectors of "
                + $"{index.Dimension}; use the model that made the products' vectors");
        }

        Neighbor[] hits = new Neighbor[Math.Min(count, Math.Max(1, index.EndOrdinal))];
        SearchResult result = lease.Search(
            vector, hits, filter is null ? options : options with { Filter = lease.Filter(filter) });
        return new TextAnswer(index.Describe(hits.AsSpan(0, result.Count)), result, lease.Variant);
    }
}

/// <summary>Products that a text leads to.</summary>
/// <param name="Products">The products, nearest first.</param>
/// <param name="Result">What the search did.</param>
/// <param name="Variant">Label of the experiment's variant that answered; null without one.</param>
public sealed record TextAnswer(IReadOnlyList<ProductHit> Products, SearchResult Result, string? Variant);
