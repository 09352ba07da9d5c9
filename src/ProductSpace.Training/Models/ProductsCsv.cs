using System.Globalization;
using System.Text;
using CsvHelper;

namespace ProductSpace.Training.Models;

/// <summary>
/// Reads and writes products.csv: product_id, count, then the columns that the training knew, such as category and
/// brand; RFC 4180 with line feeds. `build` reads it as a catalogue.
/// </summary>
internal static class ProductsCsv
{
    private const string IdHeader = "product_id";
    private const string CountHeader = "count";

    public static void Write(HashedFile file, ModelContent model)
    {
        StringBuilder line = new();
        Append(line, IdHeader).Append(',').Append(CountHeader);
        foreach (ProductColumn column in model.Columns)
        {
            Append(line.Append(','), column.Name);
        }

        for (int product = 0; product < model.ProductCount; product++)
        {
            Append(line.Append('\n'), model.ProductId(product))
                .Append(',')
                .Append(model.Counts[product].ToString(CultureInfo.InvariantCulture));
            foreach (ProductColumn column in model.Columns)
            {
                Append(line.Append(','), column.Values[product]);
            }

            file.Write(line.ToString());
            line.Clear();
        }

        file.Write("\n"u8);
    }

    /// <summary>Reads counts and columns; the ids must be those given, in this order.</summary>
    public static (long[] Counts, IReadOnlyList<ProductColumn> Columns) Read(
        string path,
        int products,
        Func<int, string> idOf)
    {
        try
        {
            return ReadRows(path, products, idOf);
        }
        catch (Exception exception) when (exception is not IOException and not OutOfMemoryException)
        {
            throw new TrainingInputException(
                $"{path}: is no CSV ({exception.Message.ReplaceLineEndings(" ")}); copy the model folder again",
                exception);
        }
    }

    private static (long[] Counts, IReadOnlyList<ProductColumn> Columns) ReadRows(
        string path,
        int products,
        Func<int, string> idOf)
    {
        using FileStream file = new(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete, 1 << 16);
        using CsvReader csv = CsvReader.Create(
            file,
            new CsvReaderOptions { HasHeader = true, TrackLineNumbers = true },
            leaveOpen: false);
        csv.ReadHeader();
        string[] headers = [.. csv.Headers ?? []];
        if (headers is not [IdHeader, CountHeader, ..])
        {
            throw Damaged(path, 1, $"begins with other columns than {IdHeader},{CountHeader}");
        }

        long[] counts = new long[products];
        ProductColumn[] columns =
        [
            .. headers.Skip(2).Select(header => new ProductColumn(header, new string[products])),
        ];
        int row = 0;
        for (; csv.Read(); row++)
        {
            if (row == products || csv.FieldCount != headers.Length || csv.GetString(0) != idOf(row))
            {
                throw Damaged(path, csv.LineNumber, $"is not the line of product {row + 1} of {ModelManifest.Ids}");
            }

            if (!long.TryParse(csv.GetString(1), NumberStyles.None, CultureInfo.InvariantCulture, out counts[row]))
            {
                throw Damaged(path, csv.LineNumber, "has a count that is no whole number");
            }

            for (int column = 0; column < columns.Length; column++)
            {
                columns[column].Values[row] = csv.GetString(column + 2);
            }
        }

        return row == products
            ? (counts, columns)
            : throw Damaged(path, row + 1, $"is the last, {ModelManifest.Ids} holds {products} products");
    }

    private static TrainingInputException Damaged(string path, long line, string fault) =>
        new($"{path} line {line}: {fault}; copy the model folder again");

    private static StringBuilder Append(StringBuilder line, string cell) =>
        cell.AsSpan().IndexOfAny(",\"\r\n") < 0 && cell.AsSpan().Trim().Length == cell.Length
            ? line.Append(cell)
            : line.Append('"').Append(cell.Replace("\"", "\"\"", StringComparison.Ordinal)).Append('"');
}
