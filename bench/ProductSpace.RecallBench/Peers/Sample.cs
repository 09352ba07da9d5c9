namespace ProductSpace.RecallBench.Peers;

/// <summary>
/// One pass over all queries at one setting (efSearch or nprobe). CPU is thread CPU time; the percentiles are wall time a
/// query.
/// </summary>
internal readonly record struct Sample(int Setting, double Recall, double CpuMicroseconds, double P50, double P99, double P999)
{
    /// <summary>Mean number of distances of a query; the same in every round and on every machine. 0 where not counted.</summary>
    public double Distances { get; init; }

    /// <summary>Share of the queries that our planner answered by a scan.</summary>
    public double ScanShare { get; init; }

    /// <summary>Share of the queries for which cells were scanned.</summary>
    public double CellShare { get; init; }

    public double Qps => 1e6 / CpuMicroseconds;
}
