using System.Runtime.CompilerServices;
using ProductSpace.Delta;
using ProductSpace.Filtering;
using ProductSpace.Numerics;
using ProductSpace.Snapshot;

namespace ProductSpace.Search;

/// <summary>
/// Scores the products of a list by the exact form, those that a search could return. Allocates nothing.
/// </summary>
internal static class ListScore
{
    /// <summary>Writes the similarity of each product, NaN for one that may not be in an answer.</summary>
    /// <param name="space">Space that is asked.</param>
    /// <param name="context">With a prepared query, and the delta attached under the filter.</param>
    /// <param name="filter">Ordinals of the snapshot that match; null for all.</param>
    /// <param name="ordinals">Products to score.</param>
    /// <param name="similarities">Receives a similarity for each product.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Run(
        SpaceView space,
        SearchContext context,
        RowSet? filter,
        ReadOnlySpan<int> ordinals,
        Span<float> similarities)
    {
        DeltaView delta = context.Delta;
        for (int i = 0; i < ordinals.Length; i++)
        {
            int ordinal = ordinals[i];
            similarities[i] = CandidateTest.Passes(context, space.Count, filter, ordinal)
                && HasVector(space, delta, ordinal)
                ? context.Query.ToAnswer(delta.Similarity(space, ordinal, context.Query.Exact))
                : float.NaN;
        }
    }

    /// <summary>
    /// Writes the similarity of each listed product with each viewed one, NaN where one of them has no vector.
    /// </summary>
    /// <param name="similar">Space that the views' vectors are of.</param>
    /// <param name="space">Space that is asked.</param>
    /// <param name="context">With the delta attached; its query is overwritten.</param>
    /// <param name="viewed">Viewed products.</param>
    /// <param name="ordinals">Products to score.</param>
    /// <param name="similarities">Receives the similarities [viewed x ordinals].</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void RunByView(
        SpaceView similar,
        SpaceView space,
        SearchContext context,
        ReadOnlySpan<int> viewed,
        ReadOnlySpan<int> ordinals,
        Span<float> similarities)
    {
        int dimension = space.Model.Dimension;
        context.Query.EnsureCapacity(dimension);
        ExactQuery query = context.Query.Exact;
        Span<double> unit = query.Unit.AsSpan(0, dimension);
        DeltaView delta = context.Delta;
        for (int view = 0; view < viewed.Length; view++)
        {
            Span<float> row = similarities.Slice(view * ordinals.Length, ordinals.Length);
            if (!IsThere(similar, delta.In(0), viewed[view]))
            {
                row.Fill(float.NaN);
                continue;
            }

            delta.In(0).Decode(similar, viewed[view], unit);
            unit[space.Model.GivenDimension..].Clear();
            SpaceModel.Reframe(similar.Model, space.Model, unit);
            double length = UnitVector.Normalise(unit);
            query.Split(space.Model);
            double scale = space.Model.Form.IsDot ? length * similar.Model.Form.Unit * space.Model.Form.Radius : 1;
            for (int i = 0; i < ordinals.Length; i++)
            {
                row[i] = length > 0 && IsThere(space, delta, ordinals[i])
                    ? (float)(delta.Similarity(space, ordinals[i], query) * scale)
                    : float.NaN;
            }
        }
    }

    /// <summary>
    /// Writes the cosine of each listed product with one of them, NaN where one of the two is gone or has no vector.
    /// </summary>
    /// <param name="space">Space that is asked.</param>
    /// <param name="context">With the delta attached; its likeness is overwritten.</param>
    /// <param name="product">Product to compare with.</param>
    /// <param name="ordinals">Products to compare.</param>
    /// <param name="cosines">Receives the cosine of each product.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Compare(
        SpaceView space, SearchContext context, int product, ReadOnlySpan<int> ordinals, Span<float> cosines)
    {
        DeltaView delta = context.Delta;
        if (!IsThere(space, delta, product))
        {
            cosines[..ordinals.Length].Fill(float.NaN);
            return;
        }

        ProductLikeness likeness = context.Likeness;
        ProductLikeness other = context.OtherLikeness;
        likeness.EnsureCapacity(space.Model.Dimension);
        other.EnsureCapacity(space.Model.Dimension);
        likeness.Take(space, delta, product);
        for (int i = 0; i < ordinals.Length; i++)
        {
            cosines[i] = IsThere(space, delta, ordinals[i])
                ? (float)likeness.With(space, delta, ordinals[i], other.LengthOf(space, delta, ordinals[i]))
                : float.NaN;
        }
    }

    private static bool IsThere(SpaceView space, DeltaView delta, int ordinal) => ordinal >= 0
        && delta.Current(ordinal, space.Count) == ordinal && HasVector(space, delta, ordinal);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool HasVector(SpaceView space, DeltaView delta, int ordinal) =>
        ordinal < space.Count || delta.Log!.Rows(delta.Space).Has(delta.Log.RowOf(ordinal));
}
