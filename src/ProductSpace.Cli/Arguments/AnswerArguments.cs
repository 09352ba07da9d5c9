using System.CommandLine;

namespace ProductSpace.Cli.Arguments;

/// <summary>
/// Options for the form and the cost of an answer: diversity, folded duplicates, pages, budget. Refuses contradictory
/// options before any file is opened.
/// </summary>
internal sealed class AnswerArguments
{
    private const int MaxPages = 1_000;
    private const int MaxLevel = 16;

    private readonly Option<float?> _lambda = new("--lambda")
    {
        Description =
            "Below 1 for diverse results: weight of the similarity to the query against that to earlier results.",
    };
    private readonly Option<int?> _maxPerGroup = new("--max-per-group")
    {
        Description = "Maximum number of results of one group; name the groups with --group-facet or --group-level.",
    };
    private readonly Option<string?> _groupFacet = new("--group-facet")
    {
        Description = "Group by the values of this facet, such as brand.",
    };
    private readonly Option<int?> _groupLevel = new("--group-level")
    {
        Description = "Group by the categories of this level; 1 is the top.",
    };
    private readonly Option<float?> _minSimilarity = new("--min-similarity")
    {
        Description =
            "Lowest similarity of a result, from -1 to 1 or any dot product; there may then be fewer than -k.",
    };
    private readonly Option<float?> _foldAt = new("--fold-at")
    {
        Description =
            "Show only one of several products whose similarity is at least this, such as 0.999; 1 for equal ones "
            + "only.",
    };
    private readonly Option<int?> _pages = new("--pages")
    {
        Description = "Number of pages of -k results; each continues where the one before stopped.",
    };
    private readonly Option<long?> _maxScored = new("--max-scored")
    {
        Description =
            "Number of scored vectors after which the search, or each page, ends with the best results so far.",
    };
    private readonly Option<double?> _timeLimit = new("--time-limit-milliseconds")
    {
        Description = "Time after which the search, or each page, ends with the best results so far.",
    };

    public void AddTo(Command verb)
    {
        verb.AddOptions(
            _lambda, _maxPerGroup, _groupFacet, _groupLevel, _minSimilarity, _foldAt, _pages, _maxScored, _timeLimit);
    }

    /// <exception cref="UsageException">An option is out of range, or two contradict each other.</exception>
    public AnswerShape Read(ParseResult parsed)
    {
        float? lambda = parsed.GetValue(_lambda);
        float? minSimilarity = parsed.GetValue(_minSimilarity);
        float? foldAt = parsed.GetValue(_foldAt);
        int? pages = parsed.GetValue(_pages);
        long? maxScored = parsed.GetValue(_maxScored);
        double? timeLimit = parsed.GetValue(_timeLimit);
        Require(lambda is null or (> 0 and <= 1), "--lambda must be above 0 and at most 1");
        Require(minSimilarity is null || float.IsFinite(minSimilarity.Value), "--min-similarity must be a number");
        Require(foldAt is null or (> 0 and <= 1), "--fold-at must be above 0 and at most 1");
        Require(pages is null or (>= 1 and <= MaxPages), $"--pages must be from 1 to {MaxPages}");
        Require(maxScored is null or >= 1, "--max-scored must be at least 1");
        Require(
            timeLimit is null or (> 0 and <= 3.6e6),
            "--time-limit-milliseconds must be above 0 and at most 3600000");
        AnswerShape shape = new(
            lambda ?? 1,
            ReadGroupLimit(parsed),
            minSimilarity,
            foldAt ?? 0,
            pages,
            maxScored ?? 0,
            TimeSpan.FromMilliseconds(timeLimit ?? 0));
        Require(
            !shape.IsDiverse || (foldAt is null && pages is null),
            "--lambda and --max-per-group choose among the candidates of one search; omit --fold-at and --pages");
        return shape;
    }

    private GroupLimit ReadGroupLimit(ParseResult parsed)
    {
        int? max = parsed.GetValue(_maxPerGroup);
        string? facet = parsed.GetValue(_groupFacet);
        int? level = parsed.GetValue(_groupLevel);
        Require(max is null or >= 1, "--max-per-group must be at least 1");
        Require(level is null or (>= 1 and <= MaxLevel), $"--group-level must be from 1 (the top) to {MaxLevel}");
        Require(facet is null || level is null, "--group-facet and --group-level exclude each other");
        Require(
            (facet is null && level is null) == max is null,
            "--max-per-group needs --group-facet or --group-level, and they need it");
        return max is null ? default
            : facet is null ? GroupLimit.ByCategory(level!.Value, max.Value)
            : GroupLimit.ByFacet(facet, max.Value);
    }

    private static void Require(bool holds, string message)
    {
        if (!holds)
        {
            throw new UsageException(message);
        }
    }
}
