using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using ProductSpace.Evaluation.Comparing;
using ProductSpace.Evaluation.Gates;
using static ProductSpace.Evaluation.Reports.ReportEscape;

namespace ProductSpace.Evaluation.Reports;

/// <summary>
/// Writes a comparison as one HTML file that needs nothing else: no script, no font, no picture from outside.
/// </summary>
public static class HtmlReport
{
    private const string Look = """
        :root { color-scheme: light dark; }
        body { font: 15px/1.5 system-ui, sans-serif; max-width: 1240px; margin: 2rem auto; padding: 0 1rem; }
        h1 { font-size: 1.7rem; } h2 { margin-top: 2.2rem; border-bottom: 1px solid #8884; }
        p { max-width: 52rem; }
        .wide { overflow-x: auto; } table { border-collapse: collapse; font-size: 13px; margin: .6rem 0 1rem; }
        th, td { padding: .25rem .5rem; border-bottom: 1px solid #8884; text-align: right; vertical-align: top; }
        th { background: #8881; font-weight: 600; vertical-align: bottom; } th.text, td.text { text-align: left; }
        td.num { white-space: nowrap; font-variant-numeric: tabular-nums; } td.text { min-width: 7rem; }
        summary { cursor: pointer; color: #7b8794; }
        svg text { font-size: 11px; fill: currentColor; } svg .grid { stroke: #8884; }
        figure { margin: .5rem 1rem .5rem 0; display: inline-block; vertical-align: top; max-width: 100%; }
        figure svg { max-width: 100%; height: auto; } figcaption { color: #7b8794; font-size: 13px; }
        .key { display: inline-block; margin-right: 1rem; white-space: nowrap; }
        .key i { display: inline-block; width: 1.4rem; height: .2rem; margin-right: .35rem; vertical-align: middle; }
        .example { border: 1px solid #8884; border-radius: 6px; padding: .4rem 1rem; margin: 1rem 0; }
        .hit { color: #1e9e4a; font-weight: 600; } small { color: #7b8794; }
        ol { margin: 0; padding-left: 1.2rem; }
        """;

    private static readonly string s_style = "\n" + Look + "\n" + SvgChart.KeyStyle + "\n";

    /// <summary>Only this style counts, and nothing may be fetched or run, whatever a product is called.</summary>
    private static readonly string s_policy = "default-src 'none'; style-src 'sha256-"
        + Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(s_style))) + "'";

    /// <summary>Writes the report.</summary>
    /// <param name="result">The comparison.</param>
    /// <param name="log">What the log is called, such as the name of its file.</param>
    /// <param name="output">Receives the HTML.</param>
    public static void Write(ComparisonResult result, string log, TextWriter output)
    {
        ArgumentNullException.ThrowIfNull(result);
        ArgumentNullException.ThrowIfNull(log);
        ArgumentNullException.ThrowIfNull(output);
        Write(ReportDocument.Of(result, log), $"Evaluation of {log}", output);
    }

    /// <summary>Writes the comparison of two snapshots, with sessions side by side.</summary>
    /// <param name="result">The comparison.</param>
    /// <param name="before">What the older snapshot is called, such as the name of its file.</param>
    /// <param name="after">What the newer snapshot is called.</param>
    /// <param name="output">Receives the HTML.</param>
    public static void Write(GateResult result, string before, string after, TextWriter output)
    {
        ArgumentNullException.ThrowIfNull(result);
        ArgumentNullException.ThrowIfNull(before);
        ArgumentNullException.ThrowIfNull(after);
        ArgumentNullException.ThrowIfNull(output);
        Write(GateDocument.Of(result, before, after), $"{before} and {after}", output);
    }

    private static void Write(IEnumerable<ReportBlock> blocks, string title, TextWriter output)
    {
        output.Write("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n");
        output.Write("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n");
        output.Write($"<meta http-equiv=\"Content-Security-Policy\" content=\"{s_policy}\">\n");
        output.Write($"<title>{Html(title)}</title>\n<style>{s_style}</style>\n</head>\n<body>\n");
        foreach (ReportBlock block in blocks)
        {
            output.Write(block switch
            {
                HeadingBlock heading => $"<h{heading.Level}>{Html(heading.Text)}</h{heading.Level}>\n",
                ParagraphBlock paragraph => $"<p>{Html(paragraph.Text)}</p>\n",
                TableBlock table => Table(table),
                ChartBlock chart => Chart(chart),
                ExampleBlock example => Example(example),
                _ => throw new InvalidOperationException($"no way to write {block.GetType().Name}"),
            });
        }

        output.Write("</body>\n</html>\n");
    }

    private static string Table(TableBlock table)
    {
        StringBuilder html = new();
        if (table.Folded is string line)
        {
            html.Append(CultureInfo.InvariantCulture, $"<details><summary>{Html(line)}</summary>\n");
        }

        bool IsText(int column) => column == 0 || table.TextColumns?.Contains(column) == true;
        html.Append("<div class=\"wide\"><table>\n<tr>");
        for (int column = 0; column < table.Columns.Count; column++)
        {
            string kind = IsText(column) ? "text" : "num";
            html.Append(CultureInfo.InvariantCulture, $"<th class=\"{kind}\">{Html(table.Columns[column])}</th>");
        }

        html.Append("</tr>\n");
        foreach (IReadOnlyList<string> row in table.Rows)
        {
            html.Append("<tr>");
            for (int column = 0; column < row.Count; column++)
            {
                string kind = IsText(column) ? "text" : "num";
                html.Append(CultureInfo.InvariantCulture, $"<td class=\"{kind}\">{Html(row[column])}</td>");
            }

            html.Append("</tr>\n");
        }

        return html.Append("</table></div>\n").Append(table.Folded is null ? string.Empty : "</details>\n").ToString();
    }

    private static string Chart(ChartBlock chart)
    {
        StringBuilder html = new("<figure>");
        html.Append(CultureInfo.InvariantCulture, $"<figcaption>{Html(chart.Title)}</figcaption>");
        html.Append(SvgChart.Draw(chart));
        for (int line = 0; line < chart.Lines.Count && !chart.IsSmall; line++)
        {
            html.Append(line == 0 ? "<figcaption>" : string.Empty);
            html.Append("<span class=\"key\"><i class=\"").Append(SvgChart.KeyClass(line)).Append("\"></i>");
            html.Append(Html(chart.Lines[line].Name)).Append("</span>");
        }

        return html.Append(chart.IsSmall ? "</figure>\n" : "</figcaption></figure>\n<br>\n").ToString();
    }

    private static string Example(ExampleBlock example)
    {
        ExampleSession session = example.Session;
        StringBuilder html = new("<div class=\"example\">");
        string more = session.Views > session.Viewed.Count
            ? $", the last {session.Viewed.Count} of {session.Views} views"
            : string.Empty;
        html.Append(CultureInfo.InvariantCulture, $"<h3>Session {example.Number}</h3><p>Viewed{more}:</p><ol>");
        foreach (ExampleProduct product in session.Viewed)
        {
            html.Append(CultureInfo.InvariantCulture, $"<li>{Product(product)}</li>");
        }

        string next = session.Next is ExampleProduct known
            ? Product(known)
            : "a product that the training part does not know";
        html.Append(CultureInfo.InvariantCulture, $"</ol><p>Viewed next: <strong>{next}</strong></p>");
        html.Append("<div class=\"wide\"><table>\n<tr><th class=\"text\">model</th><th>place</th>");
        html.Append("<th class=\"text\" colspan=\"5\">first five</th></tr>\n");
        foreach (ExampleList list in session.Lists)
        {
            string rank = list.Rank is int place ? $"<span class=\"hit\">✓ {place}</span>" : "-";
            html.Append(CultureInfo.InvariantCulture, $"<tr><td class=\"text\">{Html(list.Model)}</td><td>{rank}</td>");
            foreach (ExampleProduct product in list.First)
            {
                bool isHit = session.Next is not null && product.Id == session.Next.Id;
                string mark = isHit ? "<span class=\"hit\">✓</span> " : string.Empty;
                html.Append(CultureInfo.InvariantCulture, $"<td class=\"text\">{mark}{Product(product)}</td>");
            }

            html.Append("</tr>\n");
        }

        return html.Append("</table></div></div>\n").ToString();
    }

    private static string Product(ExampleProduct product)
    {
        string name = product.Facts.Name.Length > 0 ? product.Facts.Name : product.Id;
        string id = product.Facts.Name.Length > 0 ? product.Id : string.Empty;
        string[] facts =
            [.. new[] { id, product.Facts.Category, product.Facts.Price }.Where(fact => fact.Length > 0)];
        return facts.Length == 0
            ? Html(name)
            : $"{Html(name)} <small>{Html(string.Join(", ", facts))}</small>";
    }
}
