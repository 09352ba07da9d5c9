using ProductSpace.Training.Sampling;

namespace ProductSpace.Training.Tables;

/// <summary>How popular products are in a log: their events, of which an older one counts less.</summary>
public static class ProductPopularity
{
    private const double MicrosecondsOfDay = 86_400e6;

    /// <summary>Longest half-life of what counts as recent.</summary>
    private const double MostRecentDays = 7;

    /// <summary>Half-lives of a short log.</summary>
    private const double RecentPart = 8;
    private const double UsualHalfLives = 4;
    private const double Ln2 = 0.693147180559945309417232121458;

    /// <summary>
    /// Sums up the events of each product; one that is a half-life older than the last event of the log counts half.
    /// </summary>
    /// <param name="sessions">The sessions.</param>
    /// <param name="halfLifeDays">
    /// Half-life in days, above 0; 0 to count all events alike, as where times are no clock.
    /// </param>
    /// <returns>Popularity of each product, 0 for one without events.</returns>
    public static float[] Of(SessionSet sessions, double halfLifeDays)
    {
        ArgumentNullException.ThrowIfNull(sessions);
        if (!(halfLifeDays >= 0 && double.IsFinite(halfLifeDays)))
        {
            throw new ArgumentOutOfRangeException(nameof(halfLifeDays), halfLifeDays, "a half-life is 0 or more days");
        }

        bool decays = halfLifeDays > 0 && sessions.HasTimes;
        return decays ? Of(sessions, halfLifeDays, Times(sessions).Last) : Of(sessions, double.PositiveInfinity, 0);
    }

    /// <summary>
    /// Tells which products become more popular: doublings of their recent events, beside what is usual for them.
    /// Recent are those of a half-life of an eighth of the log, at most a week; usual are those of four times that, as
    /// many as the shop had lately. One event is added to both, so that few events say little.
    /// </summary>
    /// <param name="sessions">The sessions.</param>
    /// <returns>
    /// Trend of each product, 0 for neither; empty where times are no clock, or all events have one time.
    /// </returns>
    public static float[] Trends(SessionSet sessions)
    {
        ArgumentNullException.ThrowIfNull(sessions);
        if (!sessions.HasTimes || sessions.EventCount == 0)
        {
            return [];
        }

        (long first, long last) = Times(sessions);
        double days = (last - first) / MicrosecondsOfDay;
        double halfLife = Math.Min(MostRecentDays, days / RecentPart);
        if (!(halfLife > 0))
        {
            return [];
        }

        float[] recent = Of(sessions, halfLife, last);
        float[] usual = Of(sessions, halfLife * UsualHalfLives, last);
        double share = recent.Sum(sum => (double)sum) / Math.Max(double.Epsilon, usual.Sum(sum => (double)sum));
        float[] trends = new float[recent.Length];
        for (int product = 0; product < trends.Length; product++)
        {
            trends[product] = (float)(FixedMath.Log((1 + recent[product]) / (1 + (usual[product] * share))) / Ln2);
        }

        return trends;
    }

    /// <summary>Adds up the events; a half-life before the last an event counts half. Infinite: all alike.</summary>
    private static float[] Of(SessionSet sessions, double halfLifeDays, long last)
    {
        double[] sums = new double[sessions.ProductCount];
        bool decays = double.IsFinite(halfLifeDays);
        for (int session = 0; session < sessions.Count; session++)
        {
            ReadOnlySpan<int> products = sessions.Products(session);
            ReadOnlySpan<long> times = sessions.Times(session);
            for (int i = 0; i < products.Length; i++)
            {
                if ((uint)products[i] < (uint)sums.Length)
                {
                    sums[products[i]] += decays ? Weight((last - times[i]) / MicrosecondsOfDay / halfLifeDays) : 1;
                }
            }
        }

        return Array.ConvertAll(sums, sum => (float)sum);
    }

    private static (long First, long Last) Times(SessionSet sessions)
    {
        (long first, long last) = (long.MaxValue, long.MinValue);
        for (int session = 0; session < sessions.Count; session++)
        {
            foreach (long time in sessions.Times(session))
            {
                (first, last) = (Math.Min(first, time), Math.Max(last, time));
            }
        }

        return (first, last);
    }

    /// <summary>Returns 2 to the power of minus the half-lives; 0 after a thousand of them.</summary>
    private static double Weight(double halfLives) => halfLives > 1000 ? 0 : FixedMath.Exp(-Ln2 * halfLives);
}
