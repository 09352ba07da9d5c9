using System.Globalization;
using ProductSpace.Cli.Catalog;
using ProductSpace.Generations;

namespace ProductSpace.Cli.Output;

/// <summary>
/// Prints what a build made: what it read, what it wrote, what it left out, and what a delta brought.
/// </summary>
internal static class BuildReportText
{
    /// <summary>Prints a report, with examples of what was left out if they are wanted.</summary>
    public static void Print(
        BuildReport report,
        double seconds,
        TextWriter output,
        bool examples = true,
        CatalogReading? reading = null)
    {
        BuildText.Print(report.Catalog, reading, output);
        double bytesAProduct = (double)report.FileBytes / Math.Max(1, report.Products);
        output.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"{report.Path}: {report.Products:N0} products x {report.Dimension}, {report.FileBytes:N0} bytes "
                + $"({bytesAProduct:F0} a product), {seconds:F1} s"));
        if (report.Structures == IndexStructures.Scan)
        {
            output.WriteLine("  no graph and no cells: in a shop of this size every search is an exact scan");
        }

        if (report.SimilarityHint is not null)
        {
            output.WriteLine($"  {report.SimilarityHint}");
        }

        PrintSome(output, report.Skipped, "products left out", examples ? report.SkippedExamples : []);
        PrintSome(
            output,
            report.WithoutCatalogRow,
            "products without a row in the catalogue, in the root category",
            []);
        PrintSome(
            output,
            report.WithoutVector,
            "rows of the catalogue without a vector",
            examples ? report.WithoutVectorExamples : []);
        PrintSome(output, report.CalibrationSessions, "questions of the calibration are sessions of the log", []);
        PrintSome(output, report.EqualProducts, "products share the node of an equal one", []);
        PrintSome(output, report.Repaired, "nodes were hung on so that every product can be reached", []);
        foreach (string warning in report.Warnings)
        {
            output.WriteLine($"  warning: {warning}");
        }
    }

    /// <summary>Prints what a delta brought; nothing without one.</summary>
    public static void Print(DeltaMerge? merge, TextWriter output)
    {
        if (merge is null)
        {
            return;
        }

        const int shown = 20;
        output.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"  {merge.Path}: {merge.Added:N0} products added, {merge.Changed:N0} changed, "
                    + $"{merge.LeftOut:N0} left out"));
        PrintSome(
            output,
            merge.WithoutVector.Count,
            "products of the delta are not in the build: they have no vector in one of its spaces",
            [.. merge.WithoutVector.Take(shown)]);
        PrintSome(
            output,
            merge.UnknownNames.Count,
            "names of the delta are neither facets nor payload columns of the build, and were ignored",
            [.. merge.UnknownNames.Take(shown)]);
    }

    private static void PrintSome(TextWriter output, int count, string what, IReadOnlyList<string> examples)
    {
        if (count == 0)
        {
            return;
        }

        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  {count:N0} {what}"));
        foreach (string example in examples)
        {
            output.WriteLine($"    {example}");
        }

        if (examples.Count > 0 && examples.Count < count)
        {
            output.WriteLine("    ...");
        }
    }
}
