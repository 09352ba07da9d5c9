using System.CommandLine;
using ProductSpace.Cli.Output;
using ProductSpace.Evaluation.Gates;

namespace ProductSpace.Cli.Arguments;

/// <summary>How two snapshots are compared on a log that neither was learned from.</summary>
internal sealed class GateArguments(string events, bool isRequired)
{
    private readonly Option<string[]> _events = new(events)
    {
        Description =
            "Log of events (CSV, TSV, JSON lines or Parquet, also .gz) that neither snapshot was learned from, such as "
            + "that of the last day: what was viewed next decides.",
        Required = isRequired,
        AllowMultipleArgumentsPerToken = true,
    };
    private readonly Option<double> _tolerance = Common.Option(
        "--tolerance",
        "Loss that is let pass, as a share of the older snapshot's figure: other seeds differ as much.",
        new GateOptions().Tolerance);

    private readonly ColumnArguments _columns = new(hasLog: true, hasCatalog: false);

    public void AddTo(Command verb)
    {
        verb.Options.Add(_events);
        _columns.AddTo(verb);
        verb.Options.Add(_tolerance);
    }

    /// <summary>Adds only the tolerance, for a verb that has a log already.</summary>
    public void AddToleranceTo(Command verb) => verb.Options.Add(_tolerance);

    public string ToleranceName => _tolerance.Name;

    /// <summary>Whether the comparison is asked for.</summary>
    public bool IsAsked(ParseResult parsed) => parsed.GetValue(_events) is { Length: > 0 };

    /// <summary>Compares two snapshots.</summary>
    public GateResult Compare(
        ParseResult parsed,
        ProductIndex before,
        ProductIndex after,
        ConsoleProgress progress,
        CancellationToken cancellationToken) =>
        Compare(parsed, parsed.GetValue(_events)!, _columns, before, after, progress, cancellationToken);

    /// <summary>Compares two snapshots by a log that the verb knows.</summary>
    public GateResult Compare(
        ParseResult parsed,
        string[] events,
        ColumnArguments columns,
        ProductIndex before,
        ProductIndex after,
        ConsoleProgress progress,
        CancellationToken cancellationToken)
    {
        double tolerance = parsed.GetValue(_tolerance);
        if (!(tolerance is >= 0 and < 1))
        {
            throw new UsageException($"{_tolerance.Name} must be from 0 to below 1");
        }

        IReadOnlyList<IReadOnlyList<string>> sessions =
            SessionIds.Read(events, columns.Log(parsed), progress, cancellationToken);
        progress.Stage = "comparing";
        return SnapshotGate.Compare(
            before, after, sessions, new GateOptions { Tolerance = tolerance }, progress, cancellationToken);
    }
}
