using ProductSpace.Training;

namespace ProductSpace.RankerTrainer.Tests;

/// <summary>
/// A shop of 600 products in 20 categories, whose vectors tell the category and nothing else; and a log whose shoppers
/// stay in a category and choose among its equals by what is planted: a price near that of the product viewed before,
/// the newest products, those that become more popular, or nothing.
/// </summary>
internal sealed class PlantedShop
{
    private const int Categories = 20;
    private const int OfCategory = 30;
    private const int Products = Categories * OfCategory;
    private const int Dimension = 16;
    private readonly string[] _ids = [.. Enumerable.Range(0, Products).Select(i => $"p{i}")];
    private readonly int[] _prices;
    private readonly int[] _ages;
    private readonly float[] _trends;
    private readonly string _planted;

    public PlantedShop(string planted)
    {
        _planted = planted;
        Random random = new(17);
        _prices = [.. Enumerable.Range(0, Products).Select(_ => random.Next(500, 10_000))];
        _ages = [.. Enumerable.Range(0, Products).Select(_ => random.Next(0, 400))];
        Random trends = new(18);
        _trends = [.. Enumerable.Range(0, Products).Select(_ => (trends.NextSingle() * 4) - 2)];
        float[][] centres = [.. Enumerable.Range(0, Categories).Select(_ => Noise(random, 1))];
        float[] vectors = [.. Enumerable.Range(0, Products).SelectMany(i => centres[i / OfCategory].Zip(Noise(random, 0.3f), (a, b) => a + b))];
        Index = ProductIndex.Open(new ProductIndexBuilder(new BuildOptions { M = 16, EfConstruction = 100 })
            .UseVectors(vectors, Dimension).UseIds(_ids)
            .UseCatalog(Enumerable.Range(0, Products).Select(i => new CatalogProduct
            {
                Id = _ids[i], Category = $"c{i / OfCategory}", Price = _prices[i], FirstSeen = DateTimeOffset.UnixEpoch.AddDays(20_000 - _ages[i]),
            }))
            .UsePopularity(_ids, Enumerable.Repeat(1f, Products).ToArray(), _trends)
            .BuildToMemory());
    }

    public ProductIndex Index { get; }

    /// <summary>Sessions of four views; another seed is another time.</summary>
    public EvaluationLog Log(int sessions, int seed)
    {
        Random random = new(seed);
        return new EvaluationLog(SessionSet.From(Products, [.. Enumerable.Range(0, sessions).Select(_ => Session(random))]), _ids);
    }

    private int[] Session(Random random)
    {
        int category = random.Next(Categories);
        List<int> views = [(category * OfCategory) + random.Next(OfCategory)];
        while (views.Count < 4)
        {
            int before = views[^1];
            int[] others = [.. Enumerable.Range(category * OfCategory, OfCategory).Except(views)];
            views.Add(_planted switch
            {
                "price" => others.OrderBy(one => Math.Abs(_prices[one] - _prices[before])).ElementAt(random.Next(4)),
                "freshness" => others.OrderBy(one => _ages[one]).ElementAt(random.Next(4)),
                "trend" => others.OrderByDescending(one => _trends[one]).ElementAt(random.Next(4)),
                _ => others[random.Next(others.Length)],
            });
        }

        return [.. views];
    }

    private static float[] Noise(Random random, float length) =>
        [.. Enumerable.Range(0, Dimension).Select(_ => length * (float)(random.NextDouble() + random.NextDouble() - 1))];
}
