namespace ProductSpace.Evaluation;

/// <summary>
/// Formulas of the metrics for one prediction, from ranks alone. The rank of a product is 1 + the number of candidates
/// ahead of it. A product that is in no list, or that the mode excludes, has the rank <see cref="NotRanked"/> and stays
/// in every denominator. If several products are relevant (all views that remain), their R ranks are ascending and
/// distinct. Pure functions, safe from any thread.
/// </summary>
public static class RankingMetrics
{
    /// <summary>Rank of a product that was not ranked: beyond every N.</summary>
    public const int NotRanked = int.MaxValue;

    /// <summary>Returns HR@N of the next product: 1 if rank &lt;= N, otherwise 0.</summary>
    public static double HitRate(int rank, int n) => Check(n) && rank <= n ? 1 : 0;

    /// <summary>Returns MRR@N of the next product: 1 / rank if rank &lt;= N, otherwise 0.</summary>
    public static double ReciprocalRank(int rank, int n) => Check(n) && rank <= n ? 1.0 / rank : 0;

    /// <summary>
    /// Returns NDCG@N of the next product: 1 / log2(rank + 1) if rank &lt;= N, otherwise 0; the best possible value is
    /// 1.
    /// </summary>
    public static double NdcgNext(int rank, int n) => Check(n) && rank <= n ? Gain(rank) : 0;

    /// <summary>
    /// Returns Recall@N of all that remains: hits / R, where hits is the number of ranks &lt;= N; 0 without a relevant
    /// product.
    /// </summary>
    /// <param name="ranks">Ranks of the relevant products [R], ascending.</param>
    /// <param name="n">The cutoff N, at least 1.</param>
    public static double Recall(ReadOnlySpan<int> ranks, int n) =>
        ranks.IsEmpty ? 0 : (double)Hits(ranks, n) / ranks.Length;

    /// <summary>
    /// Returns Precision@N of all that remains: hits / N, even if fewer than N products were recommended.
    /// </summary>
    /// <inheritdoc cref="Recall" path="/param"/>
    public static double Precision(ReadOnlySpan<int> ranks, int n) => (double)Hits(ranks, n) / n;

    /// <summary>
    /// Returns AP@N of all that remains: (1 / min(N, R)) * sum over the hits i = 1, 2, ... (best first) of i / rank_i;
    /// 0 without a relevant product. Its mean over predictions is MAP@N.
    /// </summary>
    /// <inheritdoc cref="Recall" path="/param"/>
    public static double AveragePrecision(ReadOnlySpan<int> ranks, int n)
    {
        int hits = Hits(ranks, n);
        double sum = 0;
        for (int i = 0; i < hits; i++)
        {
            sum += (i + 1.0) / ranks[i];
        }

        return hits == 0 ? 0 : sum / Math.Min(n, ranks.Length);
    }

    /// <summary>
    /// Returns NDCG@N of all that remains: the sum of 1 / log2(rank + 1) over the hits, divided by that sum for the
    /// best possible list, whose ranks are 1 ... min(N, R); 0 without a relevant product.
    /// </summary>
    /// <inheritdoc cref="Recall" path="/param"/>
    public static double NdcgRemaining(ReadOnlySpan<int> ranks, int n)
    {
        int hits = Hits(ranks, n);
        double sum = 0;
        for (int i = 0; i < hits; i++)
        {
            sum += Gain(ranks[i]);
        }

        double best = 0;
        for (int rank = 1; rank <= Math.Min(n, ranks.Length); rank++)
        {
            best += Gain(rank);
        }

        return hits == 0 ? 0 : sum / best;
    }

    private static double Gain(int rank) => 1 / Math.Log2(rank + 1.0);

    /// <summary>Returns the number of ranks, which are ascending, that are at most N.</summary>
    private static int Hits(ReadOnlySpan<int> ranks, int n)
    {
        Check(n);
        int hits = 0;
        while (hits < ranks.Length && ranks[hits] <= n)
        {
            hits++;
        }

        return hits;
    }

    private static bool Check(int n)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(n, 1);
        ArgumentOutOfRangeException.ThrowIfEqual(n, NotRanked);
        return true;
    }
}
