namespace ProductSpace.Cli.Learning;

/// <summary>How often the next product stands among the first 20, and the mean reciprocal of its place there.</summary>
internal sealed record HeldOutScore(double HitRate20, double Mrr20);

/// <summary>Both spaces over the same held-out predictions: IN to IN and IN to OUT, by cosine.</summary>
internal sealed record HeldOutScores(HeldOutScore Similar, HeldOutScore Next)
{
    public HeldOutScore this[Space space] => space == Space.Next ? Next : Similar;
}
