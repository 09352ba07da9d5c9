namespace ProductSpace.Recommendations.Rules;

/// <summary>
/// One rule that changes scores, checked and compiled for an index: an amount times factors in [-1, 1]. Immutable.
/// </summary>
internal sealed class BoundBoost
{
    /// <summary>Most numbers that a product has in a column.</summary>
    private const int MaxNumbers = 64;

    public required string Name { get; init; }

    /// <summary>Standard scores at a factor of 1.</summary>
    public required double Amount { get; init; }

    /// <summary>Products that it is about; null for all.</summary>
    public ProductFilter? Filter { get; init; }

    public NumberDecay? Near { get; init; }

    public ReadOnlyMemory<float> Scores { get; init; }

    /// <summary>
    /// For a factor by popularity: 1 through the logarithm of the largest popularity; 0 for no such factor.
    /// </summary>
    public double PopularityUnit { get; init; }

    /// <summary>Finds what it lifts; null for a rule that lifts nothing, or nothing that a filter could name.</summary>
    public FilterMemo? Search { get; init; }

    /// <summary>Most that the rule adds to a score.</summary>
    public double Most => Scores.IsEmpty ? Math.Max(0, Amount) : Math.Abs(Amount);

    /// <summary>Writes what the rule adds to the score of each product; 0 for one that it is not about.</summary>
    /// <param name="index">Index that it was compiled for.</param>
    /// <param name="ordinals">Products.</param>
    /// <param name="nowDays">The time now, in days since 1970.</param>
    /// <param name="values">Receives a number for each product.</param>
    public void Score(ProductIndex index, ReadOnlySpan<int> ordinals, double nowDays, Span<float> values)
    {
        values = values[..ordinals.Length];
        if (Filter is not null || PopularityUnit > 0)
        {
            // Not a number where the filter does not match: this knows the delta as well.
            index.ScorePopularity(ordinals, values, new SearchOptions { Filter = Filter });
            for (int i = 0; i < values.Length; i++)
            {
                values[i] = float.IsNaN(values[i]) ? 0
                    : PopularityUnit > 0 ? (float)(Amount * PopularityUnit * Math.Log2(1 + (double)values[i]))
                    : (float)Amount;
            }
        }
        else
        {
            values.Fill((float)Amount);
        }

        if (Near is not null)
        {
            MultiplyNear(index, ordinals, nowDays, values);
        }

        if (!Scores.IsEmpty)
        {
            MultiplyScores(ordinals, values);
        }
    }

    private void MultiplyNear(ProductIndex index, ReadOnlySpan<int> ordinals, double nowDays, Span<float> values)
    {
        for (int i = 0; i < values.Length; i++)
        {
            if (values[i] == 0 || !index.Has(ordinals[i]))
            {
                values[i] = 0;
                continue;
            }

            double? number = Near!.Column is string column ? Nearest(index, ordinals[i], column)
                : Near.Number == ProductNumber.Price ? index.GetPrice(ordinals[i])
                : index.GetFirstSeen(ordinals[i]) is DateTimeOffset seen ? Math.Max(0, nowDays - Days(seen))
                : null;
            values[i] = number is double known ? (float)(values[i] * Near.At(known)) : 0;
        }
    }

    /// <summary>
    /// Returns the number of a column that is nearest to the wanted one; null without any, also where the delta that
    /// brought the column is gone.
    /// </summary>
    private double? Nearest(ProductIndex index, int ordinal, string column)
    {
        Span<double> numbers = stackalloc double[MaxNumbers];
        int count = Math.Min(MaxNumbers, index.ReadNumbers(ordinal, column, numbers));
        double? nearest = null;
        foreach (double number in numbers[..count])
        {
            double distance = Math.Abs(number - Near!.Origin);
            nearest = nearest is not double best || distance < Math.Abs(best - Near.Origin) ? number : nearest;
        }

        return nearest;
    }

    private void MultiplyScores(ReadOnlySpan<int> ordinals, Span<float> values)
    {
        ReadOnlySpan<float> scores = Scores.Span;
        for (int i = 0; i < values.Length; i++)
        {
            float score = (uint)ordinals[i] < (uint)scores.Length ? scores[ordinals[i]] : 0;
            values[i] = float.IsNaN(score) ? 0 : values[i] * Math.Clamp(score, -1, 1);
        }
    }

    /// <summary>Days since 1970.</summary>
    public static double Days(DateTimeOffset time) => time.ToUnixTimeMilliseconds() / 86_400e3;
}
