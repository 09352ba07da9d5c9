using System.Globalization;
using ProductSpace.Evaluation;
using ProductSpace.Evaluation.Attribution;

namespace ProductSpace.Cli.Output;

/// <summary>What shown recommendations led to, as text and as JSON.</summary>
internal static class AttributionText
{
    /// <summary>Number of rows of one dimension; JSON has all.</summary>
    private const int Shown = 20;

    public static void Print(TextWriter text, AttributionResult result, AttributionOptions options)
    {
        string shoppers = options.IsByUser ? "users" : "sessions";
        Line(
            text,
            $"{result.Impressions:N0} impressions, {result.Shoppers:N0} {shoppers}, {result.Events:N0} events");
        Line(
            text,
            $"{result.Attributed:N0} events attributed, {result.Further:N0} of them further ones of one impression; ",
            $"{result.TooLate:N0} too late");
        if (result.Duplicates + result.ShownLeftOut + result.EventsLeftOut > 0)
        {
            Line(
                text,
                $"left out: {result.Duplicates:N0} impressions logged twice; without product, time or ",
                $"{shoppers.TrimEnd('s')}: {result.ShownLeftOut:N0} impressions, {result.EventsLeftOut:N0} events");
        }

        foreach (IGrouping<AttributionDimension, AttributionGroup> rows in result.Groups.GroupBy(row => row.Dimension))
        {
            text.WriteLine();
            Line(
                text,
                $"{"by " + JsonOutput.Name(rows.Key),-28} {"impressions",12} {"clicks",9} {"click rate",-28} ",
                $"{"purchases",9} purchase rate");
            foreach (AttributionGroup row in rows.Take(Shown))
            {
                Line(
                    text,
                    $"{Label(row),-28} {row.Impressions,12:N0} {row.Clicks,9:N0} {Rate(row.ClickRate),-28} ",
                    $"{row.Purchases,9:N0} {Rate(row.PurchaseRate)}");
            }

            if (rows.Count() > Shown)
            {
                Line(text, $"{rows.Count() - Shown:N0} more rows: see --json");
            }
        }

        PrintExploration(text, result, options);
        text.WriteLine();
        Line(text, $"{options.Confidence:P0} intervals over {shoppers}");
    }

    public static JsonFields Json(AttributionResult result, AttributionOptions options) => new()
    {
        ["windowSeconds"] = options.Window.TotalSeconds,
        ["match"] = options.IsByUser ? "user" : "session",
        ["confidence"] = options.Confidence,
        ["maxWeight"] = options.MaxWeight,
        ["impressions"] = result.Impressions,
        ["duplicates"] = result.Duplicates,
        ["shoppers"] = result.Shoppers,
        ["shownLeftOut"] = result.ShownLeftOut,
        ["events"] = result.Events,
        ["eventsLeftOut"] = result.EventsLeftOut,
        ["attributed"] = result.Attributed,
        ["further"] = result.Further,
        ["tooLate"] = result.TooLate,
        ["groups"] = result.Groups,
        ["exploration"] = result.Exploration,
    };

    private static void PrintExploration(TextWriter text, AttributionResult result, AttributionOptions options)
    {
        if (result.Exploration.Count == 0)
        {
            return;
        }

        string target = options.TargetColumn is null ? "draws all products alike" : "the target column describes";
        text.WriteLine();
        text.WriteLine($"exploration slots, and what a policy would earn that {target} (SNIPS)");
        foreach (ExplorationEstimate row in result.Exploration)
        {
            Line(
                text,
                $"{row.Placement}/{row.Variant}: {row.Impressions:N0} impressions, as good as ",
                $"{row.Click.EffectiveSize:N0} of equal weight");
            Line(text, $"  click rate    {Rate(row.ClickRate)}, estimate {Rate(row.Click.Rate)}");
            Line(text, $"  purchase rate estimate {Rate(row.Purchase.Rate)}");
            if (row.Click.Cut > 0)
            {
                Line(
                    text,
                    $"  {row.Click.Cut:N0} weights were cut to {options.MaxWeight} times the mean: the estimate ",
                    $"leans towards what was drawn often");
            }
        }
    }

    private static string Label(AttributionGroup row) => row.Name.Length == 0 ? "all" : row.Name;

    private static string Rate(BootstrapInterval rate) =>
        string.Create(CultureInfo.InvariantCulture, $"{rate.Mean:P2} [{rate.Low:P2}, {rate.High:P2}]");

    private static void Line(TextWriter text, params FormattableString[] parts)
    {
        foreach (FormattableString part in parts)
        {
            text.Write(part.ToString(CultureInfo.InvariantCulture));
        }

        text.WriteLine();
    }
}
