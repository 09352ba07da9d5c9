namespace ProductSpace.Training.ColdStart;

/// <summary>
/// Options of <see cref="ColdStartModel"/>. The defaults were chosen on validation parts of real logs.
/// </summary>
public sealed record ColdStartOptions
{
    /// <summary>
    /// Weight of the penalty on large coefficients, above 0: the larger, the less a rare attribute says.
    /// </summary>
    public double Lambda { get; init; } = 10;

    /// <summary>Most attribute values, words and category paths that are learned, at least 1; the rarest go.</summary>
    public int MaxFeatures { get; init; } = 32_768;

    /// <summary>Most trained products to learn from, at least 20; a seeded sample of more.</summary>
    public int MaxProducts { get; init; } = 100_000;

    /// <summary>
    /// How often new products are to be found, 0.01 to 100, relative to the average product: 1 is as often.
    /// </summary>
    public double Exposure { get; init; } = 1;

    /// <summary>
    /// After this many views, at least 0, sessions and metadata count alike: the sessions' part of a vector is
    /// views / (views + this).
    /// </summary>
    public double PriorViews { get; init; } = 1;

    /// <summary>Number of threads, 0 for all processors; does not change the result.</summary>
    public int Threads { get; init; }

    internal void Check()
    {
        if (!(Lambda > 0 && double.IsFinite(Lambda)))
        {
            throw new ArgumentOutOfRangeException(nameof(Lambda), Lambda, "the penalty is a number above 0");
        }

        ArgumentOutOfRangeException.ThrowIfLessThan(MaxFeatures, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(MaxProducts, 20);
        ArgumentOutOfRangeException.ThrowIfNegative(Threads);
        if (!(Exposure is >= 0.01 and <= 100))
        {
            throw new ArgumentOutOfRangeException(nameof(Exposure), Exposure, "the exposure is from 0.01 to 100");
        }

        if (!(PriorViews >= 0 && double.IsFinite(PriorViews)))
        {
            throw new ArgumentOutOfRangeException(nameof(PriorViews), PriorViews, "the number of views is 0 or more");
        }
    }
}
