namespace ProductSpace.TrainerBench.Quality;

/// <summary>Mean and standard deviation over the runs of one setting, and how two settings differ.</summary>
internal sealed class RunStatistics
{
    private readonly int _count;

    public RunStatistics(IEnumerable<double> values)
    {
        double[] all = [.. values];
        _count = all.Length;
        Mean = all.Average();
        Deviation = _count > 1 ? Math.Sqrt(all.Sum(value => (value - Mean) * (value - Mean)) / (_count - 1)) : double.NaN;
    }

    public double Mean { get; }

    /// <summary>Of a sample (n - 1); no number for one run.</summary>
    public double Deviation { get; }

    /// <summary>This mean over the other, less 1.</summary>
    public double Relative(RunStatistics other) => (Mean / other.Mean) - 1;

    /// <summary>Standard error of <see cref="Relative"/> from the scatter of both; the other mean is taken as sure. It knows seeds, not shoppers.</summary>
    public double RelativeError(RunStatistics other) =>
        Math.Sqrt((Deviation * Deviation / _count) + (other.Deviation * other.Deviation / other._count)) / other.Mean;
}
