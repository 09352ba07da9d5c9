namespace ProductSpace.Cli.Measuring;

/// <summary>
/// One measured point. QPS is based on CPU time of the querying thread; the percentiles are wall time of single
/// queries.
/// </summary>
internal sealed record BenchRow(
    string Strategy,
    string Queries,
    int Ef,
    double Recall,
    double Qps,
    double P50Microseconds,
    double P99Microseconds,
    double P999Microseconds,
    double Scored,
    int Cells);

/// <summary>
/// The exact scan before the judge: its recall, and how many of its answers are whole.
/// </summary>
internal sealed record BenchExact(string Queries, int Asked, double Recall, int Whole);

/// <summary>
/// What a recall target leads to: the calibrated efSearch or number of cells, and the recall and speed they give.
/// </summary>
internal sealed record BenchTarget(
    string Queries,
    double Target,
    int Ef,
    double Recall,
    double Qps,
    double P50Microseconds,
    double P99Microseconds,
    int Cells);
