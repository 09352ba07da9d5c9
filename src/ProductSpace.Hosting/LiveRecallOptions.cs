namespace ProductSpace.Hosting;

/// <summary>
/// Recall as shoppers get it: one query in so many is copied, repeated exactly by one background thread of the process, and
/// compared. The query itself waits for nothing and allocates nothing; what the thread cannot take is dropped and counted.
/// </summary>
public sealed class LiveRecallOptions
{
    /// <summary>One query in so many; 0 by default for none. 1000 is good where there are many.</summary>
    public int OneIn { get; set; }

    /// <summary>
    /// CPU time of the thread for this shop's queries as a share of one processor, above 0 to 1; 0.01 by default. After each
    /// repetition the thread rests so long that the share is kept.
    /// </summary>
    public double CpuShare { get; set; } = 0.01;
}
