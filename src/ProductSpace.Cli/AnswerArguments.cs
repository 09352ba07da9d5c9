using System.CommandLine;

namespace ProductSpace.Cli;

/// <summary>
/// Command-line options that shape an answer and limit its cost: diversity, folded duplicates, pages, budget. Refuses
/// combinations that make no sense before any file is opened.
/// </summary>
internal sealed class AnswerArguments
{
    private const int MaxPages = 1_000;
    private const int MaxLevel = 16;

    private readonly Option<float?> _lambda = new("--lambda")
    {
        Description = "Below 1, diverse results: weight of similarity to the query against similarity to earlier results.",
    };

    private readonly Option<int?> _maxPerGroup = new("--max-per-group")
    {
        Description = "Limit the results of one group; name the groups with --group-facet or --group-level.",
    };

    private readonly Option<string?> _groupFacet = new("--group-facet")
    {
        Description = "Group by the values of this facet, such as brand.",
    };

    private readonly Option<int?> _groupLevel = new("--group-level")
    {
        Description = "Group by the categories of this level; 1 is the top.",
    };

    private readonly Option<float?> _foldAt = new("--fold-at")
    {
        Description = "Show one of several products whose similarity is at least this, such as 0.999; 1 for equal ones only.",
    };

    private readonly Option<int?> _pages = new("--pages")
    {
        Description = "Print this many pages of -k results; each page continues where the last one stopped.",
    };

    private readonly Option<long?> _maxScored = new("--max-scored")
    {
        Description = "End the search, or each page, after comparing this many vectors; prints the best found so far.",
    };

    private readonly Option<double?> _timeLimit = new("--time-limit-milliseconds")
    {
        Description = "End the search, or each page, after this time; prints the best found so far.",
    };

    public void AddTo(Command verb)
    {
        Option[] all = [_lambda, _maxPerGroup, _groupFacet, _groupLevel, _foldAt, _pages, _maxScored, _timeLimit];
        foreach (Option option in all)
        {
            verb.Options.Add(option);
        }
    }

    /// <exception cref="UsageException">an option is out of range, or two do not go together.</exception>
    public AnswerShape Read(ParseResult parsed)
    {
        float? lambda = parsed.GetValue(_lambda);
        float? foldAt = parsed.GetValue(_foldAt);
        int? pages = parsed.GetValue(_pages);
        long? maxScored = parsed.GetValue(_maxScored);
        double? timeLimit = parsed.GetValue(_timeLimit);
        Require(lambda is null or (> 0 and <= 1), "--lambda must be above 0 and at most 1");
        Require(foldAt is null or (> 0 and <= 1), "--fold-at must be above 0 and at most 1");
        Require(pages is null or (>= 1 and <= MaxPages), $"--pages must be from 1 to {MaxPages}");
        Require(maxScored is null or >= 1, "--max-scored must be at least 1");
        Require(timeLimit is null or (> 0 and <= 3.6e6), "--time-limit-milliseconds must be above 0 and at most 3600000");
        TimeSpan limit = TimeSpan.FromMilliseconds(timeLimit ?? 0);
        AnswerShape shape = new(lambda ?? 1, ReadGroupLimit(parsed), foldAt ?? 0, pages, maxScored ?? 0, limit);
        Require(
            !shape.IsDiverse || (foldAt is null && pages is null),
            "--lambda and --max-per-group choose among the candidates of one search: leave out --fold-at and --pages");
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
            "--max-per-group goes with --group-facet or --group-level: how many, and of what");
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
