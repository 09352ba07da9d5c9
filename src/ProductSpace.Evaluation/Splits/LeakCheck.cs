using System.Globalization;
using ProductSpace.Training;

namespace ProductSpace.Evaluation.Splits;

/// <summary>
/// Finds what a model could learn of the future: a view of the training part at or after the first view of the test
/// part. It looks at the sessions themselves, whatever made them.
/// </summary>
internal static class LeakCheck
{
    /// <summary>Returns what leaks, as a sentence; null if nothing does, or if times are no clock.</summary>
    public static string? Find(SessionSet training, SessionSet test)
    {
        if (!training.HasTimes || !test.HasTimes || training.EventCount == 0 || test.EventCount == 0)
        {
            return null;
        }

        long first = long.MaxValue;
        for (int session = 0; session < test.Count; session++)
        {
            foreach (long time in test.Times(session))
            {
                first = Math.Min(first, time);
            }
        }

        long late = 0;
        for (int session = 0; session < training.Count; session++)
        {
            foreach (long time in training.Times(session))
            {
                late += time >= first ? 1 : 0;
            }
        }

        return late == 0
            ? null
            : string.Create(
                CultureInfo.InvariantCulture,
                $"{late:N0} of {training.EventCount:N0} training views are not before the first test view");
    }
}
