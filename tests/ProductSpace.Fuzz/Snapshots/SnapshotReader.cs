using ProductSpace.Memory;
using ProductSpace.Numerics;
using ProductSpace.Planning;
using ProductSpace.Search;
using ProductSpace.Snapshot;

namespace ProductSpace.Fuzz.Snapshots;

/// <summary>The reader under test: the engine. The harness's own tests put broken ones in its place.</summary>
internal class SnapshotReader
{
    private readonly SearchResult[] _results = new SearchResult[Question.Queries];

    public virtual ProductIndex Open(IByteOwner bytes, OpenMode mode) => ProductIndex.Open(bytes, bytes.Path, mode);

    /// <summary>Looks at everything in an open snapshot.</summary>
    public virtual void Verify(ProductIndex index) => index.Verify();

    /// <summary>Answers a question into <paramref name="hits"/>; of many queries the last one's answer is given back.</summary>
    public virtual SearchResult Answer(ProductIndex index, in Question question, Span<Neighbor> hits)
    {
        SearchOptions options = question.Options;
        switch (question.Kind)
        {
            case QuestionKind.Search:
                return index.Search(question.Vector, hits, options);
            case QuestionKind.SearchExact:
                return index.SearchExact(question.Vector, hits, options);
            case QuestionKind.SessionByOrdinals:
                return index.SearchSession(question.Viewed, hits, options);
            case QuestionKind.SessionByIds:
                return index.SearchSession(question.Ids, hits, options);
            case QuestionKind.SessionExact:
                return index.SearchSessionExact(question.Viewed, hits, options);
            case QuestionKind.Many:
            case QuestionKind.ManyExact:
                return Many(index, question, hits);
            case QuestionKind.Cells:
            case QuestionKind.CellsThenGraph:
                int ef = question.Kind == QuestionKind.Cells || !index.ViewOf(options.Space ?? Space.Similar).HasGraph ? 0 : 12;
                return new SearchResult { Count = CellQuestions.Ask(index, options.Space ?? Space.Similar, question.Vector, cells: 3, ef, hits) };
            default:
                return Passing(index, question, hits);
        }
    }

    private SearchResult Many(ProductIndex index, in Question question, Span<Neighbor> hits)
    {
        Span<Neighbor> rows = stackalloc Neighbor[Question.Queries * question.K];
        rows.Fill(AnswerOracle.Untouched);
        float[] vectors = [.. question.Vector, .. question.Vector];
        vectors[0] = -vectors[0];
        if (question.Kind == QuestionKind.Many)
        {
            index.SearchMany(vectors, rows, _results, question.Options);
        }
        else
        {
            index.SearchManyExact(vectors, rows, _results, question.Options);
        }

        rows[^question.K..].CopyTo(hits);
        return _results[^1];
    }

    private static SearchResult Passing(ProductIndex index, in Question question, Span<Neighbor> hits)
    {
        SpaceView view = index.ViewOf(question.Options.Space ?? Space.Similar);
        SearchContext scratch = ScratchPool<SearchContext>.Rent(index.Count);
        try
        {
            if (question.Options.Filter is not ProductFilter filter || view.Cells is null || filter.Count == 0 || !SessionVector.FromVector(view.Model, question.Vector, scratch))
            {
                return default;
            }

            scratch.Begin(default, default, question.K);
            scratch.Hits.Excluded.Clear();
            scratch.Hits.Start(question.K);
            SpaceFilter matches = filter.In(question.Options.Space ?? Space.Similar);
            SearchWork work = scratch.FilteredCells.Run(view, scratch, question.K, matches, allowedMisses: 0.25, question.Kind == QuestionKind.PassingInRounds);
            long looked = work.Scored;
            if (view.HasGraph)
            {
                // Only a large shop goes this way by itself; what was found above stays.
                looked += MatchGraphSearch.Run(view, scratch, matches, [0, 1], ef: 32, question.K);
            }

            if (question.Kind == QuestionKind.PassingInRounds && view.Codes.Stride > CodeDot.Block)
            {
                // As does only one with many scattered matches.
                SearchPlan plan = new(Strategy.GroupedPrefixScan) { AllowedMisses = FilterPlanner.AllowedMisses(question.K, 0.9), PrefixRecall = 0.9 };
                looked += SearchExecutor.Scan(plan.First, view, scratch, plan, matches with { List = new MatchList(matches.Rows, view.Cells) }).Scored;
            }

            for (int i = 0; i < scratch.Hits.Top.Count; i++)
            {
                hits[i] = new Neighbor(scratch.Hits.Top.Ordinal(i), (float)scratch.Hits.Top.Similarity(i));
            }

            return new SearchResult { Count = scratch.Hits.Top.Count, CellsScanned = work.Cells, Scored = looked };
        }
        finally
        {
            scratch.End();
            ScratchPool<SearchContext>.Return(index.Count, scratch);
        }
    }
}
