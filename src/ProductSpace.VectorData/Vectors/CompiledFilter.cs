using ProductSpace.VectorData.Filters;

namespace ProductSpace.VectorData.Vectors;

/// <summary>
/// A filter, and the rows of one sealed base that match it. The index's own filter is made when a search first needs
/// it. Thread-safe.
/// </summary>
internal sealed class CompiledFilter(FilterNode node, ulong[] rows)
{
    private readonly Dictionary<VectorIndex, ProductFilter> _products = [];

    public FilterNode Node { get; } = node;

    /// <summary>One bit a row; those at or above the number of rows are zero.</summary>
    public ulong[] Rows { get; } = rows;

    /// <summary>The filter for searches of an index.</summary>
    public ProductFilter In(VectorIndex index)
    {
        lock (_products)
        {
            if (!_products.TryGetValue(index, out ProductFilter? filter))
            {
                filter = index.Index.CreateFilter(f => f.Bitmap(index.ToOrdinals(Rows)));
                _products.Add(index, filter);
            }

            return filter;
        }
    }
}
