namespace ProductSpace.Evaluation.Comparing;

/// <summary>
/// What an index loses of a model of vectors: the same session vectors, answered by an index over the product vectors
/// instead of by all scores. The difference is the loss by approximate search; what is missing beyond it is the
/// model's. Over the last test window and the first seed.
/// </summary>
/// <param name="Products">Number of products in the index.</param>
/// <param name="Dimension">Number of values in each vector.</param>
/// <param name="HitRate20">HR@20 by all scores.</param>
/// <param name="IndexHitRate20">HR@20 through the index.</param>
/// <param name="Mrr20">MRR@20 by all scores.</param>
/// <param name="IndexMrr20">MRR@20 through the index.</param>
/// <param name="Strategies">
/// Number of searches by strategy. The planner chooses by the costs of the machine, so that another run can choose
/// another strategy and find others. A scan compares every product and loses nothing.
/// </param>
public sealed record IndexLoss(
    int Products,
    int Dimension,
    double HitRate20,
    double IndexHitRate20,
    double Mrr20,
    double IndexMrr20,
    IReadOnlyDictionary<SearchStrategy, int> Strategies);
