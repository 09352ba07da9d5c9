using System.Text;
using ProductSpace.Storage;

namespace ProductSpace.Cli.Output;

/// <summary>
/// A table of text with headings: columns as wide as their longest cell, numbers to the right, and no column that is
/// empty in every row. A cell that is too long is cut and ends in three points.
/// </summary>
internal sealed class TextTable(params TextTable.Column[] columns)
{
    private const int MostWidth = 48;
    private const string Gap = "  ";
    private const string Cut = "...";

    private readonly List<string[]> _rows = [];

    /// <summary>Adds a row, with a cell for each column.</summary>
    public void Add(params string[] cells) =>
        _rows.Add(Array.ConvertAll(cells, cell => Short(Printable.Of(cell))));

    /// <summary>Adds a line of text under the row before.</summary>
    public void AddLine(string text) => _rows.Add([text]);

    /// <summary>Writes headings and rows; nothing if there are no rows.</summary>
    public void Write(TextWriter output, string indent = "")
    {
        List<string[]> cells = _rows.FindAll(row => row.Length == columns.Length);
        int[] widths = [.. columns.Select((_, i) => cells.Select(row => row[i].Length).DefaultIfEmpty().Max())];
        if (_rows.Count > 0)
        {
            output.WriteHeading(Line([.. columns.Select(column => column.Heading)], widths, indent));
        }

        foreach (string[] row in _rows)
        {
            output.WriteLine(row.Length == columns.Length ? Line(row, widths, indent) : indent + row[0]);
        }
    }

    private static string Short(string cell) =>
        cell.Length <= MostWidth ? cell : cell[..(MostWidth - Cut.Length)] + Cut;

    private string Line(string[] cells, int[] widths, string indent)
    {
        StringBuilder line = new(indent);
        for (int i = 0; i < cells.Length; i++)
        {
            if (widths[i] == 0)
            {
                continue;
            }

            int width = Math.Max(widths[i], columns[i].Heading.Length);
            line.Append(columns[i].IsNumber ? cells[i].PadLeft(width) : cells[i].PadRight(width)).Append(Gap);
        }

        return line.ToString().TrimEnd();
    }

    /// <summary>Heading of a column, and whether its cells stand to the right.</summary>
    internal readonly record struct Column(string Heading, bool IsNumber = false);
}
