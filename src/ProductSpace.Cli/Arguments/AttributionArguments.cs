using System.CommandLine;
using ProductSpace.Evaluation.Attribution;

namespace ProductSpace.Cli.Arguments;

/// <summary>The two logs that `attribute` joins, and how.</summary>
internal sealed class AttributionArguments
{
    private static readonly AttributionOptions s_default = new();

    private readonly LogArguments _log = new();
    private readonly Option<string[]> _shown = new("--shown")
    {
        Description =
            "Log of what was shown, one recommendation a row: time, session or user, product, and its token; CSV, TSV, "
            + "JSON lines or Parquet, also .gz; several files are one log.",
        Required = true,
        AllowMultipleArgumentsPerToken = true,
    };
    private readonly Option<string> _match = Common.Option(
        "--match", "What an event and a recommendation have in common beside the product: session or user.", "session");
    private readonly Option<string> _window = Common.Option(
        "--window", "Time after which an event is no longer due to a recommendation: 30m, 24h.", "24h");
    private readonly Option<string?> _token = new("--token-column")
    {
        Description = "Header of the token's column. Default: token.",
    };
    private readonly Option<string?> _target = new("--target-column")
    {
        Description =
            "Header of a column with the probability that the policy to be judged would draw the product for the "
            + "exploration slot, in any scale. Default: one that draws all alike.",
    };
    private readonly Option<double> _weight = Common.Option(
        "--max-weight",
        "Weight of a product of an exploration slot, relative to the mean, above which it is cut.",
        s_default.MaxWeight);

    public void AddTo(Command verb)
    {
        _match.AcceptOnlyFromAmong("session", "user");
        verb.Options.Add(_shown);
        _log.AddFormTo(verb);
        verb.AddOptions(_match, _window, _token, _target, _weight);
    }

    public string[] Shown(ParseResult parsed) => parsed.GetRequiredValue(_shown);

    public IReadOnlyList<string> Events(ParseResult parsed) => _log.Files(parsed);

    public AttributionOptions Options(ParseResult parsed)
    {
        AttributionOptions options = new()
        {
            Window = Durations.Read(_window.Name, parsed.GetRequiredValue(_window)),
            IsByUser = parsed.GetValue(_match) == "user",
            TokenColumn = parsed.GetValue(_token),
            TargetColumn = parsed.GetValue(_target),
            MaxWeight = parsed.GetValue(_weight),
            Log = _log.Form(parsed),
        };
        return options.MaxWeight >= 1 && double.IsFinite(options.MaxWeight)
            ? options
            : throw new UsageException($"{_weight.Name} must be at least 1");
    }
}
