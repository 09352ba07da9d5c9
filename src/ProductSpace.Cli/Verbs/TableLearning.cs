using ProductSpace.Cli.Arguments;
using ProductSpace.Cli.Output;
using ProductSpace.Training;
using ProductSpace.Training.Tables;

namespace ProductSpace.Cli.Verbs;

/// <summary>What `learn-table` and `train --table` share, so that both write the same table.</summary>
internal static class TableLearning
{
    public const int Entries = 50;
    public const int MinSessions = 5;
    public const double HalfLifeDays = 30;

    /// <summary>Reads the log as a table is learned from it.</summary>
    public static EvaluationLog Read(
        bool readsKinds,
        IReadOnlyList<string> files,
        LogOptions log,
        CleaningOptions cleaning,
        ConsoleProgress progress,
        CancellationToken cancellationToken) => readsKinds
        ? EvaluationLog.ReadKinds(files, log, cleaning, progress, cancellationToken)
        : EvaluationLog.Read(files, log, cleaning, progress, cancellationToken);

    /// <summary>Learns a table of a kind with the settings that `learn-table` has by default.</summary>
    public static LearnedTable Learn(
        TableKind kind,
        EvaluationLog events,
        int threads,
        ConsoleProgress progress,
        CancellationToken cancellationToken)
    {
        progress.Stage = "learning the table";
        ItemTableOptions options = new()
        {
            Entries = Entries,
            MinSessions = MinSessions,
            Threads = threads,
            Progress = progress,
            CancellationToken = cancellationToken,
        };
        (ItemTable table, string source) = kind.Learn(events.Sessions, options);
        return Of(kind.Name, events, table, source, options, HalfLifeDays);
    }

    /// <summary>Puts a learned table together with its popularity and a line that says how it was learned.</summary>
    public static LearnedTable Of(
        string name, EvaluationLog events, ItemTable table, string source, ItemTableOptions options, double days) =>
        new(
            name,
            events.ProductIds,
            table,
            ProductPopularity.Of(events.Sessions, days),
            FormattableString.Invariant(
                $"{source}, {options.Entries} entries, support {options.MinSessions}, half-life {days:0.###} days"))
        {
            Trends = ProductPopularity.Trends(events.Sessions),
        };
}
