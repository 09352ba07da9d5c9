using System.Globalization;
using ProductSpace.Cli.Catalog;
using ProductSpace.Generations;

namespace ProductSpace.Cli.Output;

/// <summary>
/// Prints what a build read from the catalogue. A wrong column or format shows in these numbers before anyone searches.
/// </summary>
internal static class BuildText
{
    private const double MinorUnits = 100;

    public static void Print(CatalogReport? report, CatalogReading? reading, TextWriter output)
    {
        if (report is null)
        {
            return;
        }

        void Line(FormattableString text) => output.WriteLine(text.ToString(CultureInfo.InvariantCulture));
        Line($"{reading?.Path ?? "catalogue"}: {report.Rows:N0} rows, {report.Joined:N0} of them with a vector");
        if (reading is { EmptyRows: > 0 })
        {
            Line($"  {reading.EmptyRows:N0} empty rows skipped");
        }

        if (reading is not null)
        {
            Line($"  columns: {string.Join(", ", reading.Found)}");
            CatalogLines.PrintNotes(reading, output);
        }

        string separator = reading?.CategorySeparator is string sign ? $" separated by '{sign}'" : string.Empty;
        Line($"  {report.Products:N0} products with a row, {report.WithCategory:N0} in a category{NoCategory(report)}");
        if (report.Categories > 0)
        {
            Line($"  {report.Categories:N0} categories of up to {report.CategoryLevels} levels{separator}");
        }

        if (report.VariantRows > 0)
        {
            Line($"  {report.VariantRows:N0} rows are further variants of a product, and were merged");
        }

        Line($"  {report.WithPrice:N0} with a price{Prices(report, reading)}");
        Line($"  {report.InStock:N0} in stock{NoStock(reading)}");
        Line($"  {report.WithFirstSeen:N0} with the time when they came into the shop{Times(report)}");
        foreach (CatalogFacetCount facet in report.Facets)
        {
            Line($"  {facet.Products:N0} with the facet {facet.Name}, {facet.Values:N0} values");
        }

        foreach (NumberColumnSpan column in report.Numbers)
        {
            Line($"  {column.Products:N0} with the number {column.Name}{Span(column)}");
        }

        if (report.NearMiss is string near)
        {
            Line($"  warning: more {near}");
        }
    }

    /// <summary>Writes the same for programs.</summary>
    public static void WriteJson(
        BuildReport report,
        CatalogReading? catalog,
        IReadOnlyList<JsonFields> vectorFiles,
        double seconds,
        DeltaMerge? delta,
        LostLearning? lost,
        TextWriter output)
    {
        JsonFields fields = new()
        {
            ["report"] = report,
            ["catalog"] = catalog,
            ["vectorFiles"] = vectorFiles,
            ["seconds"] = seconds,
        };
        if (delta is not null)
        {
            fields["delta"] = delta;
            fields["lostTables"] = lost?.Tables ?? [];
            fields["lostAttachments"] = lost?.Attachments ?? [];
        }

        JsonOutput.Write(output, fields);
    }

    /// <summary>Prints what was estimated, and how far that can be trusted.</summary>
    public static void Print(int estimated, ColdRows? cold, TextWriter output)
    {
        if (cold is null || estimated == 0)
        {
            return;
        }

        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"  {estimated:N0} products without events: vectors estimated from their metadata, which explain "
            + $"{Math.Max(0, cold.Model.Explained):P0} of the vectors of products held out"));
        if (cold.Unknown > 0)
        {
            output.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"    {cold.Unknown:N0} of them share nothing with a product of the model, and got the mean vector"));
        }
    }

    private static string Prices(CatalogReport report, CatalogReading? reading) =>
        report.LeastPrice is long least && report.GreatestPrice is long greatest
            ? string.Create(
                CultureInfo.InvariantCulture,
                $" ({least / MinorUnits:F2} to {greatest / MinorUnits:F2}"
                + $"{(reading?.Currency is string currency ? $" {currency}" : string.Empty)})")
            : $": --price-min and --price-max cannot match; name the column with {ColumnNames.Option} price=...";

    private static string NoCategory(CatalogReport report) => report.WithCategory > 0
        ? string.Empty
        : $": --category cannot match; name the column with {ColumnNames.Option} category=...";

    private static string NoStock(CatalogReading? reading) =>
        reading is null || reading.Found.Any(column => column.Split('=')[0] == ColumnNames.InStock)
            ? string.Empty
            : $": no column tells, so that all count as such; name it with {ColumnNames.Option} in_stock=...";

    private static string Span(NumberColumnSpan column) => column.Products == 0
        ? string.Empty
        : string.Create(CultureInfo.InvariantCulture, $" ({column.Least} to {column.Greatest})");

    private static string Times(CatalogReport report) =>
        report.FirstSeenFrom is DateTimeOffset from && report.FirstSeenTo is DateTimeOffset to
            ? string.Create(CultureInfo.InvariantCulture, $" ({from:yyyy-MM-dd} to {to:yyyy-MM-dd})")
            : $": --first-seen-after cannot match; name the column with {ColumnNames.Option} first_seen=...";
}
