using System.Globalization;
using ProductSpace.Evaluation;
using ProductSpace.Evaluation.Gates;

namespace ProductSpace.Cli.Output;

/// <summary>What a comparison of two snapshots says, as text and as JSON.</summary>
internal static class GateText
{
    private const int Shown = 5;

    public static void Print(TextWriter text, GateResult result)
    {
        text.WriteHeading("How often the two snapshots recommended what shoppers viewed next: before -> after");
        text.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{result.Predictions:N0} next views of {result.Sessions:N0} sessions, lists of {result.ListLength}"));
        Line(text, "HR", result, result.HitRateBefore, result.HitRateAfter, result.HitRateChange);
        Line(text, "MRR", result, result.ReciprocalRankBefore, result.ReciprocalRankAfter, result.ReciprocalRankChange);
        text.WriteLine(result.IsWorse ? "worse: the newer snapshot loses more than chance explains" : "not worse");
        if (result.Examples.Count > 0)
        {
            text.WriteLine();
            text.WriteLine("sessions in which the newer snapshot lost most, side by side; * is what was viewed next");
        }

        foreach (GateExample example in result.Examples)
        {
            text.WriteLine($"viewed {string.Join(", ", example.Viewed.TakeLast(Shown))}; next {example.Next}");
            string before = $"before, {Place(example.RankBefore)}";
            int width = example.Before.Take(Shown).Append(before).Max(id => id.Length) + 4;
            text.WriteLine($"  {before.PadRight(width)}after, {Place(example.RankAfter)}");
            for (int place = 0; place < Shown; place++)
            {
                string one = Cell(example.Before, place, example.Next);
                text.WriteLine($"  {one.PadRight(width)}{Cell(example.After, place, example.Next)}".TrimEnd());
            }
        }
    }

    public static JsonFields Json(GateResult result) => new()
    {
        ["worse"] = result.IsWorse,
        ["sessions"] = result.Sessions,
        ["predictions"] = result.Predictions,
        ["listLength"] = result.ListLength,
        ["hitRate"] = Figure(result.HitRateBefore, result.HitRateAfter, result.HitRateChange),
        ["reciprocalRank"] = Figure(
            result.ReciprocalRankBefore, result.ReciprocalRankAfter, result.ReciprocalRankChange),
        ["examples"] = result.Examples,
    };

    private static JsonFields Figure(double before, double after, BootstrapInterval change) =>
        new()
        {
            ["before"] = before,
            ["after"] = after,
            ["change"] = change.Mean,
            ["low"] = change.Low,
            ["high"] = change.High,
        };

    private static void Line(
        TextWriter text, string name, GateResult result, double before, double after, BootstrapInterval change)
    {
        string interval = string.Create(
            CultureInfo.InvariantCulture, $"{change.Mean:+0.0000;-0.0000} [{change.Low:F4}, {change.High:F4}]");
        text.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{name}@{result.ListLength,-3} {before:F4} -> {after:F4}, {interval}, 99 % interval over sessions"));
    }

    private static string Cell(IReadOnlyList<string> ids, int place, string next) =>
        place >= ids.Count ? string.Empty
        : ids[place] == next ? ids[place] + " *"
        : ids[place];

    private static string Place(int rank) =>
        rank == 0 ? "missing" : string.Create(CultureInfo.InvariantCulture, $"place {rank}");
}
