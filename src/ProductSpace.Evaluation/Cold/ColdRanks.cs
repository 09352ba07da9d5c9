using System.Runtime.ExceptionServices;
using ProductSpace.Training;

namespace ProductSpace.Evaluation.Cold;

/// <summary>
/// The first 20 of one method for many questions. Products with equal scores share the places that they stand on: a
/// method that cannot tell a thousand products apart finds each of them with a small part of a hit.
/// </summary>
internal sealed class ColdRanks(IRecommender model, int threads, CancellationToken cancellationToken)
{
    private const int Depth = 20;

    /// <summary>Part of a hit of each question's target, 0 to 1.</summary>
    /// <param name="questions">Viewed products of each, which are no candidates.</param>
    /// <param name="targets">What is looked for.</param>
    /// <param name="candidates">Number of candidates: products of lower numbers.</param>
    public double[] Hits(IReadOnlyList<int[]> questions, IReadOnlyList<int> targets, int candidates)
    {
        double[] hits = new double[questions.Count];
        Ask(questions, candidates, (question, scores, top) => hits[question] = top.Share(scores[targets[question]]));
        return hits;
    }

    /// <summary>How many products from a number on are among the first 20, the mean of the questions.</summary>
    public double Shown(IReadOnlyList<int[]> questions, int from)
    {
        double[] shown = new double[questions.Count];
        Ask(questions, model.ProductCount, (question, scores, top) =>
        {
            for (int product = from; product < scores.Length; product++)
            {
                shown[question] += top.Share(scores[product]);
            }
        });
        return shown.Length == 0 ? 0 : shown.Average();
    }

    private void Ask(IReadOnlyList<int[]> questions, int candidates, Action<int, float[], Top> take)
    {
        SessionSet sessions = SessionSet.From(model.ProductCount, questions);
        ParallelOptions parallel = new()
        {
            MaxDegreeOfParallelism = threads == 0 ? -1 : threads,
            CancellationToken = cancellationToken,
        };
        try
        {
            Parallel.For(
                0,
                questions.Count,
                parallel,
                () => (Scorer: model.CreateScorer(), Scores: new float[model.ProductCount]),
                (question, _, own) =>
                {
                    own.Scorer.Score(new SessionBatch(sessions, [question], [questions[question].Length]), own.Scores);
                    foreach (int viewed in questions[question])
                    {
                        own.Scores[viewed] = IRecommenderScorer.NotRecommended;
                    }

                    own.Scores.AsSpan(candidates).Fill(IRecommenderScorer.NotRecommended);
                    take(question, own.Scores, Top.Of(own.Scores));
                    return own;
                },
                _ => { });
        }
        catch (AggregateException several)
        {
            ExceptionDispatchInfo.Throw(several.InnerExceptions[0]);
        }
    }

    /// <summary>The score of the last place, and the part of a place that each product of this score has.</summary>
    private readonly record struct Top(float Last, double Part)
    {
        public static Top Of(ReadOnlySpan<float> scores)
        {
            Span<float> best = stackalloc float[Depth];
            best.Fill(IRecommenderScorer.NotRecommended);
            foreach (float score in scores)
            {
                if (score > best[^1])
                {
                    int at = Depth - 1;
                    for (; at > 0 && best[at - 1] < score; at--)
                    {
                        best[at] = best[at - 1];
                    }

                    best[at] = score;
                }
            }

            int above = 0;
            int equal = 0;
            foreach (float score in scores)
            {
                above += score > best[^1] ? 1 : 0;
                equal += score == best[^1] ? 1 : 0;
            }

            return new Top(best[^1], (double)(Depth - above) / Math.Max(1, equal));
        }

        public double Share(float score) => score == IRecommenderScorer.NotRecommended ? 0
            : score > Last ? 1
            : score == Last ? Math.Min(1, Part)
            : 0;
    }
}
