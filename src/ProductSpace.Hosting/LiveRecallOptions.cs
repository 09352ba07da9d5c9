namespace ProductSpace.Hosting;

/// <summary>
/// Measures the recall of the shoppers' answers: some queries are copied, and one background thread of the process
/// repeats them exactly and compares. The query itself waits for nothing and allocates nothing; what the thread cannot
/// take is dropped and counted.
/// </summary>
public sealed class LiveRecallOptions
{
    /// <summary>Repeats one query in this many; 0 by default for none. 1000 suits busy shops.</summary>
    public int OneIn { get; set; }

    /// <summary>
    /// CPU time of the thread for this shop's queries as a share of one processor, above 0 to 1; 0.01 by default. After
    /// each repetition the thread rests long enough to keep the share.
    /// </summary>
    public double CpuShare { get; set; } = 0.01;

    /// <summary>
    /// Most steps by which the recall target of this shop's searches is raised where they find less than was asked for,
    /// 0 to 8; 3 by default. Each step takes a third from what may be missed: .95 becomes .967, .978, .985. 0 never
    /// raises it. Searches with a target of 1, or with efSearch set by hand, stay as they are.
    /// </summary>
    public int MaxRaise { get; set; } = 3;
}
