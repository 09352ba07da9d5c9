using System.CommandLine;
using ProductSpace.Training;
using ProductSpace.Training.Tables;

namespace ProductSpace.Cli.Arguments;

/// <summary>Options that say what a table is learned from.</summary>
internal sealed class TableKindArguments
{
    private static readonly string[] s_events = ["view", "cart", "purchase"];

    private readonly Option<string> _kind = Common.Option(
        "--kind",
        "What is learned. slist: the linear model of what is viewed together and next, best on most logs; "
        + "sequential: what is viewed within the next views, nearer ones more; association: what is viewed in "
        + "the same session; neighbors: the same, by how much oftener than by chance; together: what is carted or "
        + "bought in the same session; leads-to: what is bought later in the session, see --from and --to.",
        TableKind.Linear);
    private readonly Option<string> _from = Common.Option(
        "--from", "With leads-to: the event that leads, view, cart or purchase.", s_events[0]);
    private readonly Option<string> _to = Common.Option(
        "--to", "With leads-to: the event that it leads to, view, cart or purchase.", s_events[2]);
    private readonly Option<PairMeasure> _measure = Common.Option(
        "--measure",
        "With together and leads-to: the weight of an entry. confidence: its share of the sessions, for what is "
        + "popular; lift: how much oftener than by chance, for what is particular; cosine: between the two.",
        new EventPairs().Measure);

    private readonly Option<int> _pairSupport = Common.Option(
        "--min-pair-support",
        "With slist: number of sessions that must hold both products of an entry, beside --min-support for each "
        + "product. The table tells less of single shoppers, and finds less.",
        1);

    public void AddTo(Command verb)
    {
        _kind.AcceptOnlyFromAmong(TableKind.All);
        _from.AcceptOnlyFromAmong(s_events);
        _to.AcceptOnlyFromAmong(s_events);
        verb.AddOptions(_kind, _from, _to, _measure, _pairSupport);
    }

    public bool IsGiven(ParseResult parsed) => parsed.GetResult(_kind)?.Implicit is false;

    public TableKind Read(ParseResult parsed)
    {
        string kind = parsed.GetRequiredValue(_kind);
        bool leads = kind == TableKind.LeadsTo;
        RequireFor(parsed, _from, leads, TableKind.LeadsTo);
        RequireFor(parsed, _to, leads, TableKind.LeadsTo);
        string both = $"{TableKind.Together} or {TableKind.LeadsTo}";
        RequireFor(parsed, _measure, leads || kind == TableKind.Together, both);
        RequireFor(parsed, _pairSupport, kind == TableKind.Linear, TableKind.Linear);
        if (parsed.GetValue(_pairSupport) < 1)
        {
            throw new UsageException($"{_pairSupport.Name} must be at least 1");
        }

        EventPairs pairs = new() { Measure = parsed.GetValue(_measure) };
        EventPairs counted = !leads ? pairs : pairs with
        {
            From = Events(parsed.GetRequiredValue(_from)),
            To = Events(parsed.GetRequiredValue(_to)),
            Follows = true,
        };
        return new TableKind(kind, counted, parsed.GetValue(_pairSupport));
    }

    private static void RequireFor(ParseResult parsed, Option option, bool isFit, string kinds)
    {
        if (!isFit && parsed.GetResult(option)?.Implicit is false)
        {
            throw new UsageException($"{option.Name} is for --kind {kinds}");
        }
    }

    private static LogEvents Events(string name) => Enum.Parse<LogEvents>(name, ignoreCase: true);
}
