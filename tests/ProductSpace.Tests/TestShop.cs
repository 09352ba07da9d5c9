using ProductSpace.Building;
using ProductSpace.Numerics;

namespace ProductSpace.Tests;

/// <summary>A small seeded shop in memory: clustered IN vectors, OUT vectors that depend on them, categories, prices, stock, facets.</summary>
internal sealed class TestShop
{
    public static readonly string[] FacetNames = ["brand", "colour", "season"];

    public static readonly string[] NumberNames = ["rating", "size"];

    private static readonly string[] s_colours = ["black", "blue", "green", "red", "sky blue", "white"];
    private static readonly string[] s_seasons = ["", "summer", "winter"];

    private readonly bool _withFacets;
    private readonly bool _withNumbers;

    public TestShop(int products, int dimension = 24, ulong seed = 1, bool withNext = false, bool withCatalog = true, bool withFacets = false, Similarity similarity = Similarity.Cosine, Similarity? nextSimilarity = null, bool withNumbers = false)
    {
        _withFacets = withFacets;
        _withNumbers = withNumbers;
        SeededRandom random = new(seed);
        Dimension = dimension;
        Similarity = similarity;
        NextSimilarity = nextSimilarity ?? similarity;
        Vectors = new float[products * dimension];
        NextVectors = withNext ? new float[products * dimension] : [];
        Ids = new string[products];
        Catalog = [];
        int leaves = Math.Max(1, Math.Min(24, products / 20));
        float[] centres = new float[leaves * dimension];
        for (int i = 0; i < centres.Length; i++)
        {
            centres[i] = Normal(ref random);
        }

        for (int product = 0; product < products; product++)
        {
            int leaf = random.NextInt(leaves);
            for (int j = 0; j < dimension; j++)
            {
                Vectors[(product * dimension) + j] = (0.8f * centres[(leaf * dimension) + j]) + Normal(ref random);
                if (withNext)
                {
                    NextVectors[(product * dimension) + j] = (0.8f * centres[((leaf + 1) % leaves * dimension) + j]) + Normal(ref random);
                }
            }

            Lengthen(product, seed);
            Ids[product] = $"p-{product:D6}";
            if (withCatalog && product % 50 != 49)
            {
                string path = $"dept{leaf % 3}/group{leaf % 6}/leaf{leaf}";
                Catalog.Add(new CatalogProduct
                {
                    Id = Ids[product],
                    Category = random.NextInt(8) == 0 ? path + "|sale" : path,
                    Price = random.NextInt(7) == 0 ? null : 100 + random.NextInt(10_000),
                    InStock = random.NextInt(5) != 0,
                    FirstSeen = DateTimeOffset.FromUnixTimeSeconds(1_700_000_000 + product),
                    Payload = [$"name of {product}"],
                    Facets = withFacets ? FacetsOf(seed, product) : [],
                    Numbers = withNumbers ? NumbersOf(seed, product) : [],
                });
            }
        }
    }

    public int Dimension { get; }

    public Similarity Similarity { get; }

    public Similarity NextSimilarity { get; }

    public float[] Vectors { get; }

    public float[] NextVectors { get; }

    public string[] Ids { get; }

    public List<CatalogProduct> Catalog { get; }

    public int Count => Ids.Length;

    public ReadOnlySpan<float> Vector(int product) => Vectors.AsSpan(product * Dimension, Dimension);

    /// <summary>
    /// A builder with graph and cells unless the options name other structures: shops of tests are small, and most tests are about
    /// these. Few are about recall targets, so that the calibration asks a quarter of its queries unless it is wanted in full.
    /// </summary>
    public ProductIndexBuilder Builder(BuildOptions? options = null, bool isCalibrated = false)
    {
        options ??= new BuildOptions { M = 8, EfConstruction = 60 };
        ProductIndexBuilder builder = new ProductIndexBuilder(options with { CalibrationDivisor = isCalibrated ? 1 : 4, Similarity = Similarity, NextSimilarity = NextSimilarity, Structures = options.Structures == IndexStructures.Auto ? IndexStructures.Both : options.Structures })
            .UseVectors(Vectors, Dimension)
            .UseIds(Ids);
        if (NextVectors.Length > 0)
        {
            builder.UseNextVectors(NextVectors, Dimension);
        }

        return Catalog.Count > 0 ? builder.UseCatalog(Catalog, ["name"], _withFacets ? FacetNames : null, _withNumbers ? NumberNames : null) : builder;
    }

    /// <summary>Lengths as those of ALS where they count: log-normal, the longest about ten times the median.</summary>
    private void Lengthen(int product, ulong seed)
    {
        SeededRandom random = new(SeededRandom.Hash(seed ^ 0x1E46, (ulong)product));
        float length = MathF.Exp(1.2f * Normal(ref random));
        for (int i = product * Dimension; i < (product + 1) * Dimension; i++)
        {
            Vectors[i] *= Similarity == Similarity.Dot ? length : 1;
            if (NextVectors.Length > 0)
            {
                NextVectors[i] *= NextSimilarity == Similarity.Dot ? length : 1;
            }
        }
    }

    /// <summary>A brand of a few large ones and many small ones, one or two colours, a season for two thirds: by hash, so that the rest of the shop is the same with and without.</summary>
    private static string[] FacetsOf(ulong seed, int product)
    {
        SeededRandom random = new(SeededRandom.Hash(seed ^ 0xFACE7, (ulong)product));
        string brand = $"brand-{random.NextInt(1 + random.NextInt(40))}";
        string colour = s_colours[random.NextInt(s_colours.Length)];
        string second = random.NextInt(3) == 0 ? "|" + s_colours[random.NextInt(s_colours.Length)] : string.Empty;
        return [brand, colour + second, s_seasons[random.NextInt(s_seasons.Length)]];
    }

    /// <summary>A rating for most, none to four sizes with repetitions: by hash as well.</summary>
    private static double[][] NumbersOf(ulong seed, int product)
    {
        SeededRandom random = new(SeededRandom.Hash(seed ^ 0x5125, (ulong)product));
        double[] sizes = new double[random.NextInt(5)];
        for (int i = 0; i < sizes.Length; i++)
        {
            sizes[i] = 35 + (random.NextInt(20) / 2.0);
        }

        return [random.NextInt(5) == 0 ? [] : [1 + (random.NextInt(41) / 10.0)], sizes];
    }

    public static float Normal(ref SeededRandom random) =>
        (float)(random.NextDouble() + random.NextDouble() + random.NextDouble() + random.NextDouble() - 2);
}
