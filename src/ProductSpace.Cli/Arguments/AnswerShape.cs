namespace ProductSpace.Cli.Arguments;

/// <summary>What <see cref="AnswerArguments"/> read: what an answer has to look like and what it may cost.</summary>
/// <param name="Lambda">1 without a wish for diversity.</param>
/// <param name="Groups">Count 0 without groups.</param>
/// <param name="FoldAt">0 where duplicates stay.</param>
/// <param name="Pages">Null for one answer.</param>
/// <param name="MaxScoredVectors">0 for any number.</param>
/// <param name="TimeLimit">Zero for none.</param>
internal sealed record AnswerShape(float Lambda, (int Count, string? Facet, int Level) Groups, float FoldAt, int? Pages, long MaxScoredVectors, TimeSpan TimeLimit)
{
    public bool IsDiverse => Lambda < 1 || Groups.Count > 0;

    public bool IsPlain => !IsDiverse && FoldAt == 0 && Pages is null;

    public SearchOptions AddTo(SearchOptions options) =>
        options with { DiversityLambda = Lambda, MostPerGroup = Groups, MaxScoredVectors = MaxScoredVectors, TimeLimit = TimeLimit };
}
