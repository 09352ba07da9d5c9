namespace ProductSpace.Cli;

/// <summary>What <see cref="AnswerArguments"/> read: what an answer has to look like and what it may cost.</summary>
/// <param name="Lambda">1 to order by similarity alone.</param>
/// <param name="GroupLimit">Limit of one group; none by default.</param>
/// <param name="FoldAt">0 where duplicates stay.</param>
/// <param name="Pages">Null for one answer.</param>
/// <param name="MaxScoredVectors">0 for any number.</param>
/// <param name="TimeLimit">Zero for none.</param>
internal sealed record AnswerShape(
    float Lambda, GroupLimit GroupLimit, float FoldAt, int? Pages, long MaxScoredVectors, TimeSpan TimeLimit)
{
    public bool IsDiverse => Lambda < 1 || GroupLimit.Max > 0;

    public bool IsPlain => !IsDiverse && FoldAt == 0 && Pages is null;

    public SearchOptions AddTo(SearchOptions options) =>
        options with
        {
            DiversityLambda = Lambda, GroupLimit = GroupLimit, MaxScoredVectors = MaxScoredVectors, TimeLimit = TimeLimit,
        };
}
