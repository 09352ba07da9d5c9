using ProductSpace.Memory;
using ProductSpace.Search;
using ProductSpace.Snapshot;

namespace ProductSpace;

/// <summary>What a snapshot holds beside its vectors: item tables, popularity, attachments.</summary>
public sealed partial class ProductIndex
{
    /// <summary>Names of the item tables, in the order in which they were built; empty if there are none.</summary>
    public IReadOnlyList<string> Tables => Info.Tables;

    /// <summary>True if the snapshot knows how popular its products are.</summary>
    public bool HasPopularity => Info.HasPopularity;

    /// <summary>Names of the attachments, in the order in which they were built; empty if there are none.</summary>
    public IReadOnlyList<string> Attachments => Info.Attachments;

    /// <summary>
    /// Copies named bytes that were put into the snapshot; see <see cref="ProductIndexBuilder.Attach"/>. They are as
    /// trustworthy as the file: check them before use.
    /// </summary>
    /// <param name="name">Name of the attachment.</param>
    /// <returns>The bytes; null where there is no attachment of this name.</returns>
    /// <exception cref="ObjectDisposedException">The index is closed.</exception>
    public byte[]? GetAttachment(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        Enter();
        try
        {
            return _snapshot.Attachments.Copy(name);
        }
        finally
        {
            Exit();
        }
    }

    /// <summary>Copies the row of a product in an item table: what is to be shown after it, best first.</summary>
    /// <param name="table">Place of the table in <see cref="Tables"/>.</param>
    /// <param name="ordinal">Ordinal of the product. A product of a delta has no row.</param>
    /// <param name="entries">
    /// Receives ordinals and weights, which are above 0, in place of similarities. A row can be longer.
    /// </param>
    /// <returns>Number of entries written.</returns>
    /// <exception cref="ArgumentOutOfRangeException">There is no such table or product.</exception>
    /// <exception cref="ObjectDisposedException">The index is closed.</exception>
    public int ReadTable(int table, int ordinal, Span<Neighbor> entries)
    {
        ItemTableView[] tables = _snapshot.Tables;
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)table, (uint)tables.Length, nameof(table));
        CheckOrdinal(ordinal);
        if (ordinal >= Count)
        {
            return 0;
        }

        Enter();
        try
        {
            return tables[table].Read(ordinal, entries);
        }
        finally
        {
            Exit();
        }
    }

    /// <summary>
    /// Returns how popular a product was in the log that the snapshot was built with; 0 where that is unknown.
    /// </summary>
    /// <param name="ordinal">Ordinal of the product.</param>
    /// <exception cref="ArgumentOutOfRangeException">The ordinal is not that of a product.</exception>
    /// <exception cref="ObjectDisposedException">The index is closed.</exception>
    public float GetPopularity(int ordinal)
    {
        CheckOrdinal(ordinal);
        Enter();
        try
        {
            return ordinal < Count && _snapshot.Popularity is PopularityView popularity ? popularity[ordinal] : 0;
        }
        finally
        {
            Exit();
        }
    }

    /// <summary>
    /// Returns whether a product became more popular (above 0) or less (below 0) at the end of the log that the
    /// snapshot was built with, in doublings of what is usual for it; 0 where that is unknown.
    /// </summary>
    /// <param name="ordinal">Ordinal of the product.</param>
    /// <exception cref="ArgumentOutOfRangeException">The ordinal is not that of a product.</exception>
    /// <exception cref="ObjectDisposedException">The index is closed.</exception>
    public float GetPopularityTrend(int ordinal)
    {
        CheckOrdinal(ordinal);
        Enter();
        try
        {
            return ordinal < Count && _snapshot.Popularity is PopularityView popularity
                ? popularity.TrendOf(ordinal)
                : 0;
        }
        finally
        {
            Exit();
        }
    }

    /// <summary>Scores listed products by their popularity. Nothing is allocated.</summary>
    /// <param name="ordinals">Products to score, in any order.</param>
    /// <param name="scores">
    /// Receives the popularity of each product, 0 where it is unknown; NaN for one that a search with these options
    /// could not return: gone, excluded, outside the filter.
    /// </param>
    /// <param name="options">Filter and exclusions; nothing else is used.</param>
    /// <exception cref="ArgumentException">There are too few places, or the filter is of another index.</exception>
    /// <exception cref="ObjectDisposedException">The index is closed.</exception>
    public void ScorePopularity(ReadOnlySpan<int> ordinals, Span<float> scores, in SearchOptions options = default)
    {
        CheckOptions(options, Space.Similar);
        CheckPlaces(ordinals, scores);
        SearchContext context = ScratchPool<SearchContext>.Rent(Count);
        Enter();
        try
        {
            context.Attach(DeltaIn(Space.Similar), options.Filter?.DeltaMatches);
            QueryPreparation.Exclude(Columns, options, context);
            PopularList.Score(_snapshot, context, options.Filter?.In(Space.Similar).Rows, ordinals, scores);
        }
        finally
        {
            Return(context);
        }
    }

    /// <summary>
    /// Finds the most popular products that match: first those of a product's category, then of the categories above
    /// it, then of the whole shop. Writes exactly min(k, matching products); products of unknown popularity come last.
    /// Nothing is allocated.
    /// </summary>
    /// <param name="hits">
    /// Receives products with their popularity in place of a similarity; its length is k. The rest of it stays
    /// untouched.
    /// </param>
    /// <param name="like">Ordinal of a product whose category comes first; -1 for the whole shop at once.</param>
    /// <param name="options">Filter and exclusions; nothing else is used.</param>
    /// <returns>Number of products, and how many of them are of the category.</returns>
    /// <remarks>
    /// Lists of 64 products of each category answer; where filter and exclusions leave too few of them, all products
    /// are looked at.
    /// </remarks>
    /// <exception cref="ArgumentException">The filter is of another index.</exception>
    /// <exception cref="ObjectDisposedException">The index is closed.</exception>
    public (int Count, int OfCategory) MostPopular(
        Span<Neighbor> hits, int like = -1, in SearchOptions options = default)
    {
        CheckOptions(options, Space.Similar);
        if (hits.IsEmpty)
        {
            return default;
        }

        SearchContext context = ScratchPool<SearchContext>.Rent(Count);
        Enter();
        try
        {
            context.Attach(DeltaIn(Space.Similar), options.Filter?.DeltaMatches);
            QueryPreparation.Exclude(Columns, options, context);
            int category = (uint)like < (uint)Count ? Columns.CategoryOf(like) : -1;
            return PopularList.Fill(_snapshot, context, options.Filter?.In(Space.Similar).Rows, category, hits);
        }
        finally
        {
            Return(context);
        }
    }
}
