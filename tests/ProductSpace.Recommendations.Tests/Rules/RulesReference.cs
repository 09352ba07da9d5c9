namespace ProductSpace.Recommendations.Tests.Rules;

/// <summary>
/// Rules written down again, naively and in float64, over every product. An answer is replayed slot by slot: whatever stands
/// there must be allowed, and nothing allowed may be better by more than the noise of floats.
/// </summary>
internal sealed class RulesReference
{
    private const double Noise = 2e-3;

    private readonly RuledShop _shop;
    private readonly MerchandisingRules _rules;
    private readonly Func<int, bool> _matches;
    private readonly Dictionary<int, double> _scores = [];
    private readonly Dictionary<int, float[]> _vectors = [];
    private readonly HashSet<int> _unsure = [];

    /// <param name="shop">Shop that was asked.</param>
    /// <param name="events">Events of the shopper.</param>
    /// <param name="rules">Rules; of filters those of <see cref="RandomRules"/>.</param>
    /// <param name="options">Filter of the question.</param>
    /// <param name="matches">The same filter as a test.</param>
    public RulesReference(RuledShop shop, ShopperEvent[] events, MerchandisingRules rules, SearchOptions options, Func<int, bool> matches)
    {
        _shop = shop;
        _rules = rules;
        ProductIndex index = shop.Index;
        Allowed = [.. shop.Products().Where(ordinal => matches(ordinal) && !events.Any(one => one.Ordinal == ordinal))];
        _matches = Allowed.Contains;
        foreach (int ordinal in Allowed)
        {
            float[] vector = new float[RuledShop.Dimension];
            index.GetVector(ordinal, vector);
            _vectors[ordinal] = vector;
        }

        bool isKnown = events.Any(one => index.Has(one.Ordinal));
        if (isKnown)
        {
            // The blend without rules has a reference of its own.
            Recommendation[] all = new Recommendation[index.EndOrdinal];
            RecommendationResult result = index.RecommendExact(new ShopperState(events), all, null, options);
            foreach (Recommendation hit in all.Take(result.Count - result.Filled))
            {
                _scores[hit.Ordinal] = hit.Score;
            }
        }
        else
        {
            double[] sample = [.. Enumerable.Range(0, Math.Min(256, index.Count)).Select(i => (int)((long)i * index.Count / Math.Min(256, index.Count))).Where(shop.Products().Contains).Select(Popularity)];
            double mean = sample.Average();
            double deviation = Math.Sqrt(sample.Average(one => one * one) - (mean * mean));
            foreach (int ordinal in Allowed)
            {
                _scores[ordinal] = (Popularity(ordinal) - mean) / deviation;
            }
        }

        if (isKnown && rules.MinSimilarity is float least)
        {
            int[] scored = [.. _scores.Keys];
            float[] similarities = new float[scored.Length];

            // An event counts by its age even where its product has no vector in the space.
            int[] known = [.. events.Select(one => one.Ordinal).Where(index.Has)];
            float[] weights = [.. known.Select((_, i) => MathF.Pow(new Placement().Decay, known.Length - 1 - i))];
            index.ScoreSession(known, scored, similarities, new SearchOptions { IncludeViewed = true, Weights = weights });
            for (int i = 0; i < scored.Length; i++)
            {
                if (similarities[i] < least - 1e-5)
                {
                    _scores.Remove(scored[i]);
                }
                else if (similarities[i] < least + 1e-5)
                {
                    _unsure.Add(scored[i]);
                }
            }
        }

        foreach (int ordinal in _scores.Keys.ToArray())
        {
            _scores[ordinal] += Rule(ordinal);
        }
    }

    /// <summary>Products that filter and exclusions allow.</summary>
    public HashSet<int> Allowed { get; }

    public double Score(int ordinal) => _scores[ordinal];

    public bool IsScored(int ordinal) => _scores.ContainsKey(ordinal);

    /// <summary>Replays an answer; fails at the first slot that is wrong.</summary>
    /// <param name="hits">The answer.</param>
    /// <param name="k">Number of results asked for.</param>
    /// <param name="fills">Whether it is filled up by popularity.</param>
    public void Check(ReadOnlySpan<Recommendation> hits, int k, bool fills)
    {
        Dictionary<int, int> pins = [];
        foreach (ProductPin pin in _rules.Pins.Where(pin => pin.Slot <= k))
        {
            if (_shop.Index.TryGetOrdinal(pin.Id, out int ordinal) && _matches(ordinal) && !pins.ContainsValue(ordinal))
            {
                pins.Add(pin.Slot, ordinal);
            }
        }

        List<int> placed = [.. pins.Values];
        for (int slot = 1; slot <= hits.Length; slot++)
        {
            Recommendation hit = hits[slot - 1];
            if (hit.Source == RecommendationSource.Pin)
            {
                // A pin of a slot behind the end moves up to it.
                Assert.Contains(pins, pin => pin.Value == hit.Ordinal && pin.Key >= slot);
                Assert.True(pins.Single(pin => pin.Value == hit.Ordinal).Key == slot || hits.Length < k);
                continue;
            }

            Assert.True(!pins.ContainsKey(slot) || hits.Length < k);
            Assert.True(IsFree(hit.Ordinal, placed), $"{hit} may not stand at {slot}");
            CheckSlot(hit, slot, placed, Math.Max(4 * k, 40));
            placed.Add(hit.Ordinal);
        }

        Assert.Equal(placed.Count, placed.Distinct().Count());
        if (hits.Length < k)
        {
            Assert.DoesNotContain(fills ? Allowed : [.. _scores.Keys], ordinal => IsFree(ordinal, placed, -Noise) && !_unsure.Contains(ordinal));
        }
    }

    private void CheckSlot(Recommendation hit, int slot, List<int> placed, int compared)
    {
        List<int> free = [.. _scores.Keys.Where(ordinal => IsFree(ordinal, placed, -Noise) && !_unsure.Contains(ordinal))];
        ReservedSlot? reserved = _rules.ReservedSlots.FirstOrDefault(one => one.Slot == slot);
        if (reserved is not null && free.Any(ordinal => Matches(reserved.Where, ordinal)))
        {
            Assert.True(Matches(reserved.Where, hit.Ordinal), $"slot {slot} is reserved");
            free.RemoveAll(ordinal => !Matches(reserved.Where, ordinal));
        }

        if (hit.Source is RecommendationSource.PopularInCategory or RecommendationSource.PopularInShop && !IsScored(hit.Ordinal))
        {
            Assert.Empty(free);
            return;
        }

        Assert.Equal(Score(hit.Ordinal), hit.Score, Noise);
        if (hit.Source == RecommendationSource.Exploration)
        {
            double[] better = [.. free.Select(Score).OrderDescending()];
            Assert.True(Score(hit.Ordinal) >= better[Math.Min(better.Length, _rules.Exploration!.Candidates) - 1] - Noise);
            return;
        }

        // Diversity chooses among some of the best; what was placed before is counted with them.
        int left = compared - placed.Count;
        if (_rules.Diversity > 0 && free.Count > left)
        {
            double last = Score(free.OrderByDescending(Score).ElementAt(left - 1));
            Assert.True(Score(hit.Ordinal) >= last - Noise, $"slot {slot} has {hit}, which is not one of the {left} best");
            free.RemoveAll(ordinal => Score(ordinal) < last + Noise);
        }

        if (free.Count > 0)
        {
            Assert.True(Value(hit.Ordinal, placed) >= free.Max(ordinal => Value(ordinal, placed)) - (3 * Noise), $"slot {slot} has {hit}, which is not the best");
        }
    }

    private double Value(int ordinal, List<int> placed) => Score(ordinal) - (_rules.Diversity * Nearest(ordinal, placed));

    private double Nearest(int ordinal, List<int> placed) => placed.Select(other => Cosine(_vectors[ordinal], _vectors[other])).Append(0).Max();

    private bool IsFree(int ordinal, List<int> placed, double slack = Noise)
    {
        string? group = Group(ordinal);
        return _matches(ordinal) && !placed.Contains(ordinal)
            && (_rules.GroupLimit.Max == 0 || group is null || placed.Count(other => Group(other) == group) < _rules.GroupLimit.Max)
            && (_rules.FoldAt == 0 || Nearest(ordinal, placed) < _rules.FoldAt + slack);
    }

    private string? Group(int ordinal) => _rules.GroupLimit.Facet is null ? _shop.Index.GetCategory(ordinal).Split('/')[0] is { Length: > 0 } top ? top : null : _shop.Brand(ordinal);

    private double Popularity(int ordinal) => Math.Log2(1 + (double)_shop.Index.GetPopularity(ordinal));

    private double Rule(int ordinal)
    {
        double sum = 0;
        foreach (BoostRule boost in _rules.Boosts)
        {
            double factor = boost.Amount;
            factor *= Matches(boost.Where, ordinal) ? 1 : 0;
            factor *= boost.Near is NumberDecay near ? Near(near, ordinal) : 1;
            factor *= boost.Scores.IsEmpty ? 1 : ordinal >= boost.Scores.Length || float.IsNaN(boost.Scores.Span[ordinal]) ? 0 : Math.Clamp(boost.Scores.Span[ordinal], -1, 1);
            sum += factor;
        }

        double age = Age(ordinal);
        sum += double.IsNaN(age) ? 0 : _rules.Freshness * Math.Pow(.5, age / _rules.FreshnessHalfLifeDays);
        double largest = Enumerable.Range(0, _shop.Index.Count).Max(Popularity);
        return sum - (_rules.Novelty * Popularity(ordinal) / largest);
    }

    private double Near(NumberDecay near, int ordinal)
    {
        double number = near.Number == ProductNumber.Column ? Nearest(near, ordinal)
            : near.Number == ProductNumber.AgeDays ? Age(ordinal) : _shop.Index.GetPrice(ordinal) ?? double.NaN;
        double scales = Math.Abs(number - near.Origin) / near.Scale;
        return double.IsNaN(number) ? 0 : near.Shape switch
        {
            DecayShape.Linear => scales >= 2 ? 0 : 1 - (.5 * scales),
            DecayShape.Gauss => Math.Exp(-Math.Log(2) * scales * scales),
            _ => Math.Exp(-Math.Log(2) * scales),
        };
    }

    private double Nearest(NumberDecay near, int ordinal)
    {
        double[] numbers = Numbers(ordinal, near.Column!);
        return numbers.Length == 0 ? double.NaN : numbers.MinBy(number => Math.Abs(number - near.Origin));
    }

    private double[] Numbers(int ordinal, string column)
    {
        double[] numbers = new double[64];
        return numbers[.._shop.Index.GetNumbers(ordinal, column, numbers)];
    }

    private double Age(int ordinal) => _shop.Index.GetFirstSeen(ordinal) is DateTimeOffset seen ? Math.Max(0, (RuledShop.Now - seen).TotalDays) : double.NaN;

    private bool Matches(ProductConditions? where, int ordinal) => where is null
        || (where.Facets.All(facet => _shop.Brand(ordinal) is string brand && facet.Value.Contains(brand))
            && (!where.InStock || _shop.Index.IsInStock(ordinal))
            && (where.Categories.Count == 0 || where.Categories.Any(path => $"{_shop.Index.GetCategory(ordinal)}/".StartsWith($"{path}/", StringComparison.Ordinal)))
            && where.Numbers.All(range => Numbers(ordinal, range.Key).Any(number => !(number < range.Value.Min) && !(number > range.Value.Max)))
            && (where.MaxPrice is null || _shop.Index.GetPrice(ordinal) <= where.MaxPrice));

    private static double Cosine(float[] one, float[] other) => Enumerable.Range(0, one.Length).Sum(i => (double)one[i] * other[i]);
}
