using System.Globalization;
using System.Text;
using ProductSpace.Training.Logs;

namespace ProductSpace.Training;

/// <summary>Text of the report.</summary>
public sealed partial record CleaningReport
{
    /// <summary>Returns the report as lines of text.</summary>
    public string ToText()
    {
        StringBuilder text = new();
        void Line(FormattableString line) => text.Append(line.ToString(CultureInfo.InvariantCulture)).Append('\n');

        AppendPlausibility(text);
        foreach (LogFileReport file in Files)
        {
            string unit = file.TimeUnit is LogTimeUnit known ? $" {TimeUnitNames.In(known)}" : string.Empty;
            string columns = string.Join(", ", file.Columns.Select(pair => Column(pair.Key, pair.Value, unit)));
            Line($"{file.Path} ({file.Form}): {file.Events:N0} events; {columns}");
        }

        string by = $"sessions by {SessionsBy}";
        Line($"read     {EventsRead,12:N0} events, {SessionsRead:N0} {by}, {ProductsRead:N0} products");
        foreach (CleaningDrop drop in Drops)
        {
            string sessions =
                drop.Sessions > 0
                    ? string.Create(CultureInfo.InvariantCulture, $" ({drop.Sessions:N0} sessions)")
                    : string.Empty;
            Line($"dropped  {drop.Events,12:N0} {drop.Description}{sessions}");
        }

        Line($"kept     {Tokens,12:N0} events, {Sessions:N0} sessions, {Products:N0} products{Kinds()}");
        if (HeldOutSessions > 0)
        {
            Line($"held out {HeldOutEvents,12:N0} events, {HeldOutSessions:N0} sessions");
        }

        Line($"times: {(Clock.IsClock ? "a clock" : "order only")} ({Clock.Reason})");
        Line($"dwell: {Dwell}");
        if (FirstTime is DateTimeOffset first && LastTime is DateTimeOffset last)
        {
            Line($"from {first:yyyy-MM-dd HH:mm} to {last:yyyy-MM-dd HH:mm} UTC");
        }

        return text.ToString();
    }

    private void AppendPlausibility(StringBuilder text)
    {
        void Line(FormattableString line) => text.Append(line.ToString(CultureInfo.InvariantCulture)).Append('\n');

        LogPlausibility seen = Plausibility;
        string about = seen.UsersAreEstimated ? "about " : string.Empty;
        string users = seen.Users is long count
            ? string.Create(CultureInfo.InvariantCulture, $"{about}{count:N0} users, ")
            : string.Empty;
        Line($"log      {seen.RowsRead,12:N0} rows read, {seen.RowsUsed:N0} used");
        Line($"         {users}{seen.Sessions:N0} sessions, {seen.Products:N0} products");
        if (seen.FirstTime is DateTimeOffset first && seen.LastTime is DateTimeOffset last)
        {
            Line($"         first event {first:yyyy-MM-dd HH:mm}, last {last:yyyy-MM-dd HH:mm} UTC");
        }

        long largest = seen.LargestSessionEvents;
        Line($"         largest session {largest:N0} events, {seen.LargestSessionShare:0.00 %} of all");
        foreach (string note in seen.Notes)
        {
            Line($"note     {note}");
        }
    }

    private static string Column(string ours, string theirs, string unit) =>
        ours == LogColumns.Time ? $"{ours}={theirs}{unit}" : $"{ours}={theirs}";

    private string Kinds()
    {
        string text = IsPurchasesOnly ? "; purchases only, they are the sequences" : string.Empty;
        if (PurchaseTokens > 0)
        {
            text += string.Create(CultureInfo.InvariantCulture, $"; {PurchaseTokens:N0} purchases beside views");
        }

        return RecommendedTokens == 0
            ? text
            : text + string.Create(CultureInfo.InvariantCulture, $"; {RecommendedTokens:N0} caused by a recommender");
    }
}
