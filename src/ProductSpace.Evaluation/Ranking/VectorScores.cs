namespace ProductSpace.Evaluation.Ranking;

/// <summary>Scores of a query vector with the candidates.</summary>
internal readonly struct VectorScores(Candidates candidates, float[] vector) : IProductScores
{
    public bool Has(int product) => candidates.Has(product);

    public float Score(int product) => candidates.Score(vector, product);
}
