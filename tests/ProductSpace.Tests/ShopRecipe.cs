namespace ProductSpace.Tests;

/// <summary>What a built test shop is made of; equal recipes share one build in the process.</summary>
/// <param name="Products">The number of products.</param>
/// <param name="Dimension">The dimension of the vectors.</param>
internal sealed record ShopRecipe(int Products, int Dimension = 24)
{
    /// <summary>20,000 products of both spaces: large enough for every strategy.</summary>
    public static readonly ShopRecipe Large = new(20_000, 32)
    {
        Seed = 77, WithNext = true, IsCalibrated = true, Build = new BuildOptions { M = 16, EfConstruction = 100 },
    };

    /// <summary>14,000 narrow products of both spaces, so that a walk under a filter may not find enough.</summary>
    public static readonly ShopRecipe Narrow = new(14_000, 16) { WithNext = true, Build = new BuildOptions { M = 16 } };

    /// <summary>12,000 products with vectors of several cache lines.</summary>
    public static readonly ShopRecipe Wide = new(12_000, 100)
    {
        Seed = 3, Build = new BuildOptions { M = 8, EfConstruction = 40 },
    };

    /// <summary>20,000 products of both spaces without a graph.</summary>
    public static readonly ShopRecipe WithoutGraph = new(20_000, 32)
    {
        WithNext = true, IsCalibrated = true, Build = new BuildOptions { Structures = IndexStructures.Cells },
    };

    /// <summary>6,000 products of both spaces whose lengths differ as those of ALS do.</summary>
    public static readonly ShopRecipe Dot = new(6_000, 32)
    {
        Seed = 19, WithNext = true, IsCalibrated = true, Similarity = Similarity.Dot, Build = new BuildOptions { M = 16, EfConstruction = 100 },
    };

    public ulong Seed { get; init; } = 1;

    public Similarity Similarity { get; init; }

    public bool WithNext { get; init; }

    public bool WithCatalog { get; init; } = true;

    public bool WithFacets { get; init; }

    /// <summary>Whether the calibration asks all of its queries, for tests of recall targets.</summary>
    public bool IsCalibrated { get; init; }

    public BuildOptions Build { get; init; } = new() { M = 8, EfConstruction = 60 };

    /// <summary>Changes the products before the build; a static method, so that equal recipes stay equal.</summary>
    public Action<TestShop>? Change { get; init; }

    /// <summary>Makes the products.</summary>
    public TestShop Make()
    {
        TestShop shop = new(Products, Dimension, Seed, WithNext, WithCatalog, WithFacets, Similarity);
        Change?.Invoke(shop);
        return shop;
    }
}
