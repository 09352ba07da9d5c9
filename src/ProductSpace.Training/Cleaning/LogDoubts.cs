using ProductSpace.Training.Logs;

namespace ProductSpace.Training.Cleaning;

/// <summary>
/// What makes a log doubtful: times of no shop, a session id under many users, a key with a third of all events. Each
/// stops the run with the option that allows it, or is a note of the report where it is allowed.
/// </summary>
internal sealed class LogDoubts(LogOptions options, LogReader reader, KeyStatistics keys, bool isClock, string log)
{
    /// <summary>A key with fewer events can hold a third of a small log by chance.</summary>
    private const int LeastDominant = 100;

    /// <summary>Number of keys below which one of them must hold a third of the events.</summary>
    private const int LeastKeys = 4;

    private readonly List<string> _notes = [];

    /// <summary>Returns the notes of the report.</summary>
    /// <exception cref="TrainingInputException">Something is doubtful and not allowed.</exception>
    public IReadOnlyList<string> Check()
    {
        _notes.Clear();
        CheckTimes();
        CheckSharedSessions();
        CheckDominantKey();
        return [.. _notes];
    }

    private static string Text(FormattableString text) => FormattableString.Invariant(text);

    private void CheckTimes()
    {
        TimeWatch times = reader.Times;
        if (times.Outside == 0)
        {
            return;
        }

        // A counter orders the events of a session like a clock, but cannot cut a user's events into sessions.
        if (!isClock && reader.HasSessions && times.IsAllBefore)
        {
            _notes.Add("the times are no dates of a shop; they only order the events of a session");
            return;
        }

        Doubt(
            LogAllowances.Times,
            Text($"{times.Example}; {times.Outside:N0} of {times.Count:N0} times are not from 1995 to tomorrow"),
            "correct them, set --time-unit or --column time=...");
    }

    private void CheckSharedSessions()
    {
        if (keys.ManyUsersSessions > 0)
        {
            string ids = Text($"{log}: {keys.ManyUsersSessions:N0} of {keys.Keys:N0} session ids stand under");
            Doubt(
                LogAllowances.SharedSessions,
                Text($"{ids} {KeyStatistics.ManyUsers} users or more, the first in event {keys.ManyUsersRow:N0}"),
                "keep users apart with --session-key sessionAndUser");
        }
        else if (keys.SharedSessions > 0)
        {
            _notes.Add(
                Text($"{keys.SharedSessions:N0} of {keys.Keys:N0} session ids stand under more than one user, as ")
                + "after a login; --session-key sessionAndUser would keep users apart");
        }
    }

    private void CheckDominantKey()
    {
        if (keys.LargestKey >= LeastDominant && keys.Keys >= LeastKeys && keys.LargestKey * 3 >= keys.Events)
        {
            string share = Text($"{100.0 * keys.LargestKey / keys.Events:0} % of all {keys.Events:N0} events");
            string what = reader.HasSessions ? "session" : "user";
            Doubt(
                LogAllowances.DominantKey,
                Text($"{log}: one {what} holds {share}, the first of them is event {keys.LargestKeyRow:N0}"),
                $"its id may stand for nothing; remove it, or choose --column {what}=...");
        }
    }

    private void Doubt(LogAllowances kind, string fault, string remedy)
    {
        string name = System.Text.Json.JsonNamingPolicy.CamelCase.ConvertName(kind.ToString());
        if (!options.Allow.HasFlag(kind))
        {
            throw new TrainingInputException($"{fault}; {remedy}, or allow it with --allow {name}");
        }

        _notes.Add($"{fault} (allowed)");
    }
}
