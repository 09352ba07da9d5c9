using ProductSpace.Memory;
using ProductSpace.Search;
using ProductSpace.Snapshot;

namespace ProductSpace.Tests.Search;

/// <summary>Contexts for a strategy that is asked directly, and the plainest answers to hold it against.</summary>
internal static class PreparedSearch
{
    /// <summary>A context whose query is a vector and whose hits ask for k; nothing is excluded.</summary>
    public static SearchContext Of(SpaceView view, ReadOnlySpan<float> vector, int k, SearchLimits limits = default, DiversityPlan diversity = default)
    {
        SearchContext context = new();
        Assert.True(SessionVector.FromVector(view.Model, vector, context));
        context.Query.PrepareScan(view.Model);
        context.Hits.Excluded.Clear();
        context.Begin(limits, diversity, k);
        context.Hits.Start(k);
        return context;
    }

    /// <summary>All products by the exact form, best first, ties by ordinal.</summary>
    public static (int Ordinal, double Similarity)[] Ranking(SpaceView view, SearchContext context) =>
        [.. Enumerable.Range(0, view.Count)
            .Select(row => (Ordinal: view.ToOrdinal(row), Similarity: view.Exact.Similarity(row, context.Query.Exact)))
            .OrderByDescending(hit => hit.Similarity)
            .ThenBy(hit => hit.Ordinal)];

    /// <summary>What the hits of a context hold, best first.</summary>
    public static (int Ordinal, double Similarity)[] Found(SearchContext context) =>
        [.. Enumerable.Range(0, context.Hits.Top.Count).Select(place => (context.Hits.Top.Ordinal(place), context.Hits.Top.Similarity(place)))];

    /// <summary>The dot products of all rows by their 7-bit codes.</summary>
    public static int[] Dots(SpaceView view, SearchContext context)
    {
        int[] dots = new int[view.Count];
        view.Codes.DotRange(0, context.Query.Codes, dots);
        return dots;
    }

    /// <summary>How many of the k nearest of a ranking were found.</summary>
    public static int FoundOf((int Ordinal, double Similarity)[] ranking, SearchContext context, int k) =>
        Found(context).Count(hit => hit.Similarity >= ranking[k - 1].Similarity);
}
