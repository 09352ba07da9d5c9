namespace ProductSpace.Evaluation.Ranking;

/// <summary>Scores of single products for one query, the same numbers as in the pass over all products.</summary>
internal interface IProductScores
{
    /// <summary>True if the product is a candidate.</summary>
    bool Has(int product);

    float Score(int product);
}
