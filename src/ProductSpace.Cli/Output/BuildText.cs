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

        if (reading is { Columns.Count: > 0 })
        {
            Line($"  columns: {string.Join(", ", reading.Columns)}");
        }

        string separator = reading?.CategorySeparator is string sign ? $" separated by '{sign}'" : string.Empty;
        Line($"  {report.Products:N0} products with a row, {report.WithCategory:N0} in a category");
        if (report.Categories > 0)
        {
            Line($"  {report.Categories:N0} categories of up to {report.CategoryLevels} levels{separator}");
        }

        if (report.VariantRows > 0)
        {
            Line($"  {report.VariantRows:N0} rows are further variants of a product, and were merged");
        }

        Line($"  {report.WithPrice:N0} with a price{Prices(report, reading)}, {report.InStock:N0} in stock");
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
        BuildReport report, CatalogReading? catalog, double seconds, DeltaMerge? delta, TextWriter output) =>
        JsonOutput.Write(
            output,
            delta is null ? new { report, catalog, seconds } : new { report, catalog, seconds, delta });

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
            : string.Empty;

    private static string Span(NumberColumnSpan column) => column.Products == 0
        ? string.Empty
        : string.Create(CultureInfo.InvariantCulture, $" ({column.Least} to {column.Greatest})");

    private static string Times(CatalogReport report) =>
        report.FirstSeenFrom is DateTimeOffset from && report.FirstSeenTo is DateTimeOffset to
            ? string.Create(CultureInfo.InvariantCulture, $" ({from:yyyy-MM-dd} to {to:yyyy-MM-dd})")
            : string.Empty;
}
