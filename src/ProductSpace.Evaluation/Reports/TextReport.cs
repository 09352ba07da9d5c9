using ProductSpace.Evaluation.Comparing;
using ProductSpace.Evaluation.Splits;
using static ProductSpace.Evaluation.Reports.ReportFormat;

namespace ProductSpace.Evaluation.Reports;

/// <summary>Writes a comparison for a terminal: what was split how, and one table of at most 120 columns.</summary>
public static class TextReport
{
    private const int Label = 10;
    private const int LongestName = 20;
    private const int MaxColumns = 120;

    /// <summary>Writes the report.</summary>
    /// <param name="result">The comparison.</param>
    /// <param name="log">What the log is called, such as the name of its file.</param>
    /// <param name="output">Receives the lines.</param>
    public static void Write(ComparisonResult result, string log, TextWriter output)
    {
        ArgumentNullException.ThrowIfNull(result);
        ArgumentNullException.ThrowIfNull(log);
        ArgumentNullException.ThrowIfNull(output);
        void Line(string label, string text) => output.WriteLine($"{label.PadRight(Label)}{text}");
        Line("log", log);
        Line(
            string.Empty,
            Text($"{result.LogSessions:N0} sessions, {result.LogViews:N0} views, {result.LogProducts:N0} products"));
        if (!result.IsClock)
        {
            Line(string.Empty, "times are no clock: split by the order of the sessions");
        }

        if (result.Validation is SplitCounts validation)
        {
            Line("validation", Window(validation));
        }

        foreach (SplitCounts window in result.Windows)
        {
            Line("test", Window(window));
            Line(
                string.Empty,
                Text($"judged by {window.TestSessions:N0} sessions; {window.SessionsAcross:N0} sessions across the ")
                + Text($"border; {window.UnknownViews:N0} views of unknown products ")
                + (result.Options.Split.Unknown == UnknownProducts.Remove ? "removed" : "kept"));
        }

        string predictions = result.Predictions < result.Positions
            ? Text($"{result.Predictions:N0} of {result.Positions:N0} next views, evenly spread")
            : Text($"all {result.Positions:N0} next views");
        Line("predicted", Text($"{predictions}; every known product is ranked"));
        Line(
            "mode",
            Text($"{Mode(result.Options.Mode)}; HR is at most {result.HighestHitRates[(int)result.Options.Mode]:F4}"));
        output.WriteLine();
        Table(result, output);
        Notes(result, output);
    }

    private static string Window(SplitCounts window)
    {
        string from = window.Border is null ? string.Empty : Text($"{Time(window.Border)} to {Time(window.End)}: ");
        return from + Text($"trained on {window.TrainingSessions:N0} sessions, {window.TrainingViews:N0} views, ")
            + Text($"{window.Products:N0} products");
    }

    private static void Table(ComparisonResult result, TextWriter output)
    {
        RepeatMode mode = result.Options.Mode;
        bool isHits = result.Options.Metric == RankingMetric.HitRate;
        int name = Math.Clamp(result.Models.Max(model => model.Name.Length), 8, LongestName) + 2;
        string against = Text($"{Metric(result.Options.Metric)} against {Short(result.Against)}, 95 %");
        output.WriteLine(
            "model".PadRight(name)
            + Text($"{"HR@20",6}  {"MRR@20",6}  {"recall",6}  {"NDCG",6}  {"cover",6}  {"popul.",7}  {against,-46}")
            + Text($"{"train s",7}"));
        foreach (ModelResult model in result.Models)
        {
            ModeFigures figures = model[mode];
            CutFigures at = figures.At[^1];
            string difference = Difference(isHits ? figures.HitRate20Difference : figures.Mrr20Difference);
            output.WriteLine(
                Short(model.Name).PadRight(name)
                + Text($"{at.HitRate:F4}  {at.Mrr:F4}  {at.Recall:F4}  {at.Ndcg:F4}  {Percent(at.Coverage, 0),6}  ")
                + Text($"{Percent(at.Popularity, 3),7}  {difference,-46}{Seconds(model.TrainingSeconds),7}"));
        }
    }

    private static void Notes(ComparisonResult result, TextWriter output)
    {
        output.WriteLine();
        foreach (ModelResult model in result.Models.Where(model => model.SettingsTried > 0))
        {
            string settings = model.Settings.Length > 0 ? model.Settings : "no settings";
            Note(output, Text($"{model.Name}: {settings} (best of {model.SettingsTried} on the validation part)"));
        }

        foreach (ModelResult model in result.Models)
        {
            if (model.Spread is SeedSpread spread)
            {
                Note(
                    output,
                    Text($"{model.Name}: mean of {spread.Seeds} seeds; HR@20 ± {spread.HitRate20:F4}, MRR@20 ± ")
                    + Text($"{spread.Mrr20:F4} between them"));
            }

            if (model.SeedHitRateChange is BootstrapInterval hits && model.SeedMrrChange is BootstrapInterval places)
            {
                Note(
                    output,
                    Text($"{model.Name} against {result.Against} over seeds, 95 %: HR@20 {hits.Mean:+0.0000;-0.0000} ")
                    + Text($"[{hits.Low:F4}, {hits.High:F4}], MRR@20 {places.Mean:+0.0000;-0.0000} ")
                    + Text($"[{places.Low:F4}, {places.High:F4}]"));
            }

            if (model.Index is IndexLoss loss)
            {
                Note(
                    output,
                    Text($"{model.Name} through an index: HR@20 {loss.IndexHitRate20:F4} instead of ")
                    + Text($"{loss.HitRate20:F4}, MRR@20 {loss.IndexMrr20:F4} instead of {loss.Mrr20:F4}; ")
                    + Text($"{Strategies(loss)}"));
            }
        }

        output.WriteLine(Text($"{result.Models.Count} models in {result.Seconds:F1} s"));
    }

    /// <summary>Writes a note, on several lines where it is long; further lines are indented.</summary>
    private static void Note(TextWriter output, string text)
    {
        string line = string.Empty;
        foreach (string word in text.Split(' '))
        {
            if (line.Trim().Length > 0 && line.Length + word.Length > MaxColumns)
            {
                output.WriteLine(line.TrimEnd());
                line = "  ";
            }

            line += word + " ";
        }

        output.WriteLine(line.TrimEnd());
    }

    private static string Short(string name) => name.Length <= LongestName ? name : name[..(LongestName - 1)] + "…";
}
