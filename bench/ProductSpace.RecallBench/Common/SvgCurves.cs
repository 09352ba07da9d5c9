using System.Globalization;
using System.Text;

namespace ProductSpace.RecallBench.Common;

/// <summary>A point of a curve; the note is shown with its figures where the pointer rests on it.</summary>
internal readonly record struct SvgPoint(double X, double Y, string Note);

/// <summary>A curve; those of one group share a colour and differ in their dashes.</summary>
internal sealed record SvgCurve(string Name, string Group, IReadOnlyList<SvgPoint> Points)
{
    /// <summary>One point whose y holds at any x: a dotted level line across the picture.</summary>
    public bool IsLevel { get; init; }
}

/// <summary>
/// Curves over a linear x and a logarithmic y as one SVG text without script or font file. Colours follow the reader's
/// light or dark scheme; where a viewer knows no schemes, the light ones stand on their own background. The first curve is
/// drawn heavier and last, so that no other hides it.
/// </summary>
internal sealed class SvgCurves(string title, string subtitle, string xName, string yName)
{
    private const int Width = 960;
    private const int Height = 540;
    private const int Left = 76;
    private const int Right = 250;
    private const int Top = 70;
    private const int Bottom = 56;
    private const int LegendStep = 21;
    private const string Dotted = "1 5";

    /// <summary>Least width of the x axis, and the step that its ends are rounded to.</summary>
    private const double XStep = 0.02;

    private static readonly string[] s_dashes = ["", "7 4", "2 3", "10 3 2 3", "14 5", "4 2"];

    /// <summary>A colour a group, light and dark; told apart by readers who see few colours too.</summary>
    private static readonly (string Light, string Dark)[] s_colours =
    [
        ("#b8420a", "#ff8f4d"),
        ("#0b5fa5", "#5fb0ff"),
        ("#00734f", "#3fd6a4"),
        ("#9c3a80", "#f09ad2"),
        ("#57606a", "#a8b1bb"),
        ("#7a5c00", "#e6c34a"),
    ];

    private readonly StringBuilder _text = new();
    private double _xLow;
    private double _xHigh;
    private double _yLow;
    private double _yHigh;

    public string Draw(IReadOnlyList<SvgCurve> curves)
    {
        _text.Clear();
        Range(curves);
        Head();
        Axes();
        List<string> groups = [.. curves.Select(curve => curve.Group).Distinct()];
        (int Colour, string Dash)[] styles = [.. curves.Select((curve, i) => (
            groups.IndexOf(curve.Group) % s_colours.Length,
            curve.IsLevel ? Dotted : s_dashes[curves.Take(i).Count(earlier => earlier.Group == curve.Group) % s_dashes.Length]))];
        for (int i = curves.Count - 1; i >= 0; i--)
        {
            Curve(curves[i], styles[i].Colour, styles[i].Dash, heavy: i == 0);
        }

        for (int i = 0; i < curves.Count; i++)
        {
            Legend(curves[i].Name, styles[i].Colour, styles[i].Dash, i);
        }

        return _text.Append("</svg>\n").ToString();
    }

    private static string Number(double value) => value.ToString("0.##", CultureInfo.InvariantCulture);

    private static string Escape(string text) =>
        text.Replace("&", "&amp;", StringComparison.Ordinal).Replace("<", "&lt;", StringComparison.Ordinal).Replace(">", "&gt;", StringComparison.Ordinal);

    private void Range(IReadOnlyList<SvgCurve> curves)
    {
        double[] xs = [.. curves.SelectMany(curve => curve.Points).Select(point => point.X)];
        double[] ys = [.. curves.SelectMany(curve => curve.Points).Select(point => point.Y).Where(y => y > 0)];
        _xLow = Math.Floor(xs.Min() / XStep) * XStep;
        _xHigh = Math.Max(_xLow + XStep, Math.Ceiling(xs.Max() / XStep) * XStep);
        _yLow = Math.Floor(Math.Log10(ys.Min()) * 4) / 4;
        _yHigh = Math.Max(_yLow + 0.25, Math.Ceiling(Math.Log10(ys.Max()) * 4) / 4);
    }

    private double X(double value) => Left + ((value - _xLow) / (_xHigh - _xLow) * (Width - Left - Right));

    private double Y(double value) => Height - Bottom - ((Math.Log10(value) - _yLow) / (_yHigh - _yLow) * (Height - Top - Bottom));

    private void Head()
    {
        _text.Append(CultureInfo.InvariantCulture, $"<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {Width} {Height}\" role=\"img\" font-family=\"system-ui, sans-serif\" font-size=\"13\">\n");
        _text.Append(CultureInfo.InvariantCulture, $"<title>{Escape(title)}</title>\n<style>\n");
        Scheme("#ffffff", "#1f2328", "#d7dce1", colour => colour.Light, string.Empty);
        Scheme("#0d1117", "#e6edf3", "#30363d", colour => colour.Dark, "@media (prefers-color-scheme: dark) ");
        _text.Append("</style>\n");
        _text.Append(CultureInfo.InvariantCulture, $"<rect class=\"paper\" width=\"{Width}\" height=\"{Height}\"/>\n");
        Text(Left, 28, title, "font-size=\"17\" font-weight=\"600\"");
        Text(Left, 50, subtitle, string.Empty);
    }

    private void Scheme(string paper, string ink, string grid, Func<(string Light, string Dark), string> pick, string media)
    {
        string rules = $".paper{{fill:{paper}}} text{{fill:{ink}}} .grid{{stroke:{grid}}} " + string.Join(' ', s_colours.Select((colour, i) => FormattableString.Invariant($".line{i}{{stroke:{pick(colour)}}} .dot{i}{{fill:{pick(colour)}}}")));
        _text.Append(media.Length > 0 ? $"{media}{{ {rules} }}\n" : rules + "\n");
    }

    private void Axes()
    {
        double step = _xHigh - _xLow > 0.25 ? 0.05 : XStep;
        for (double x = Math.Ceiling((_xLow / step) - 1e-9) * step; x <= _xHigh + 1e-9; x += step)
        {
            Line(X(x), Top, X(x), Height - Bottom);
            Text(X(x), Height - Bottom + 18, x.ToString("F2", CultureInfo.InvariantCulture), "text-anchor=\"middle\"");
        }

        for (int decade = (int)Math.Floor(_yLow); decade <= _yHigh; decade++)
        {
            foreach (int times in (int[])[1, 2, 5])
            {
                double y = times * Math.Pow(10, decade);
                if (Math.Log10(y) >= _yLow - 1e-9 && Math.Log10(y) <= _yHigh + 1e-9)
                {
                    Line(Left, Y(y), Width - Right, Y(y));
                    Text(Left - 8, Y(y) + 4, y.ToString("#,0.###", CultureInfo.InvariantCulture), "text-anchor=\"end\"");
                }
            }
        }

        Text((Left + Width - Right) / 2.0, Height - 14, xName, "text-anchor=\"middle\"");
        Text(16, (Top + Height - Bottom) / 2.0, yName, $"text-anchor=\"middle\" transform=\"rotate(-90 16 {Number((Top + Height - Bottom) / 2.0)})\"");
    }

    private void Curve(SvgCurve curve, int colour, string dash, bool heavy)
    {
        SvgPoint[] points = [.. curve.Points.Where(point => point.Y > 0).OrderBy(point => point.X)];
        if (curve.IsLevel)
        {
            Stroke(FormattableString.Invariant($"M{Left} {Number(Y(points[0].Y))}H{Width - Right}"), colour, dash, 2);
        }
        else
        {
            Stroke("M" + string.Join('L', points.Select(point => $"{Number(X(point.X))} {Number(Y(point.Y))}")), colour, dash, heavy ? 3.5 : 2);
        }

        foreach (SvgPoint point in points)
        {
            string note = FormattableString.Invariant($"{curve.Name}, {point.Note}: {point.X:F4}, {point.Y:F0} per second");
            _text.Append(CultureInfo.InvariantCulture, $"<circle class=\"dot{colour}\" cx=\"{Number(X(point.X))}\" cy=\"{Number(Y(point.Y))}\" r=\"{(heavy ? 4.5 : 3)}\"><title>{Escape(note)}</title></circle>\n");
        }
    }

    private void Legend(string name, int colour, string dash, int place)
    {
        double y = Top + 8 + (place * LegendStep);
        Stroke(FormattableString.Invariant($"M{Width - Right + 16} {Number(y)}h34"), colour, dash, place == 0 ? 3.5 : 2);
        Text(Width - Right + 58, y + 4, name, place == 0 ? "font-weight=\"600\"" : string.Empty);
    }

    private void Stroke(string path, int colour, string dash, double width)
    {
        string dashes = dash.Length > 0 ? $" stroke-dasharray=\"{dash}\"" : string.Empty;
        _text.Append(CultureInfo.InvariantCulture, $"<path class=\"line{colour}\" d=\"{path}\" fill=\"none\" stroke-width=\"{width}\"{dashes}/>\n");
    }

    private void Line(double x1, double y1, double x2, double y2) =>
        _text.Append(CultureInfo.InvariantCulture, $"<path class=\"grid\" d=\"M{Number(x1)} {Number(y1)}L{Number(x2)} {Number(y2)}\"/>\n");

    private void Text(double x, double y, string text, string attributes) =>
        _text.Append(CultureInfo.InvariantCulture, $"<text x=\"{Number(x)}\" y=\"{Number(y)}\" {attributes}>{Escape(text)}</text>\n");
}
