using ProductSpace.RecallBench.Common;

namespace ProductSpace.RecallBench.Peers;

/// <summary>The picture of a run: recall across, QPS upwards, one curve an engine and variant.</summary>
internal static class PeersPicture
{
    public static string Title(PeerOptions options, SnapshotInfo info) => $"{Path.GetFileName(options.Vectors)}: {info.Products} x {info.Dimension}, cosine, k = {options.K}";

    public static void Publish(PeerOptions options, SnapshotInfo info, RunFigures run)
    {
        if (options.Svg is null)
        {
            return;
        }

        MethodFigures[] shown = [run.Ours, .. run.Peers, run.Scan];
        SvgCurves picture = new(Title(options, info), $"{Machine.Processor}, one thread, medians over {options.Rounds} rounds", $"recall@{options.K}", "queries per second of thread CPU time");
        Markdown.Write(options.Svg, picture.Draw([.. shown.Select(figures => new SvgCurve(
            figures.Name,
            figures.Method.Family,
            [.. figures.Points.Select(point => new SvgPoint(point.Median.Recall, point.Median.Qps, $"{figures.Method.Parameter} {point.Median.Setting}"))])
        {
            IsLevel = ReferenceEquals(figures, run.Scan),
        })]));
    }

    /// <summary>The picture as the page names it; null without a page or a picture.</summary>
    public static string? LinkFrom(PeerOptions options) =>
        options.Out is null || options.Svg is null
            ? null
            : Path.GetRelativePath(Path.GetDirectoryName(Markdown.Place(options.Out))!, Markdown.Place(options.Svg)).Replace('\\', '/');
}
