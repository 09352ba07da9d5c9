using ProductSpace.Delta;

namespace ProductSpace;

/// <summary>
/// Searches of <see cref="ProductIndex"/> that return lists, for callers who do not count allocations.
/// </summary>
public sealed partial class ProductIndex
{
    /// <summary>
    /// Returns products that are like a product, best first: for "similar products" on its page. The product itself is
    /// not among them. An id that the snapshot does not know has an empty list.
    /// </summary>
    /// <param name="id">Product id.</param>
    /// <param name="count">Number of products wanted; fewer are returned where fewer match.</param>
    /// <param name="options">Filter, recall target and more.</param>
    /// <example><code>
    /// foreach (ProductHit hit in index.Similar("p-17", 12))
    /// {
    ///     Console.WriteLine($"{hit.Id}  {hit.Name}  {hit.Price}");
    /// }
    /// </code></example>
    /// <exception cref="ArgumentException">an option is out of range.</exception>
    /// <exception cref="ObjectDisposedException">the index is closed.</exception>
    public IReadOnlyList<ProductHit> Similar(string id, int count, in SearchOptions options = default)
    {
        ArgumentNullException.ThrowIfNull(id);
        return List([id], count, options with { Space = Space.Similar });
    }

    /// <summary>
    /// Returns products that a shopper is likely to view next, best first. Asks the Next space where the snapshot has
    /// one, else Similar. A session without a known product has an empty list.
    /// </summary>
    /// <param name="viewed">Ids of the viewed products, oldest first; unknown ones are ignored.</param>
    /// <param name="count">Number of products wanted; fewer are returned where fewer match.</param>
    /// <param name="options">Filter, recall target and more.</param>
    /// <example><code>IReadOnlyList&lt;ProductHit&gt; next = index.Next(["p-17", "p-4711"], 12);</code></example>
    /// <exception cref="ArgumentException">an option is out of range.</exception>
    /// <exception cref="ObjectDisposedException">the index is closed.</exception>
    public IReadOnlyList<ProductHit> Next(IEnumerable<string> viewed, int count, in SearchOptions options = default)
    {
        ArgumentNullException.ThrowIfNull(viewed);
        return List([.. viewed], count, options with { Space = null });
    }

    private ProductHit[] List(string[] viewed, int count, in SearchOptions options)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        Neighbor[] hits = new Neighbor[Math.Min(count, DeltaLog?.EndOrdinal ?? Count)];
        int found = SearchSession(viewed, hits, options).Count;
        return Describe(hits.AsSpan(0, found));
    }

    /// <summary>Returns hits with what a shop shows of them.</summary>
    internal ProductHit[] Describe(ReadOnlySpan<Neighbor> hits)
    {
        string[] columns = Columns.PayloadColumns;
        string? name = Array.IndexOf(columns, "name") >= 0 ? "name"
            : Array.IndexOf(columns, "title") >= 0 ? "title" : null;
        ProductHit[] products = new ProductHit[hits.Length];
        for (int i = 0; i < hits.Length; i++)
        {
            int ordinal = hits[i].Ordinal;
            products[i] = new ProductHit(
                GetProductId(ordinal),
                hits[i].Similarity,
                GetCategory(ordinal),
                name is null ? null : GetPayload(ordinal, name),
                GetPrice(ordinal));
        }

        return products;
    }
}
