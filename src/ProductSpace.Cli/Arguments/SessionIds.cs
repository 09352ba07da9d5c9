using ProductSpace.Cli.Output;
using ProductSpace.Training;

namespace ProductSpace.Cli.Arguments;

/// <summary>The product ids of the sessions of a log, for what asks a snapshot by ids.</summary>
internal static class SessionIds
{
    /// <summary>Reads and cleans a log, of any age and with any keys, in the order of time.</summary>
    public static IReadOnlyList<IReadOnlyList<string>> Read(
        string[] files,
        IReadOnlyDictionary<string, string> columns,
        ConsoleProgress progress,
        CancellationToken cancellationToken)
    {
        EvaluationLog log = EvaluationLog.Read(
            files,
            new LogOptions { Columns = columns, Allow = LogAllowances.All },
            new CleaningOptions(),
            progress,
            cancellationToken);
        List<IReadOnlyList<string>> sessions = [];
        for (int session = 0; session < log.Sessions.Count; session++)
        {
            List<string> ids = [];
            foreach (int product in log.Sessions.Products(session))
            {
                ids.Add(log.ProductIds[product]);
            }

            sessions.Add(ids);
        }

        return sessions;
    }
}
