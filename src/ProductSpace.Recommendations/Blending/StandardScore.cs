namespace ProductSpace.Recommendations.Blending;

/// <summary>
/// Makes scores of different origin comparable: how many standard deviations a score lies above that of the mean
/// product.
/// </summary>
internal readonly struct StandardScore
{
    private readonly double _mean;
    private readonly double _scale;

    private StandardScore(double sum, double squares, long count)
    {
        _mean = count > 0 ? sum / count : 0;
        double variance = count > 0 ? (squares / count) - (_mean * _mean) : 0;
        _scale = variance > 1e-18 ? 1 / Math.Sqrt(variance) : 0;
    }

    /// <summary>Standard deviations of one unit of the score.</summary>
    public double Scale => _scale;

    /// <summary>From a sample of products; numbers that are not finite do not count.</summary>
    public static StandardScore OfSample(ReadOnlySpan<float> sample)
    {
        double sum = 0;
        double squares = 0;
        int count = 0;
        foreach (float score in sample)
        {
            if (float.IsFinite(score))
            {
                sum += score;
                squares += (double)score * score;
                count++;
            }
        }

        return new StandardScore(sum, squares, count);
    }

    /// <summary>From the scores of a few products, where all others have 0.</summary>
    /// <param name="sum">Sum of the scores.</param>
    /// <param name="squares">Sum of their squares.</param>
    /// <param name="count">Number of all products.</param>
    public static StandardScore OfFew(double sum, double squares, long count) => new(sum, squares, count);

    public double Of(float score) => (score - _mean) * _scale;

    /// <summary>
    /// Returns the score that lies some standard deviations above the mean; not a number where all scores are equal.
    /// </summary>
    public double ScoreAt(double deviations) => _scale > 0 ? _mean + (deviations / _scale) : double.NaN;
}
