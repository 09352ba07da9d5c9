using ProductSpace.Evaluation.Comparing;
using ProductSpace.Evaluation.Splits;
using static ProductSpace.Evaluation.Reports.ReportFormat;

namespace ProductSpace.Evaluation.Reports;

/// <summary>Says in a sentence how a log was split.</summary>
internal static class SplitText
{
    public static string Of(ComparisonResult result)
    {
        SplitOptions split = result.Options.Split;
        string windows = split.Windows == 1 ? "one window" : Text($"{split.Windows} windows");
        string length = split.TestDays is double days
            ? Text($"{windows} of {days:0.###} days up to the last view")
            : Text($"{windows} with the last {100 * split.TestShare:0.##} % of the sessions");
        string clock = result.IsClock
            ? "Split by time: every training session ends before its window, and every test session begins in it"
            : "The times of the log are no clock, so it is split by the order of its sessions";
        string repeats = result.KeepsRepeats
            ? "Consecutive views of one product were kept."
            : "Consecutive views of one product were merged.";
        return Text($"{clock}: {length}. Sessions across the border are in neither part. A product needs ")
            + Text($"{split.MinCount:N0} training views to be known; test views of other products are ")
            + Text($"{Rule(split.Unknown)}. {repeats}");
    }
}
