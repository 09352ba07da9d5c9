namespace ProductSpace.Recommendations.Rules;

/// <summary>
/// The filter of a rule within the filter of a question, compiled once for each pair of them. A few pairs are kept;
/// reading them allocates nothing. Safe for any number of threads.
/// </summary>
/// <param name="index">Index that the filters are of.</param>
/// <param name="filter">Products that the rule is about; null for all.</param>
/// <param name="near">Number that they are near to; null for any. Only products within twice the scale count.</param>
internal sealed class FilterMemo(ProductIndex index, ProductFilter? filter, NumberDecay? near)
{
    private const int Kept = 8;

    private Entry[] _entries = [];

    /// <summary>Whether the products change with time.</summary>
    private bool GoesByDay => near?.Number == ProductNumber.AgeDays;

    /// <summary>Returns the products of the rule that match a question.</summary>
    /// <param name="asked">Filter of the question; null for all products.</param>
    /// <param name="nowDays">The time now, in days since 1970.</param>
    public ProductFilter Within(ProductFilter? asked, double nowDays)
    {
        long day = GoesByDay ? (long)Math.Floor(nowDays) : 0;
        foreach (Entry entry in Volatile.Read(ref _entries))
        {
            if (entry.Asked == asked && entry.Day == day)
            {
                return entry.Filter;
            }
        }

        return Compile(asked, day);
    }

    private ProductFilter Compile(ProductFilter? asked, long day)
    {
        ProductFilter compiled = index.CreateFilter(describe =>
        {
            if (filter is not null)
            {
                describe.Matching(filter);
            }

            if (asked is not null)
            {
                describe.Matching(asked);
            }

            if (near is not null)
            {
                AddRange(describe, near, day);
            }
        });
        Entry[] before = Volatile.Read(ref _entries);
        ReadOnlySpan<Entry> kept = before.Length < Kept ? before : before.AsSpan(1);
        Volatile.Write(ref _entries, [.. kept, new Entry(asked, day, compiled)]);
        return compiled;
    }

    private static void AddRange(ProductFilterBuilder describe, NumberDecay near, long day)
    {
        double least = near.Origin - (2 * near.Scale);
        double most = near.Origin + (2 * near.Scale);
        if (near.Column is string column)
        {
            describe.Between(column, least, most);
            return;
        }

        if (near.Number == ProductNumber.Price)
        {
            describe.PriceBetween((long)Math.Clamp(least, -9e18, 9e18), (long)Math.Clamp(most, -9e18, 9e18));
            return;
        }

        describe.FirstSeenAfter(Moment(day - most));
        if (least > 0)
        {
            // To the end of the day.
            describe.FirstSeenBefore(Moment(day + 1 - least));
        }
    }

    private static DateTimeOffset Moment(double days) =>
        DateTimeOffset.FromUnixTimeMilliseconds(
            (long)Math.Clamp(days * 86_400e3, -62_135_596_800_000, 253_402_300_799_999));

    private sealed record Entry(ProductFilter? Asked, long Day, ProductFilter Filter);
}
