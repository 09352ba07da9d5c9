using System.Globalization;
using ProductSpace.Evaluation.Comparing;
using ProductSpace.Evaluation.Splits;

namespace ProductSpace.Evaluation.Reports;

/// <summary>Numbers and names as all reports write them.</summary>
internal static class ReportFormat
{
    public const string Nothing = "-";

    public static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    public static string Share(double value) => value.ToString("F4", CultureInfo.InvariantCulture);

    public static string Count(long value) => value.ToString("N0", CultureInfo.InvariantCulture);

    public static string Seconds(double value) =>
        value.ToString(value < 100 ? "F1" : "N0", CultureInfo.InvariantCulture);

    public static string Percent(double? value, int digits = 2) =>
        value is double known ? (100 * known).ToString($"F{digits}", CultureInfo.InvariantCulture) + " %" : Nothing;

    public static string Number(double? value, int digits) =>
        value is double known ? known.ToString($"F{digits}", CultureInfo.InvariantCulture) : Nothing;

    public static string Time(DateTimeOffset? time) =>
        time is DateTimeOffset known ? known.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture) : Nothing;

    /// <summary>Returns an interval in brackets.</summary>
    public static string Interval(BootstrapInterval interval) => Text($"[{interval.Low:F4}, {interval.High:F4}]");

    /// <summary>Returns a difference with its interval; a dash for the model that is compared with.</summary>
    public static string Difference(BootstrapInterval? difference) => difference is BootstrapInterval known
        ? Text($"{Signed(known.Mean)} [{Signed(known.Low)}, {Signed(known.High)}]")
        : Nothing;

    public static string Mode(RepeatMode mode) => mode switch
    {
        RepeatMode.Allowed => "every product can be recommended",
        RepeatMode.CurrentExcluded => "the product viewed last is not recommended",
        _ => "products viewed in the session are not recommended",
    };

    public static string Metric(RankingMetric metric) => metric == RankingMetric.HitRate ? "HR@20" : "MRR@20";

    public static string Rule(UnknownProducts rule) => rule == UnknownProducts.Remove
        ? "removed from what was viewed and from what is to be found"
        : "kept, so that nobody can find them";

    /// <summary>Returns the strategies of an index's searches with their shares.</summary>
    public static string Strategies(IndexLoss loss)
    {
        int all = Math.Max(1, loss.Strategies.Values.Sum());
        return string.Join(", ", loss.Strategies.Select(one => Text($"{one.Key} {100.0 * one.Value / all:F0} %")));
    }

    private static string Signed(double value) =>
        value.ToString("+0.0000;-0.0000;0.0000", CultureInfo.InvariantCulture);
}
