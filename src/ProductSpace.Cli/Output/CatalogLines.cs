using System.Globalization;
using ProductSpace.Cli.Catalog;

namespace ProductSpace.Cli.Output;

/// <summary>Says in one line which columns of a catalogue were found, and in notes which ones were not taken.</summary>
internal static class CatalogLines
{
    /// <summary>Returns the columns: our names, each with the header where that is another one.</summary>
    public static string Columns(CatalogReading reading) =>
        string.Join(", ", reading.Found)
        + (reading.CategorySeparator is string separator ? $"; levels of categories by '{separator}'" : string.Empty);

    /// <summary>Prints what a training took from the catalogue.</summary>
    public static void Print(CatalogMetadata? catalog, int products, TextWriter output)
    {
        if (catalog is null)
        {
            return;
        }

        CatalogReading reading = catalog.Reading;
        output.WriteLine($"{reading.Path}: {Columns(reading)}");
        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"  {catalog.Rows:N0} rows; {catalog.Products:N0} of the {products:N0} products of the log have one; all "
            + $"rows stay with the model"));
        PrintNotes(reading, output);
    }

    /// <summary>Prints why columns that look like one of ours are not taken.</summary>
    public static void PrintNotes(CatalogReading reading, TextWriter output)
    {
        foreach (string note in reading.Notes)
        {
            output.WriteLine($"  note: {note}");
        }
    }

    /// <summary>Returns the same for programs; null without a catalogue.</summary>
    public static object? Json(CatalogMetadata? catalog) => catalog is null
        ? null
        : new JsonFields { ["reading"] = catalog.Reading, ["rows"] = catalog.Rows, ["products"] = catalog.Products };
}
