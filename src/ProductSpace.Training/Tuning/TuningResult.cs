using System.Globalization;
using System.Text;

namespace ProductSpace.Training.Tuning;

/// <summary>All trials of a search, and the best. Immutable.</summary>
public sealed class TuningResult
{
    private const string Epochs = "epochs";

    internal TuningResult(
        IReadOnlyList<TuningTrial> trials,
        TuningTrial best,
        Setting[] settings,
        SessionCorpus sample,
        double seconds)
    {
        Settings = settings;
        Trials = trials;
        Best = best;
        Sessions = sample.SessionCount;
        Events = sample.TokenCount;
        Products = sample.ProductCount;
        Seconds = seconds;
    }

    /// <summary>Trials in the order in which they ran.</summary>
    public IReadOnlyList<TuningTrial> Trials { get; }

    /// <summary>Finished trial with the highest score; of equal ones, the first.</summary>
    public TuningTrial Best { get; }

    /// <summary>Number of sessions that trials trained on.</summary>
    public long Sessions { get; }

    /// <summary>Number of events in these sessions.</summary>
    public long Events { get; }

    /// <summary>Number of products in these sessions.</summary>
    public int Products { get; }

    /// <summary>Wall time in seconds, drawing the sample included.</summary>
    public double Seconds { get; }

    /// <summary>Settings that were searched in addition to the number of epochs.</summary>
    internal IReadOnlyList<Setting> Settings { get; }

    /// <summary>Returns a table with a line for each trial and the settings that were searched.</summary>
    public string ToText()
    {
        List<string[]> rows =
        [
            ["trial", "score", .. Settings.Select(setting => setting.Name), Epochs, "seconds", string.Empty],
        ];
        foreach (TuningTrial trial in Trials)
        {
            string note =
                trial == Best
                    ? "best"
                    : trial.Outcome switch
                    {
                        TuningOutcome.Abandoned => $"given up after epoch {trial.Scores.Count}",
                        TuningOutcome.CutShort => $"out of time after epoch {trial.Scores.Count}",
                        _ => string.Empty,
                    };
            rows.Add([
                Text(trial.Number),
                trial.Score.ToString("F4", CultureInfo.InvariantCulture),
                .. Settings.Select(setting => Text(setting.Get(trial.Options))),
                Text(trial.Options.Epochs),
                trial.Seconds.ToString("F1", CultureInfo.InvariantCulture),
                note,
            ]);
        }

        StringBuilder text = new();
        int[] widths = [.. Enumerable.Range(0, rows[0].Length).Select(column => rows.Max(row => row[column].Length))];
        foreach (string[] row in rows)
        {
            text.Append(
                    string.Join(
                            "  ",
                            row.Select((cell, column) => column == row.Length - 1 ? cell : cell.PadLeft(widths[column]))
                        )
                        .TrimEnd())
                .Append('\n');
        }

        return text.ToString();
    }

    private static string Text(double value) => value.ToString("0.######", CultureInfo.InvariantCulture);
}
