using ProductSpace.Evaluation.Comparing;
using static ProductSpace.Evaluation.Reports.ReportEscape;

namespace ProductSpace.Evaluation.Reports;

/// <summary>Writes a comparison as Markdown, with tables in place of the curves.</summary>
public static class MarkdownReport
{
    /// <summary>Writes the report.</summary>
    /// <param name="result">The comparison.</param>
    /// <param name="log">What the log is called, such as the name of its file.</param>
    /// <param name="output">Receives the Markdown.</param>
    public static void Write(ComparisonResult result, string log, TextWriter output)
    {
        ArgumentNullException.ThrowIfNull(result);
        ArgumentNullException.ThrowIfNull(log);
        ArgumentNullException.ThrowIfNull(output);
        foreach (ReportBlock block in ReportDocument.Of(result, log))
        {
            switch (block)
            {
                case HeadingBlock heading:
                    output.Write($"{new string('#', heading.Level)} {Markdown(heading.Text)}\n\n");
                    break;
                case ParagraphBlock paragraph:
                    output.Write($"{Markdown(paragraph.Text)}\n\n");
                    break;
                case TableBlock table:
                    Table(output, table.Columns, table.Rows, table.TextColumns ?? []);
                    break;
                case ChartBlock chart:
                    Chart(output, chart);
                    break;
                case ExampleBlock example:
                    Example(output, example);
                    break;
                default:
                    throw new InvalidOperationException($"no way to write {block.GetType().Name}");
            }
        }
    }

    private static void Table(
        TextWriter output,
        IReadOnlyList<string> columns,
        IEnumerable<IReadOnlyList<string>> rows,
        IReadOnlyList<int> textColumns)
    {
        Row(output, columns.Select(Markdown));
        Row(output, columns.Select((_, column) => column == 0 || textColumns.Contains(column) ? "---" : "---:"));
        foreach (IReadOnlyList<string> row in rows)
        {
            Row(output, row.Select(Markdown));
        }

        output.Write('\n');
    }

    private static void Row(TextWriter output, IEnumerable<string> cells) =>
        output.Write($"| {string.Join(" | ", cells)} |\n");

    private static void Chart(TextWriter output, ChartBlock chart)
    {
        int[] shown = [1, 2, 5, 10, 20];
        output.Write($"{Markdown(chart.Title)}, HR@N:\n\n");
        Table(
            output,
            ["model", .. shown.Select(n => $"N = {n}")],
            chart.Lines.Select(line => (IReadOnlyList<string>)
                [line.Name, .. shown.Select(n => ReportFormat.Share(line.Values[n - 1]))]),
            []);
    }

    private static void Example(TextWriter output, ExampleBlock example)
    {
        ExampleSession session = example.Session;
        output.Write($"### Session {example.Number}\n\nViewed:\n\n");
        foreach (ExampleProduct product in session.Viewed)
        {
            output.Write($"1. {Product(product)}\n");
        }

        string next = session.Next is ExampleProduct known
            ? Product(known)
            : "a product that the training part does not know";
        output.Write($"\nViewed next: **{next}**\n\n");
        Row(output, ["model", "place", "first five"]);
        Row(output, ["---", "---:", "---"]);
        foreach (ExampleList list in session.Lists)
        {
            string rank = list.Rank is int place ? $"✓ {place}" : "-";
            IEnumerable<string> first = list.First.Select(product =>
                $"{(product.Id == session.Next?.Id ? "✓ " : string.Empty)}{Product(product)}");
            Row(output, [Markdown(list.Model), rank, string.Join("; ", first)]);
        }

        output.Write('\n');
    }

    private static string Product(ExampleProduct product)
    {
        ProductFacts facts = product.Facts;
        string[] more = [.. new[] { facts.Category, facts.Price }.Where(fact => fact.Length > 0)];
        string name = facts.Name.Length > 0 ? $"{facts.Name} ({product.Id})" : product.Id;
        return Markdown(more.Length == 0 ? name : $"{name}, {string.Join(", ", more)}");
    }
}
