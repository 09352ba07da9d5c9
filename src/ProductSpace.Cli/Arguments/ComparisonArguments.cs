using System.CommandLine;
using ProductSpace.Evaluation;
using ProductSpace.Evaluation.Cold;
using ProductSpace.Evaluation.Comparing;
using ProductSpace.Evaluation.Splits;

namespace ProductSpace.Cli.Arguments;

/// <summary>Options of `evaluate` that say which models are compared, and by what.</summary>
internal sealed class ComparisonArguments
{
    private const string HitRate = "hr";
    private const string ReciprocalRank = "mrr";

    private readonly Option<string[]> _models = new("--models")
    {
        Description = "Names of the models, with commas between, or all. Needed but with --a and --b, or --cold.",
        AllowMultipleArgumentsPerToken = true,
    };
    private readonly Option<bool> _keepRepeats = new("--keep-repeats")
    {
        Description = "Keep consecutive views of one product, which are merged otherwise.",
    };
    private readonly Option<double?> _days = new("--test-days")
    {
        Description = "Days of each test window, back from the last view. Default: windows by --test-share.",
    };
    private readonly Option<double> _share = Common.Option(
        "--test-share",
        "Share of the sessions that begin in the test windows together, above 0 to 0.5.",
        SplitOptions.DefaultTestShare);
    private readonly Option<int> _windows = Common.Option(
        "--windows", "Number of test windows, one after the other, each trained on all before it.", 1);
    private readonly Option<string> _unknown = NamedValues.Option(
        "--unknown",
        "What happens to test views of products that training does not know. remove: as published studies do; keep: "
        + "they count as missed.",
        UnknownProducts.Remove);
    private readonly Option<bool> _tune = new("--tune")
    {
        Description = "Choose the settings of each model on the window before the first test window.",
    };
    private readonly Option<string> _by = Common.Option(
        "--tune-by", "Metric @20 that settings are chosen and models are ordered by.", HitRate);
    private readonly Option<string> _mode = NamedValues.Option(
        "--mode",
        "What can be recommended again, for choosing, ordering, groups and examples; all three are reported.",
        RepeatMode.CurrentExcluded);
    private readonly Option<string> _ties = NamedValues.Option(
        "--ties",
        "Which of the products with the score of the next one stand before it. ordinal: more popular ones; "
        + "pessimistic: all.",
        TieRule.Ordinal);
    private readonly Option<int> _seeds = Common.Option(
        "--seeds", "Number of seeds that models which depend on one are trained with.", 1);
    private readonly Option<ulong> _seed = Common.Option(
        "--seed", "First seed, also of the choice of predictions.", 1UL);
    private readonly Option<string?> _against = new("--against")
    {
        Description = "Model that the others are compared with. Default: the best.",
    };
    private readonly Option<int> _predictions = Common.Option(
        "--max-predictions",
        "Maximum number of predictions in each window, or of cases in each draw of --cold, evenly spread over all "
        + "views.",
        ComparisonOptions.DefaultMaxPredictions);
    private readonly Option<bool> _index = new("--index")
    {
        Description = "Measure also what models of vectors lose when an index answers for them.",
    };
    private readonly Option<int> _threads = new("--threads")
    {
        Description = "Number of threads, 0 for all processors; does not change the figures.",
    };

    public void AddTo(Command verb)
    {
        _by.AcceptOnlyFromAmong(HitRate, ReciprocalRank);
        verb.AddOptions(
            _models, _keepRepeats, _days, _share, _windows, _unknown, _tune, _by, _mode, _ties, _seeds, _seed,
            _against, _predictions, _index, _threads);
    }

    public bool KeepRepeats(ParseResult parsed) => parsed.GetValue(_keepRepeats);

    /// <exception cref="UsageException">A model is unknown, or an option is out of its range.</exception>
    public ComparisonOptions Read(ParseResult parsed, int minCount)
    {
        string[] models = parsed.GetValue(_models) is { Length: > 0 } names
            ? names
            : throw new UsageException(
                "name the models with --models, or two snapshots with --a and --b, or say --cold");
        IReadOnlyList<IRecommenderRecipe> recipes = ModelNames.Parse("--models", models);
        string? against = parsed.GetValue(_against);
        if (against is not null)
        {
            against = ModelNames.Parse("--against", [against])[0].Name;
        }

        ComparisonOptions options = new()
        {
            Recipes = recipes,
            Split = Split(parsed, minCount),
            Tune = parsed.GetValue(_tune),
            Metric = parsed.GetValue(_by) == ReciprocalRank ? RankingMetric.ReciprocalRank : RankingMetric.HitRate,
            Mode = NamedValues.Read<RepeatMode>(parsed, _mode),
            Ties = NamedValues.Read<TieRule>(parsed, _ties),
            Seeds = parsed.GetValue(_seeds),
            Seed = parsed.GetValue(_seed),
            Against = against,
            MaxPredictions = parsed.GetValue(_predictions),
            Index = parsed.GetValue(_index),
            Threads = parsed.GetValue(_threads),
        };
        return Common.Checked(options, checkedOptions => checkedOptions.Check());
    }

    /// <summary>Refuses options that say nothing about hidden products, instead of ignoring them.</summary>
    public void RequireCold(ParseResult parsed, params ReadOnlySpan<Option> others)
    {
        Option[] misfit = [_models, _keepRepeats, _windows, _tune, _by, _mode, _ties, _seeds, _against, _index];
        foreach (Option option in (Option[])[.. misfit, .. others])
        {
            if (parsed.GetResult(option) is { Implicit: false })
            {
                throw new UsageException($"{option.Name} says nothing about new products; leave it out with --cold");
            }
        }
    }

    /// <summary>Reads what a trial with hidden products takes of the options.</summary>
    /// <exception cref="UsageException">An option is out of its range.</exception>
    public ColdTrialOptions ReadCold(ParseResult parsed, int minCount, int draws) => Common.Checked(
        new ColdTrialOptions
        {
            Split = Split(parsed, minCount),
            Draws = draws,
            MaxCases = parsed.GetValue(_predictions),
            Seed = parsed.GetValue(_seed),
            Threads = parsed.GetValue(_threads),
        },
        options => options.Check());

    private SplitOptions Split(ParseResult parsed, int minCount) => new()
    {
        TestDays = parsed.GetValue(_days),
        TestShare = parsed.GetValue(_share),
        Windows = parsed.GetValue(_windows),
        MinCount = minCount,
        Unknown = NamedValues.Read<UnknownProducts>(parsed, _unknown),
    };
}
