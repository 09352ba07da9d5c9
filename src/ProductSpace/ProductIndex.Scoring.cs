using ProductSpace.Delta;
using ProductSpace.Memory;
using ProductSpace.Search;
using ProductSpace.Snapshot;

namespace ProductSpace;

/// <summary>
/// Scores that <see cref="ProductIndex"/> gives to products which the caller names, by the exact form: the same numbers
/// as those of its searches.
/// </summary>
public sealed partial class ProductIndex
{
    /// <summary>Scores listed products by their similarity to a vector. Nothing is allocated.</summary>
    /// <param name="vector">Query of <see cref="Dimension"/> components, of any length but zero.</param>
    /// <param name="ordinals">Products to score, in any order.</param>
    /// <param name="similarities">
    /// Receives the similarity of each product, in the order of <paramref name="ordinals"/>; NaN for one that a search
    /// with these options could not return: gone, excluded, outside the filter, or without a vector in the space.
    /// </param>
    /// <param name="options">Space, filter, exclusions; what is about the way of a search is not used.</param>
    /// <exception cref="ArgumentException">The vector or an option is invalid, or there are too few places.</exception>
    /// <exception cref="ObjectDisposedException">The index is closed.</exception>
    public void Score(
        ReadOnlySpan<float> vector,
        ReadOnlySpan<int> ordinals,
        Span<float> similarities,
        in SearchOptions options = default)
    {
        Space asked = SpaceOf(options, isSession: false);
        SpaceView space = CheckOptions(options, asked);
        CheckVector(vector);
        CheckPlaces(ordinals, similarities);
        SearchContext context = ScratchPool<SearchContext>.Rent(Count);
        Enter();
        try
        {
            context.Attach(DeltaIn(asked), options.Filter?.DeltaMatches);
            QueryPreparation.FromVector(_snapshot, space, vector, options, context);
            ListScore.Run(space, context, options.Filter?.In(Space.Similar).Rows, ordinals, similarities);
        }
        finally
        {
            Return(context);
        }
    }

    /// <summary>
    /// Scores listed products by their similarity to the session vector of viewed products. Nothing is allocated.
    /// </summary>
    /// <param name="viewed">Ordinals of the viewed products, oldest first; unknown ones are ignored.</param>
    /// <param name="ordinals">Products to score, in any order.</param>
    /// <param name="similarities">
    /// Receives the similarity of each product, in the order of <paramref name="ordinals"/>; NaN for one that a search
    /// with these options could not return: gone, viewed, excluded, outside the filter, or without a vector in the
    /// space; all NaN where no view is known.
    /// </param>
    /// <param name="options">
    /// Space, filter, exclusions, weights; what is about the way of a search is not used.
    /// </param>
    /// <returns>Number of known views.</returns>
    /// <exception cref="ArgumentException">
    /// An option is invalid, the weighted mean is zero, or there are too few places.
    /// </exception>
    /// <exception cref="ObjectDisposedException">The index is closed.</exception>
    public int ScoreSession(
        ReadOnlySpan<int> viewed,
        ReadOnlySpan<int> ordinals,
        Span<float> similarities,
        in SearchOptions options = default)
    {
        Space asked = SpaceOf(options, isSession: true);
        SpaceView space = CheckOptions(options, asked);
        CheckViews(viewed, default, options);
        CheckPlaces(ordinals, similarities);
        SearchContext context = ScratchPool<SearchContext>.Rent(Count);
        Enter();
        try
        {
            context.Attach(DeltaIn(asked), options.Filter?.DeltaMatches);
            (int known, _) = QueryPreparation.FromViews(_snapshot, space, viewed, default, options, context);
            if (known == 0)
            {
                similarities[..ordinals.Length].Fill(float.NaN);
                return 0;
            }

            ListScore.Run(space, context, options.Filter?.In(Space.Similar).Rows, ordinals, similarities);
            return known;
        }
        finally
        {
            Return(context);
        }
    }

    /// <summary>
    /// Scores listed products by their similarity to each viewed product alone: what each view says for them. Nothing
    /// is allocated.
    /// </summary>
    /// <param name="viewed">Ordinals of the viewed products.</param>
    /// <param name="ordinals">Products to score, in any order.</param>
    /// <param name="similarities">
    /// Receives the similarities [viewed x ordinals]; NaN where one of the two is gone or has no vector.
    /// </param>
    /// <param name="options">Space; nothing else is used.</param>
    /// <exception cref="ArgumentException">There are too few places, or the snapshot has no such space.</exception>
    /// <exception cref="ObjectDisposedException">The index is closed.</exception>
    public void ScoreByView(
        ReadOnlySpan<int> viewed,
        ReadOnlySpan<int> ordinals,
        Span<float> similarities,
        in SearchOptions options = default)
    {
        Space asked = SpaceOf(options, isSession: true);
        SpaceView space = ViewOf(asked);
        if (similarities.Length < (long)viewed.Length * ordinals.Length)
        {
            throw new ArgumentException(
                $"{viewed.Length} views of {ordinals.Length} products need as many places, there are "
                    + $"{similarities.Length}",
                nameof(similarities));
        }

        SearchContext context = ScratchPool<SearchContext>.Rent(Count);
        Enter();
        try
        {
            context.Attach(DeltaIn(asked), filter: null);
            ListScore.RunByView(_snapshot.Spaces[0], space, context, viewed, ordinals, similarities);
        }
        finally
        {
            Return(context);
        }
    }

    /// <summary>
    /// Compares products by the cosine of their vectors, in a space of dot products too. Nothing is allocated.
    /// </summary>
    /// <param name="product">Ordinal of the product to compare with.</param>
    /// <param name="ordinals">Products to compare.</param>
    /// <param name="cosines">Receives a cosine for each; NaN where one of the two is gone or has no vector.</param>
    /// <param name="space">Space of the vectors.</param>
    internal void Compare(int product, ReadOnlySpan<int> ordinals, Span<float> cosines, Space space = Space.Similar)
    {
        SpaceView view = ViewOf(space);
        CheckPlaces(ordinals, cosines);
        SearchContext context = ScratchPool<SearchContext>.Rent(Count);
        Enter();
        try
        {
            context.Attach(DeltaIn(space), filter: null);
            ListScore.Compare(view, context, product, ordinals, cosines);
        }
        finally
        {
            Return(context);
        }
    }

    /// <summary>Finds the group of each listed product, under a limit that is set. Nothing is allocated.</summary>
    /// <param name="limit">Says what the groups are.</param>
    /// <param name="ordinals">Ordinals of products.</param>
    /// <param name="groups">Receives a group for each; -1 for one that belongs to none.</param>
    /// <returns>Number of groups: all of them are below it.</returns>
    internal int ReadGroups(GroupLimit limit, ReadOnlySpan<int> ordinals, Span<int> groups)
    {
        Enter();
        try
        {
            DeltaView delta = DeltaIn(Space.Similar);
            GroupColumn column = GroupsOf(limit)!;
            for (int i = 0; i < ordinals.Length; i++)
            {
                groups[i] = delta.IsOn ? delta.GroupOf(column, ordinals[i]) : column.GroupOf(ordinals[i]);
            }

            // After the view's versions: it counts all names that these may say.
            return column.Count + (delta.Log?.NameCount ?? 0);
        }
        finally
        {
            Exit();
        }
    }

    private static void CheckPlaces(ReadOnlySpan<int> ordinals, Span<float> similarities)
    {
        if (similarities.Length < ordinals.Length)
        {
            throw new ArgumentException(
                $"{ordinals.Length} products need as many places, there are {similarities.Length}",
                nameof(similarities));
        }
    }
}
