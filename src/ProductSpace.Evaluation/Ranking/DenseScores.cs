namespace ProductSpace.Evaluation.Ranking;

/// <summary>Scores of all products of one query, computed before.</summary>
internal readonly struct DenseScores(float[] scores, int start, int productCount) : IProductScores
{
    public bool Has(int product) =>
        (uint)product < (uint)productCount && scores[start + product] > IRecommenderScorer.NotRecommended;

    public float Score(int product) => scores[start + product];
}
