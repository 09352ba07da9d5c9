using ProductSpace.Training;
using ProductSpace.Training.Tables;

namespace ProductSpace.Cli.Arguments;

/// <summary>A way to learn an item table from the sessions of a log.</summary>
/// <param name="Name">Its name on the command line.</param>
/// <param name="Pairs">What pairs of events are counted, for the kinds that count events.</param>
/// <param name="MinPairSessions">Number of sessions that an entry of the linear model needs.</param>
internal sealed record TableKind(string Name, EventPairs Pairs, int MinPairSessions = 1)
{
    public const string Linear = "slist";
    public const string Together = "together";
    public const string LeadsTo = "leads-to";

    private const string Sequential = "sequential";
    private const string Association = "association";
    private const string Neighbors = "neighbors";

    public static string[] All { get; } = [Linear, Sequential, Association, Neighbors, Together, LeadsTo];

    /// <summary>Whether carts and purchases must be told from views.</summary>
    public bool ReadsKinds => Name is Together or LeadsTo;

    /// <summary>Returns a kind with its defaults.</summary>
    public static TableKind Of(string name) => new(
        name,
        name == LeadsTo
            ? new EventPairs { From = LogEvents.View, To = LogEvents.Purchase, Follows = true }
            : new EventPairs(),
        MinPairSessions: 1);

    /// <summary>Learns the table; returns it with a line that says how.</summary>
    public (ItemTable Table, string Source) Learn(SessionSet sessions, ItemTableOptions options)
    {
        switch (Name)
        {
            case Linear:
                SlistOptions linear = new()
                {
                    Limits = new TableLimits
                    {
                        Entries = options.Entries,
                        MinSessions = options.MinSessions,
                        MinPairSessions = MinPairSessions,
                    },
                };
                ItemTable learned = SlistLearner.Learn(
                    sessions, linear, options.Threads, options.Progress, options.CancellationToken);
                return (learned, FormattableString.Invariant(
                    $"SLIST of alpha {linear.Alpha}, lambda {linear.Lambda}"));
            case Association:
                return (new AssociationRules { Repeats = false }.Learn(sessions, options), "association rules");
            case Neighbors:
                return (new ItemNeighbors().Learn(sessions, options), "item neighbors");
            case Together:
                return (Pairs.Learn(sessions, options), $"carted or bought together by {Measure}");
            case LeadsTo:
                return (
                    Pairs.Learn(sessions, options), $"{Of(Pairs.From)} that leads to {Of(Pairs.To)} by {Measure}");
            default:
                SequentialRules rules = new() { Repeats = false };
                return (rules.Learn(sessions, options), $"sequential rules of {rules.Steps} steps");
        }
    }

    private string Measure => Pairs.Measure.ToString().ToLowerInvariant();

    private static string Of(LogEvents kind) => kind.ToString().ToLowerInvariant();
}
