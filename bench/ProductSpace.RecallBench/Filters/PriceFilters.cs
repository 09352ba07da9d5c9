namespace ProductSpace.RecallBench.Filters;

/// <summary>
/// Bands of prices. They start near the 30th percentile of the known prices and take whole prices upwards; where one price
/// alone has more products than are wanted, the price whose number is nearest is the band.
/// </summary>
internal sealed class PriceFilters
{
    private const double Start = 0.3;

    private readonly ProductIndex _index;
    private readonly (long Price, int Count)[] _prices;

    public PriceFilters(ProductIndex index)
    {
        _index = index;
        SortedDictionary<long, int> counts = [];
        for (int ordinal = 0; ordinal < index.Count; ordinal++)
        {
            if (index.GetPrice(ordinal) is long price)
            {
                counts[price] = counts.GetValueOrDefault(price) + 1;
            }
        }

        _prices = [.. counts.Select(pair => (pair.Key, pair.Value))];
    }

    /// <summary>Null where there are no prices.</summary>
    public ProductFilter? Band(int wanted)
    {
        if (_prices.Length == 0)
        {
            return null;
        }

        long known = _prices.Sum(price => (long)price.Count);
        int first = 0;
        for (long below = _prices[0].Count; below < Math.Min(Start * known, known - wanted); below += _prices[first].Count)
        {
            first++;
        }

        int last = first;
        long total = _prices[first].Count;
        while (last + 1 < _prices.Length && wanted - total > total + _prices[last + 1].Count - wanted)
        {
            total += _prices[++last].Count;
        }

        if (total > wanted * CaseMaker.Tolerance)
        {
            first = last = Array.IndexOf(_prices, _prices.MinBy(price => Math.Abs(price.Count - wanted)));
        }

        (long least, long most) = (_prices[first].Price, _prices[last].Price);
        return _index.CreateFilter(f => f.PriceBetween(least, most));
    }
}
