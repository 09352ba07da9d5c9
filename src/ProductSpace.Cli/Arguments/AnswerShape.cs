namespace ProductSpace.Cli.Arguments;

/// <summary>The form and the cost of an answer, as <see cref="AnswerArguments"/> read them.</summary>
/// <param name="Lambda">Weight of the similarity to the query; 1 for no diversity.</param>
/// <param name="Groups">Limit for each group; count 0 for none.</param>
/// <param name="FoldAt">Similarity at which duplicates are folded; 0 for never.</param>
/// <param name="Pages">Number of pages; null for one plain answer.</param>
/// <param name="MaxScoredVectors">Number of scored vectors that ends the search; 0 for no limit.</param>
/// <param name="TimeLimit">Time that ends the search; zero for no limit.</param>
internal sealed record AnswerShape(
    float Lambda,
    (int Count, string? Facet, int Level) Groups,
    float FoldAt,
    int? Pages,
    long MaxScoredVectors,
    TimeSpan TimeLimit)
{
    public bool IsDiverse => Lambda < 1 || Groups.Count > 0;

    public bool IsPlain => !IsDiverse && FoldAt == 0 && Pages is null;

    public SearchOptions AddTo(SearchOptions options) =>
        options with
        {
            DiversityLambda = Lambda,
            MostPerGroup = Groups,
            MaxScoredVectors = MaxScoredVectors,
            TimeLimit = TimeLimit,
        };
}
