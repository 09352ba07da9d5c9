using ProductSpace.Delta;

namespace ProductSpace.Recommendations.Tests.Rules;

/// <summary>
/// A shop with everything that rules go by: brands, prices, ages, stock, popularity, some of them unknown, and products with
/// equal vectors. A changed one has a delta that removes, changes and adds products.
/// </summary>
internal sealed class RuledShop
{
    public const int Dimension = 8;
    public const int Brands = 6;

    /// <summary>The time by which all ages are counted.</summary>
    public static readonly DateTimeOffset Now = new(2025, 6, 1, 12, 0, 0, TimeSpan.Zero);

    private static readonly Dictionary<int, RuledShop> s_shops = [];

    private RuledShop(int seed, int products)
    {
        Random random = new(seed);
        Random numbers = new(seed + 1000);
        float[] similar = new float[products * Dimension];
        float[] next = new float[products * Dimension];
        for (int i = 0; i < products; i++)
        {
            float[] own = i % 9 == 8 ? similar[((i - 1) * Dimension)..(i * Dimension)] : Vector(random);
            float[] other = i % 9 == 8 ? next[((i - 1) * Dimension)..(i * Dimension)] : [.. own.Select(number => number + (.5f * (random.NextSingle() - .5f)))];
            own.CopyTo(similar, i * Dimension);
            other.CopyTo(next, i * Dimension);
        }

        string[] ids = [.. Enumerable.Range(0, products).Select(i => $"p{i}")];
        (int, float)[][] rows = [.. ids.Select(_ => Enumerable.Range(0, random.Next(6)).Select(_ => random.Next(products)).Distinct().Select(target => (target, random.NextSingle() + .1f)).ToArray())];
        Index = ProductIndex.Open(new ProductIndexBuilder(new BuildOptions { M = 16, EfConstruction = 60, CalibrationDivisor = 8 })
            .UseVectors(similar, Dimension).UseNextVectors(next, Dimension).UseIds(ids)
            .UseCatalog(
                ids.Select((id, i) => new CatalogProduct
                {
                    Id = id,
                    Category = $"c{i % 3}/c{i % 7}",
                    Price = random.Next(8) == 0 ? null : random.Next(5_00, 100_00),
                    InStock = random.Next(4) > 0,
                    FirstSeen = random.Next(8) == 0 ? null : Now.AddDays(-random.Next(400)),
                    Facets = [random.Next(8) == 0 ? string.Empty : $"b{random.Next(Brands)}"],
                    Numbers = [[.. Enumerable.Range(0, numbers.Next(4)).Select(_ => numbers.Next(60) - 5.5)]],
                }),
                facets: ["brand"],
                numbers: ["size"])
            .UseTable("random", ids, 6, (product, targets, weights) =>
            {
                for (int i = 0; i < rows[product].Length; i++)
                {
                    (targets[i], weights[i]) = rows[product][i];
                }

                return rows[product].Length;
            })
            .UsePopularity(ids, ids.Select(_ => random.Next(5) == 0 ? 0f : random.Next(1, 1000)).ToArray())
            .BuildToMemory());
        if (seed % 2 == 1)
        {
            Change(random, products);
        }
    }

    public ProductIndex Index { get; }

    /// <summary>Finds a shop; odd seeds have a delta.</summary>
    public static RuledShop Of(int seed, int products = 240)
    {
        lock (s_shops)
        {
            int key = (products * 1000) + seed;
            if (!s_shops.TryGetValue(key, out RuledShop? shop))
            {
                s_shops[key] = shop = new RuledShop(seed, products);
            }

            return shop;
        }
    }

    public string? Brand(int ordinal) => Index.TryGetFacet(ordinal, "brand", out string? brand) ? brand : null;

    /// <summary>Ordinals of all products that are there now.</summary>
    public List<int> Products()
    {
        int[] all = [.. Enumerable.Range(0, Index.EndOrdinal)];
        float[] popularity = new float[all.Length];
        Index.ScorePopularity(all, popularity);
        return [.. all.Where(ordinal => !float.IsNaN(popularity[ordinal]))];
    }

    private static float[] Vector(Random random) => [.. Enumerable.Range(0, Dimension).Select(_ => random.NextSingle() + random.NextSingle() - 1)];

    private void Change(Random random, int products)
    {
        DeltaLog log = Index.NewDelta(256);
        for (int i = 0; i < 20; i++)
        {
            string id = $"p{random.Next(products)}";
            float[] vector = Vector(random);
            DeltaRecord record = (i % 4) switch
            {
                0 => new DeltaRecord { Kind = DeltaKind.Remove, Id = id },
                1 => new DeltaRecord { Kind = DeltaKind.Set, Id = id, Price = 7_00, Facets = [new("brand", "b1")] },
                2 => new DeltaRecord { Kind = DeltaKind.Upsert, Id = $"new{i}", Vector = vector, NextVector = vector, Category = "c1/c1", InStock = true, Price = 20_00, Facets = [new("brand", $"b{i % 4}")], FirstSeen = Now.AddDays(-i).ToUnixTimeMilliseconds(), Numbers = [new("size", [i, 30])] },
                _ => new DeltaRecord { Kind = DeltaKind.Upsert, Id = id, Vector = vector, NextVector = vector },
            };
            log.Apply(record);
        }

        Index.DeltaLog = log;
    }
}
