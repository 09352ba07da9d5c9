namespace ProductSpace.Cli.Synth;

/// <summary>
/// Options of a synthetic shop. All except <see cref="Threads"/> decide the bytes: equal options give equal files on
/// every machine.
/// </summary>
internal sealed record SyntheticShopOptions
{
    /// <summary>Minimum number of products that gives a category tree with meaningful sessions.</summary>
    public const int MinProducts = 100;

    /// <summary>Maximum number of products: ids have seven digits.</summary>
    public const int MaxProducts = 10_000_000;

    public int Products { get; init; } = 10_000;

    public int Dimension { get; init; } = 100;

    public int Sessions { get; init; } = 20_000;

    public ulong Seed { get; init; } = 1;

    public Hardness Hardness { get; init; } = Hardness.Hard;

    /// <summary>True to add the columns brand, colour and season to products.csv; nothing else changes.</summary>
    public bool Facets { get; init; }

    /// <summary>
    /// True for shoppers who mostly go on to what goes with a product, instead of comparing it with others: what comes
    /// next is then of another kind than what is similar. Changes sessions.csv only.
    /// </summary>
    public bool Matches { get; init; }

    /// <summary>Number of threads that make rows; 0 for one per processor. Does not change a byte.</summary>
    public int Threads { get; init; }

    /// <summary>Throws for the first option that is out of its range, and names it.</summary>
    public void Validate()
    {
        Require(
            Products is >= MinProducts and <= MaxProducts,
            nameof(Products),
            Products,
            $"from {MinProducts} to {MaxProducts}");
        Require(Dimension is >= 8 and <= 4096, nameof(Dimension), Dimension, "from 8 to 4096");
        Require(Sessions is >= 0 and <= 100_000_000, nameof(Sessions), Sessions, "from 0 to 100000000");
        Require(Threads is >= 0 and <= 1024, nameof(Threads), Threads, "from 0 (one a processor) to 1024");
        if (!Enum.IsDefined(Hardness))
        {
            throw new ArgumentException($"Synthetic shop: hardness {Hardness} is unknown; use Hard or Easy.");
        }
    }

    private static void Require(bool holds, string name, int value, string range)
    {
        if (!holds)
        {
            throw new ArgumentException($"Synthetic shop: {name} is {value}; give a number {range}.");
        }
    }
}
