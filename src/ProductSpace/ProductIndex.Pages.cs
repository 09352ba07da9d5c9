using System.Runtime.CompilerServices;
using ProductSpace.Search;
using ProductSpace.Search.Cursor;
using ProductSpace.Snapshot;
using ProductSpace.Storage;

namespace ProductSpace;

/// <summary>
/// Queries of <see cref="ProductIndex"/> that are answered page by page; see <see cref="ResultCursor"/>.
/// </summary>
public sealed partial class ProductIndex
{
    /// <summary>Begins the pages of a vector.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal void BeginPages(Pager pager, ReadOnlySpan<float> vector, in SearchOptions options, float foldAt)
    {
        Space asked = SpaceOf(options, isSession: false);
        SpaceView space = CheckPages(options, asked, foldAt);
        CheckVector(vector);
        SearchContext context = pager.Context;
        Enter();
        try
        {
            context.Attach(DeltaIn(asked), options.Filter?.DeltaMatches);
            QueryPreparation.FromVector(_snapshot, space, vector, options, context);
            SearchRequest request = RequestOf(options, asked, QueryKind.Vector, context.Delta, exact: false);
            pager.Begin(request, options, foldAt, seeds: 0, unknown: 0, isAsked: true);
        }
        finally
        {
            Exit();
        }
    }

    /// <summary>Puts the question for a session into a pager.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal void BeginPages(
        Pager pager, ReadOnlySpan<int> ordinals, ReadOnlySpan<string> ids, in SearchOptions options, float foldAt)
    {
        Space asked = SpaceOf(options, isSession: true);
        SpaceView space = CheckPages(options, asked, foldAt);
        int given = CheckViews(ordinals, ids, options);
        SearchContext context = pager.Context;
        Enter();
        try
        {
            context.Attach(DeltaIn(asked), options.Filter?.DeltaMatches);
            (int known, int seeds) = QueryPreparation.FromViews(_snapshot, space, ordinals, ids, options, context);
            SearchRequest request = RequestOf(options, asked, KindOf(seeds), context.Delta, exact: false);
            pager.Begin(request, options, foldAt, seeds, given - known, isAsked: known > 0);
        }
        finally
        {
            Exit();
        }
    }

    /// <summary>Writes the next page of a pager that this index began.</summary>
    /// <exception cref="ObjectDisposedException">The index is closed.</exception>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal SearchResult NextPage(Pager pager, Span<Neighbor> page, CancellationToken cancellationToken)
    {
        Enter();
        try
        {
            return pager.Next(page, cancellationToken) with { Generation = Generation };
        }
        finally
        {
            Exit();
        }
    }

    private SpaceView CheckPages(in SearchOptions options, Space asked, float foldAt)
    {
        SpaceView space = CheckOptions(options, asked);
        if (options.DiversityLambda != 1 || options.GroupLimit.Max != 0)
        {
            throw new ArgumentException(
                "DiversityLambda and GroupLimit choose among the candidates of one search and cannot be continued page "
                + "by page, nor folded; leave them out, or use Search",
                nameof(options));
        }

        if (!(foldAt is >= 0 and <= 1))
        {
            throw new ArgumentOutOfRangeException(
                nameof(foldAt),
                foldAt,
                "foldAt must be above 0 and at most 1 (only products that the index holds as equal), or 0 to fold "
                + "nothing");
        }

        return space;
    }
}
