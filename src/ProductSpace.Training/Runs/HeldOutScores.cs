namespace ProductSpace.Training.Runs;

/// <summary>How well one space predicts the next product of the sessions kept out of training.</summary>
/// <param name="HitRate20">Share of the predictions whose next product is among the first 20.</param>
/// <param name="Mrr20">Mean reciprocal rank of the next product; 0 where it is not among the first 20.</param>
public sealed record HeldOutScore(double HitRate20, double Mrr20);

/// <summary>Scores of both spaces for the same predictions.</summary>
/// <param name="Similar">Candidates compared by the cosine of their IN vectors.</param>
/// <param name="Next">Candidates compared by the cosine of their OUT vectors.</param>
public sealed record HeldOutScores(HeldOutScore Similar, HeldOutScore Next)
{
    /// <summary>Returns the score of one space.</summary>
    public HeldOutScore this[Space space] => space == Space.Next ? Next : Similar;
}
