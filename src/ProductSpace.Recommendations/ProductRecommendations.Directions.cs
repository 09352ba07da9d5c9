using ProductSpace.Memory;
using ProductSpace.Recommendations.Blending;

namespace ProductSpace.Recommendations;

/// <summary>Directions in the space: more of this, less of that.</summary>
public static partial class ProductRecommendations
{
    /// <summary>
    /// Finds products in a direction: near the sum of the vectors of some products, less those of others, plus an axis.
    /// The products themselves are left out.
    /// </summary>
    /// <param name="index">Index to ask.</param>
    /// <param name="plus">Ordinals of products to be like; at least one, or an axis.</param>
    /// <param name="minus">Ordinals of products to be unlike.</param>
    /// <param name="hits">Receives the results, best first; the rest of it stays untouched.</param>
    /// <param name="axis">A vector to add, such as one of <see cref="AxisBetween"/>; empty for none.</param>
    /// <param name="options">Options of the search; the space is Similar where none is named.</param>
    /// <exception cref="ArgumentException">
    /// An option is invalid, an ordinal is not that of a product, or the sum is zero.
    /// </exception>
    /// <exception cref="ObjectDisposedException">The index is closed.</exception>
    public static SearchResult Explore(
        this ProductIndex index,
        ReadOnlySpan<int> plus,
        ReadOnlySpan<int> minus,
        Span<Neighbor> hits,
        ReadOnlySpan<float> axis = default,
        in SearchOptions options = default) =>
        SearchDirection(index, plus, minus, hits, axis, options, exact: false);

    /// <summary>Finds products in a direction exactly, by comparing every matching product.</summary>
    /// <param name="index">Index to ask.</param>
    /// <param name="plus">Ordinals of products to be like; at least one, or an axis.</param>
    /// <param name="minus">Ordinals of products to be unlike.</param>
    /// <param name="hits">Receives the results, best first; the rest of it stays untouched.</param>
    /// <param name="axis">A vector to add, such as one of <see cref="AxisBetween"/>; empty for none.</param>
    /// <param name="options">Options of the search; the space is Similar where none is named.</param>
    /// <exception cref="ArgumentException">
    /// An option is invalid, an ordinal is not that of a product, or the sum is zero.
    /// </exception>
    /// <exception cref="ObjectDisposedException">The index is closed.</exception>
    public static SearchResult ExploreExact(
        this ProductIndex index,
        ReadOnlySpan<int> plus,
        ReadOnlySpan<int> minus,
        Span<Neighbor> hits,
        ReadOnlySpan<float> axis = default,
        in SearchOptions options = default) =>
        SearchDirection(index, plus, minus, hits, axis, options, exact: true);

    /// <summary>
    /// Computes the axis of an attribute: the mean vector of the products that match one filter, less that of those
    /// that match another, such as red less all, or dear less cheap. Add it to a product with <see cref="Explore"/>,
    /// times a number for a longer or shorter step.
    /// </summary>
    /// <param name="index">Index whose products are read: all that match, so keep the axis.</param>
    /// <param name="to">Filter of the products that the axis leads to.</param>
    /// <param name="from">Filter of the products that it leads away from; null for all products.</param>
    /// <param name="space">Space of the vectors.</param>
    /// <exception cref="ArgumentException">A filter matches nothing.</exception>
    /// <exception cref="ObjectDisposedException">The index is closed.</exception>
    public static float[] AxisBetween(
        this ProductIndex index, ProductFilter to, ProductFilter? from = null, Space space = Space.Similar)
    {
        ArgumentNullException.ThrowIfNull(index);
        ArgumentNullException.ThrowIfNull(to);
        double[] towards = Mean(index, to, space);
        double[] away = Mean(index, from, space);
        float[] axis = new float[towards.Length];
        for (int i = 0; i < axis.Length; i++)
        {
            axis[i] = (float)(towards[i] - away[i]);
        }

        return axis;
    }

    private static double[] Mean(ProductIndex index, ProductFilter? filter, Space space)
    {
        double[] sum = new double[index.Dimension];
        float[] vector = new float[index.Dimension];
        int count = 0;
        for (int ordinal = 0; ordinal < index.Count; ordinal++)
        {
            if (filter is null || filter.Contains(ordinal))
            {
                index.GetVector(ordinal, vector, space);
                for (int i = 0; i < sum.Length; i++)
                {
                    sum[i] += vector[i];
                }

                count++;
            }
        }

        return count > 0
            ? Array.ConvertAll(sum, number => number / count)
            : throw new ArgumentException("no product matches the filter, so that there is no axis", nameof(filter));
    }

    private static SearchResult SearchDirection(
        ProductIndex index,
        ReadOnlySpan<int> plus,
        ReadOnlySpan<int> minus,
        Span<Neighbor> hits,
        ReadOnlySpan<float> axis,
        in SearchOptions options,
        bool exact)
    {
        ArgumentNullException.ThrowIfNull(index);
        if (!axis.IsEmpty && axis.Length != index.Dimension)
        {
            throw new ArgumentException(
                $"the axis has {axis.Length} numbers, the snapshot's vectors {index.Dimension}", nameof(axis));
        }

        Space space = options.Space ?? Space.Similar;
        BlendScratch scratch = ScratchPool<BlendScratch>.Rent(index.Count);
        try
        {
            scratch.EnsureDirection(index.Dimension);
            Span<float> sum = scratch.Direction.AsSpan(0, index.Dimension);
            sum.Clear();
            axis.CopyTo(sum);
            Add(index, plus, 1, space, scratch);
            Add(index, minus, -1, space, scratch);
            scratch.BeginExcluded();
            scratch.Exclude(options.Exclude.Span);
            scratch.Exclude(plus);
            scratch.Exclude(minus);
            SearchOptions asked = options with
            {
                Space = space,
                Exclude = scratch.Excluded.AsMemory(0, scratch.ExcludedCount),
            };
            return exact ? index.SearchExact(sum, hits, asked) : index.Search(sum, hits, asked);
        }
        finally
        {
            ScratchPool<BlendScratch>.Return(index.Count, scratch);
        }
    }

    private static void Add(
        ProductIndex index, ReadOnlySpan<int> products, float sign, Space space, BlendScratch scratch)
    {
        Span<float> sum = scratch.Direction.AsSpan(0, index.Dimension);
        Span<float> vector = scratch.Addend.AsSpan(0, index.Dimension);
        foreach (int ordinal in products)
        {
            index.GetVector(ordinal, vector, space);
            for (int i = 0; i < sum.Length; i++)
            {
                sum[i] += sign * vector[i];
            }
        }
    }
}
