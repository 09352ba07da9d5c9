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
}
