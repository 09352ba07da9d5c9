using ProductSpace.Training;

namespace ProductSpace.Evaluation.Splits;

/// <summary>A window of time: from its border on, and before its end.</summary>
internal readonly record struct Window(long Border, long End)
{
    private const double MicrosecondsADay = 86_400e6;

    /// <summary>Returns windows one after the other, the oldest first, the last one up to the end of the log.</summary>
    /// <param name="sessions">The log.</param>
    /// <param name="options">Length of the windows.</param>
    /// <param name="count">
    /// Number of windows; more than the options say for further ones of their length before them.
    /// </param>
    public static Window[] Of(SessionSet sessions, SplitOptions options, int count)
    {
        SessionTimes times = new(sessions);
        long[] begins = new long[times.Count];
        long last = long.MinValue;
        for (int session = 0; session < begins.Length; session++)
        {
            begins[session] = times.Begin(session);
            last = Math.Max(last, times.End(session));
        }

        Array.Sort(begins);
        Window[] windows = new Window[count];
        long end = last + 1;
        for (int back = 1; back <= count; back++)
        {
            long border = options.TestDays is double days
                ? last + 1 - (long)Math.Round(days * back * MicrosecondsADay)
                : begins[Place(begins.Length, options.TestShare * back / options.Windows)];
            windows[^back] = new Window(border, end);
            end = border;
        }

        return windows;
    }

    /// <summary>Returns the place of the first of the last sessions that make this share.</summary>
    private static int Place(int count, double share) =>
        Math.Clamp(count - (int)Math.Ceiling((count * share) - 1e-9), 0, count - 1);
}
