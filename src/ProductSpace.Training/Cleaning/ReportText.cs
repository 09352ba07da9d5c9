using System.Globalization;
using System.Text;

namespace ProductSpace.Training.Cleaning;

/// <summary>A cleaning report as lines of text.</summary>
internal static class ReportText
{
    public static string Write(CleaningReport report)
    {
        StringBuilder text = new();
        void Line(FormattableString line) => text.Append(line.ToString(CultureInfo.InvariantCulture)).Append('\n');

        foreach (LogFileReport file in report.Files)
        {
            string unit = file.TimeUnit is LogTimeUnit known ? $" in {known.ToString().ToLowerInvariant()}" : string.Empty;
            Line($"{file.Path} ({file.Form}): {file.Events:N0} events; {string.Join(", ", file.Columns.Select(pair => $"{pair.Key}={pair.Value}{(pair.Key == Logs.LogColumns.Time ? unit : string.Empty)}"))}");
        }

        Line($"read     {report.EventsRead,12:N0} events, {report.SessionsRead:N0} sessions by {report.SessionsBy}, {report.ProductsRead:N0} products");
        foreach (CleaningDrop drop in report.Drops)
        {
            string sessions = drop.Sessions > 0 ? string.Create(CultureInfo.InvariantCulture, $" ({drop.Sessions:N0} sessions)") : string.Empty;
            Line($"dropped  {drop.Events,12:N0} {drop.Description}{sessions}");
        }

        Line($"kept     {report.Tokens,12:N0} events, {report.Sessions:N0} sessions, {report.Products:N0} products{Kinds(report)}");
        if (report.HeldOutSessions > 0)
        {
            Line($"held out {report.HeldOutEvents,12:N0} events, {report.HeldOutSessions:N0} sessions");
        }

        Line($"times: {(report.Clock.IsClock ? "a clock" : "order only")} ({report.Clock.Reason})");
        Line($"dwell: {report.Dwell}");
        if (report.FirstTime is DateTimeOffset first && report.LastTime is DateTimeOffset last)
        {
            Line($"from {first:yyyy-MM-dd HH:mm} to {last:yyyy-MM-dd HH:mm} UTC");
        }

        return text.ToString();
    }

    private static string Kinds(CleaningReport report)
    {
        string text = report.IsPurchasesOnly ? "; purchases only, they are the sequences" : string.Empty;
        if (report.PurchaseTokens > 0)
        {
            text += string.Create(CultureInfo.InvariantCulture, $"; {report.PurchaseTokens:N0} purchases beside views");
        }

        return report.RecommendedTokens == 0 ? text : text + string.Create(CultureInfo.InvariantCulture, $"; {report.RecommendedTokens:N0} caused by a recommender");
    }
}
