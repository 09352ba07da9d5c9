using System.CommandLine;
using ProductSpace.Training.Tuning;

namespace ProductSpace.Cli.Arguments;

/// <summary>Options that limit what `tune` tries.</summary>
internal sealed class TuneArguments
{
    private const int DefaultBudgetSeconds = 60;

    private readonly Option<string?> _budget = new("--budget")
    {
        Description = "Time for the search: 90s, 5m, 1h. Default: 60s, or no limit with --max-trials.",
    };
    private readonly Option<int?> _maxTrials = new("--max-trials")
    {
        Description = "Maximum number of trials; without --budget, each run gives the same trials and scores.",
    };
    private readonly Option<double?> _sample = new("--sample")
    {
        Description = "Share of the sessions that trials train on. Default: 0.1, but 50,000 to 1,000,000 events.",
    };
    private readonly Option<string> _select = Common.Option("--select", "The space whose HR@20 is the score.", "next");

    /// <summary>Options that `train` does not have.</summary>
    public IReadOnlyList<Option> TuneOnly => [_budget, _maxTrials, _sample, _select];

    public void AddTo(Command verb)
    {
        _select.AcceptOnlyFromAmong("similar", "next");
        verb.AddOptions([.. TuneOnly]);
    }

    public Space Select(ParseResult parsed) => Common.SpaceOf(parsed.GetValue(_select));

    public TuningOptions Options(ParseResult parsed, ulong seed, string? temporaryFolder)
    {
        int? trials = parsed.GetValue(_maxTrials);
        TuningOptions options = new()
        {
            Sample = parsed.GetValue(_sample),
            Budget =
                parsed.GetValue(_budget) is string text ? Durations.Read(_budget.Name, text)
                : trials is null ? TimeSpan.FromSeconds(DefaultBudgetSeconds)
                : null,
            MaxTrials = trials ?? new TuningOptions().MaxTrials,
            Seed = seed,
            TemporaryFolder = temporaryFolder,
        };
        return Common.Checked(options, checkedOptions => checkedOptions.Check());
    }
}
