namespace ProductSpace.Evaluation.Measures;

/// <summary>A mean of numbers that come one after the other.</summary>
internal struct RunningMean
{
    private double _sum;
    private long _count;

    /// <summary>The mean; null of no numbers.</summary>
    public readonly double? Value => _count == 0 ? null : _sum / _count;

    public void Add(double value, long weight = 1)
    {
        _sum += value * weight;
        _count += weight;
    }
}
