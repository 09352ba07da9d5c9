using System.Globalization;
using System.Text;

namespace ProductSpace.Evaluation.Reports;

/// <summary>Draws curves of HR@N as SVG that stands in the page itself.</summary>
internal static class SvgChart
{
    private static readonly string[] s_colors =
    [
        "#0b5fa5", "#c8501e", "#1d8348", "#8e44ad", "#b7950b", "#2e86c1", "#7b241c", "#117a65", "#6c3483", "#616a6b",
    ];

    private static readonly int[] s_ticks = [1, 5, 10, 15, 20];

    /// <summary>Style of the classes that keys of the curves have.</summary>
    public static string KeyStyle { get; } =
        string.Concat(s_colors.Select((color, line) => $".{KeyClass(line)} {{ background: {color}; }} "));

    /// <summary>Returns the class of the key of a curve.</summary>
    public static string KeyClass(int line) => Inv($"line{line % s_colors.Length}");

    public static string Draw(ChartBlock chart)
    {
        int width = chart.IsSmall ? 250 : 720;
        int height = chart.IsSmall ? 180 : 340;
        int count = chart.Lines.Max(line => line.Values.Count);
        double top = NiceTop(chart.Top);
        const int left = 44, right = 14, above = 12, below = 30;
        double X(int n) => left + ((n - 1.0) / Math.Max(1, count - 1) * (width - left - right));
        double Y(double value) => height - below - (value / top * (height - above - below));
        StringBuilder svg = new();
        string title = ReportEscape.Html(chart.Title);
        svg.Append(Inv($"<svg viewBox=\"0 0 {width} {height}\" width=\"{width}\" height=\"{height}\" role=\"img\" "));
        svg.Append("aria-label=\"").Append(title).Append("\">");
        int steps = chart.IsSmall ? 2 : 4;
        for (int step = 0; step <= steps; step++)
        {
            double value = top * step / steps;
            svg.Append(Inv($"<line class=\"grid\" x1=\"{left}\" x2=\"{width - right}\" "));
            svg.Append(Inv($"y1=\"{Y(value):F1}\" y2=\"{Y(value):F1}\"/>"));
            svg.Append(Inv($"<text x=\"{left - 6}\" y=\"{Y(value) + 4:F1}\" text-anchor=\"end\">{value:0.00#}</text>"));
        }

        foreach (int n in s_ticks.Where(n => n <= count))
        {
            svg.Append(Inv($"<text x=\"{X(n):F1}\" y=\"{height - 10}\" text-anchor=\"middle\">{n}</text>"));
        }

        for (int line = chart.Lines.Count - 1; line >= 0; line--)
        {
            IReadOnlyList<double> values = chart.Lines[line].Values;
            IEnumerable<string> points = values.Select((value, i) => Inv($"{X(i + 1):F1},{Y(value):F1}"));
            string dash = line >= s_colors.Length ? " stroke-dasharray=\"5 3\"" : string.Empty;
            string color = s_colors[line % s_colors.Length];
            svg.Append(Inv($"<polyline fill=\"none\" stroke=\"{color}\" stroke-width=\"2\"{dash} points=\""));
            svg.AppendJoin(' ', points).Append("\"/>");
        }

        return svg.Append("</svg>").ToString();
    }

    /// <summary>Returns an end of the axis that four steps divide into short numbers.</summary>
    private static double NiceTop(double top)
    {
        foreach (double nice in new[] { 0.02, 0.04, 0.08, 0.1, 0.2, 0.4, 0.6, 0.8 })
        {
            if (top <= nice)
            {
                return nice;
            }
        }

        return 1;
    }

    private static string Inv(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
