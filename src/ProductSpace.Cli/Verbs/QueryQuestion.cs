using System.Diagnostics;
using ProductSpace.Cli.Arguments;
using ProductSpace.Recommendations;

namespace ProductSpace.Cli.Verbs;

/// <summary>A query that can run twice: the first run compiles the code, the second is timed.</summary>
internal sealed record QueryQuestion(
    ProductIndex Index,
    string[] Viewed,
    float[]? Vector,
    bool Exact,
    AnswerShape Shape)
{
    /// <summary>Returns the pages of the answer; one page unless more were asked for.</summary>
    public List<QueryPage> Ask(int k, SearchOptions options)
    {
        options = Shape.AddTo(options);
        if (Shape.Pages is null)
        {
            return [Time(k, hits => Search(hits, options))];
        }

        if (Exact)
        {
            options.TargetRecall = 1;
        }

        using ResultCursor cursor = Vector is null
            ? ResultCursor.OpenSession(Index, Viewed, options, Shape.FoldAt)
            : ResultCursor.Open(Index, Vector, options, Shape.FoldAt);
        List<QueryPage> pages = [];
        while (
            pages.Count < Shape.Pages && (pages.Count == 0 || pages[^1].Hits.Length == k || pages[^1].Result.Truncated))
        {
            pages.Add(Time(k, hits => cursor.Next(hits)));
        }

        return pages;
    }

    private SearchResult Search(Neighbor[] hits, SearchOptions options)
    {
        if (Shape.FoldAt > 0)
        {
            options.TargetRecall = Exact ? 1 : options.TargetRecall;
            return Vector is null
                ? Index.SearchSessionFolded(Viewed, hits, Shape.FoldAt, options)
                : Index.SearchFolded(Vector, hits, Shape.FoldAt, options);
        }

        return (Vector, Exact) switch
        {
            (float[] vector, true) => Index.SearchExact(vector, hits, options),
            (float[] vector, false) => Index.Search(vector, hits, options),
            (null, true) => Index.SearchSessionExact(Viewed, hits, options),
            (null, false) => Index.SearchSession(Viewed, hits, options),
        };
    }

    private static QueryPage Time(int k, Func<Neighbor[], SearchResult> ask)
    {
        Neighbor[] hits = new Neighbor[k];
        long start = Stopwatch.GetTimestamp();
        SearchResult result = ask(hits);
        double microseconds = (Stopwatch.GetTimestamp() - start) * 1e6 / Stopwatch.Frequency;
        return new QueryPage(hits[..result.Count], result, microseconds);
    }
}

/// <summary>A page of an answer, and the time it took.</summary>
internal sealed record QueryPage(Neighbor[] Hits, SearchResult Result, double Microseconds);
