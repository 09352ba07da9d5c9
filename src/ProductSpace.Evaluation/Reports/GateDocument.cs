using System.Globalization;
using ProductSpace.Evaluation.Gates;

namespace ProductSpace.Evaluation.Reports;

/// <summary>
/// The comparison of two snapshots as a report: figures with their intervals, and sessions side by side.
/// </summary>
internal static class GateDocument
{
    private const int Shown = 10;

    public static IEnumerable<ReportBlock> Of(GateResult result, string before, string after)
    {
        yield return new HeadingBlock($"{before} and {after}", 1);
        yield return new ParagraphBlock(Text(
            $"Both snapshots recommend at {result.Predictions:N0} moments of {result.Sessions:N0} sessions; what was ")
            + "viewed next decides. "
            + (result.IsWorse
                ? "The newer snapshot is worse: it loses more than chance explains."
                : "The newer snapshot is not worse."));
        yield return new TableBlock(
            ["", before, after, "change", "99 % interval"],
            [
                Row("HR", result, result.HitRateBefore, result.HitRateAfter, result.HitRateChange),
                Row(
                    "MRR",
                    result,
                    result.ReciprocalRankBefore,
                    result.ReciprocalRankAfter,
                    result.ReciprocalRankChange),
            ]);
        if (result.Examples.Count > 0)
        {
            yield return new HeadingBlock("Sessions in which the newer snapshot lost most", 2);
        }

        foreach (GateExample example in result.Examples)
        {
            yield return new HeadingBlock(
                $"Viewed {string.Join(", ", example.Viewed.TakeLast(Shown))}; next {example.Next}", 3);
            yield return new TableBlock(
                ["place", $"{before}, {Place(example.RankBefore)}", $"{after}, {Place(example.RankAfter)}"],
                [
                    .. Enumerable.Range(0, Shown).Select(IReadOnlyList<string> (place) =>
                    [
                        Text($"{place + 1}"),
                        Cell(example.Before, place, example.Next),
                        Cell(example.After, place, example.Next),
                    ]),
                ],
                TextColumns: [1, 2]);
        }
    }

    private static IReadOnlyList<string> Row(
        string name, GateResult result, double before, double after, BootstrapInterval change) =>
    [
        Text($"{name}@{result.ListLength}"),
        Text($"{before:F4}"),
        Text($"{after:F4}"),
        Text($"{change.Mean:+0.0000;-0.0000}"),
        Text($"{change.Low:F4} to {change.High:F4}"),
    ];

    private static string Cell(IReadOnlyList<string> ids, int place, string next) =>
        place >= ids.Count ? string.Empty
        : ids[place] == next ? $"{ids[place]} (viewed next)"
        : ids[place];

    private static string Place(int rank) => rank == 0 ? "missing" : Text($"place {rank}");

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
