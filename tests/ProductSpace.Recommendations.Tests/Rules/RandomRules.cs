namespace ProductSpace.Recommendations.Tests.Rules;

/// <summary>Makes rules of every kind, each with some probability.</summary>
internal static class RandomRules
{
    public static MerchandisingRules Of(Random random, RuledShop shop) => new()
    {
        Boosts = [.. Enumerable.Range(0, random.Next(4)).Select(_ => Boost(random, shop))],
        Pins = [.. Enumerable.Range(0, random.Next(3)).Select(i => new ProductPin((3 * i) + 1 + random.Next(3), $"p{(i * 100) + random.Next(100)}"))],
        ReservedSlots = [.. Enumerable.Range(0, random.Next(3)).Select(i => new ReservedSlot((3 * i) + 1 + random.Next(3)) { Where = Where(random) })],
        MinSimilarity = random.Next(4) == 0 ? (random.NextSingle() * .8f) - .2f : null,
        GroupLimit = random.Next(3) switch { 0 => GroupLimit.ByFacet("brand", random.Next(1, 4)), 1 => GroupLimit.ByCategory(1, random.Next(2, 5)), _ => default },
        FoldAt = random.Next(3) == 0 ? .9f + (.09f * random.NextSingle()) : 0,
        Diversity = random.Next(2) == 0 ? 3 * random.NextSingle() : 0,
        Novelty = random.Next(3) == 0 ? random.NextSingle() : 0,
        Freshness = random.Next(3) == 0 ? 2 * random.NextSingle() : 0,
        FreshnessHalfLifeDays = random.Next(5, 200),
        Exploration = random.Next(3) == 0 ? new Exploration(random.Next(1, 12)) { Rate = .1f + (.9f * random.NextSingle()), Temperature = random.Next(2) * random.NextSingle(), Candidates = random.Next(2, 30) } : null,
    };

    public static BoostRule Boost(Random random, RuledShop shop)
    {
        int factors = random.Next(1, 8);
        return new BoostRule
        {
            Amount = (random.NextSingle() * 6) - 2,
            Where = (factors & 1) != 0 ? Where(random) : null,
            Near = (factors & 2) == 0 ? null
                : random.Next(3) == 0 ? NumberDecay.Of("size", random.Next(50), random.Next(1, 30), (DecayShape)random.Next(3))
                : new NumberDecay(
                    random.Next(2) == 0 ? ProductNumber.Price : ProductNumber.AgeDays, random.Next(50), random.Next(5, 3_000), (DecayShape)random.Next(3)),
            Scores = (factors & 4) == 0 ? default : Enumerable.Range(0, shop.Index.Count).Select(i => i % 11 == 0 ? float.NaN : (random.NextSingle() * 4) - 2).ToArray(),
        };
    }

    public static ProductConditions Where(Random random) => random.Next(5) switch
    {
        4 => new ProductConditions { Numbers = new Dictionary<string, NumberRange> { ["size"] = new(random.Next(2) == 0 ? random.Next(30) : null, random.Next(20, 60)) } },
        0 => new ProductConditions { Categories = [$"c{random.Next(3)}"], InStock = random.Next(2) == 0 },
        1 => new ProductConditions { MaxPrice = random.Next(10_00, 90_00) },
        _ => new ProductConditions { Facets = new Dictionary<string, IReadOnlyList<string>> { ["brand"] = [$"b{random.Next(RuledShop.Brands)}", $"b{random.Next(RuledShop.Brands)}"] } },
    };
}
