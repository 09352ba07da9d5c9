using System.Globalization;
using System.Numerics;
using ProductSpace.Filtering;
using ProductSpace.Numerics;

namespace ProductSpace.Cli.Synth;

/// <summary>
/// Model of the shop: leaf, brand, style, popularity rank and facts of each product. Holds a few integers per product
/// and nothing larger. Everything is a function of (seed, product), so that any thread can make any row. Invariant: the
/// products of a leaf are contiguous in <see cref="ByLeaf"/>, most popular first.
/// </summary>
internal sealed class SyntheticShop
{
    // The head of a real shop is flatter than 1 / rank: the offset flattens the start of the curve.
    private const double ProductOffset = 20;
    private const double LeafOffset = 5;

    private static readonly DateOnly FirstDay = new(2023, 1, 1);
    private const int Days = 1_095;
    private const int NewInDays = 30;

    private readonly int[] _leaf;
    private readonly int[] _rank;
    private readonly int[] _byLeaf;
    private readonly int[] _leafStart;
    private readonly ZipfTable _popularity;
    private readonly ZipfTable _leafPopularity;

    public SyntheticShop(SyntheticShopOptions options)
    {
        options.Validate();
        Options = options;
        Tree = new CategoryTree(options.Products);
        BrandCount = Math.Clamp(options.Products / 500, 20, FashionWords.BrandCount);
        _rank = Permutation(options.Products, Seed(RandomUse.Popularity));
        int[] leafRank = Permutation(Tree.LeafCount, Seed(RandomUse.LeafSize));
        ZipfTable leafSize = ZipfTable.FromWeights(Tree.LeafCount, leaf =>
            ZipfTable.Weight(leafRank[leaf], LeafOffset));
        _leaf = new int[options.Products];
        for (int product = 0; product < options.Products; product++)
        {
            _leaf[product] = leafSize.Draw(Uniform(RandomUse.Leaf, product));
        }

        (_byLeaf, _leafStart) = GroupByLeaf(_leaf, _rank, Tree.LeafCount);
        _popularity = ZipfTable.FromWeights(options.Products, slot =>
            ZipfTable.Weight(_rank[_byLeaf[slot]], ProductOffset));
        _leafPopularity = ZipfTable.FromWeights(Tree.LeafCount, leaf =>
            _popularity.Total(_leafStart[leaf], _leafStart[leaf + 1]));
    }

    public SyntheticShopOptions Options { get; }

    public CategoryTree Tree { get; }

    public int BrandCount { get; }

    /// <summary>Products grouped by leaf, most popular first within a leaf.</summary>
    public ReadOnlySpan<int> ByLeaf => _byLeaf;

    /// <summary>Returns the seed of a use; each use has its own, so that adding one never changes the others.</summary>
    public ulong Seed(RandomUse stream) => SeededRandom.Hash(Options.Seed, (ulong)stream);

    public int LeafOf(int product) => _leaf[product];

    public int BrandOf(int product)
    {
        // The smaller of two draws: a few brands are large.
        ulong hash = SeededRandom.Hash(Seed(RandomUse.Brand), (ulong)product);
        return Math.Min((int)((hash & 0xFFFFFFFF) % (uint)BrandCount), (int)((hash >> 32) % (uint)BrandCount));
    }

    public int StyleOf(int product) =>
        (int)(SeededRandom.Hash(Seed(RandomUse.Style), (ulong)product) % (uint)FashionWords.Styles.Length);

    /// <summary>
    /// Returns one or two colours, separated by '|'. The smaller of two draws is taken, so that a few colours are
    /// frequent.
    /// </summary>
    public string ColoursOf(int product)
    {
        ulong hash = SeededRandom.Hash(Seed(RandomUse.Colour), (ulong)product);
        string[] all = FashionWords.Colours;
        int first = Math.Min((int)(hash & 0xFFFF) % all.Length, (int)((hash >> 16) & 0xFFFF) % all.Length);
        int second = (int)((hash >> 32) & 0xFFFF) % all.Length;
        return (hash >> 48) % 8 == 0 && second != first ? $"{all[first]}|{all[second]}" : all[first];
    }

    /// <summary>Returns a season; empty for two of five products, which are sold all year.</summary>
    public string SeasonOf(int product)
    {
        ulong hash = SeededRandom.Hash(Seed(RandomUse.Season), (ulong)product);
        return hash % 5 < 2
            ? string.Empty
            : FashionWords.Seasons[(int)((hash >> 32) % (uint)FashionWords.Seasons.Length)];
    }

    /// <summary>Returns the popularity rank; 0 is the most viewed product.</summary>
    public int PopularityRankOf(int product) => _rank[product];

    /// <summary>
    /// Returns about log2(products / (rank + 1)): 0 for the least popular product, 20 for the first of a million.
    /// </summary>
    public float PopularityOf(int product)
    {
        // An integer logarithm, linear between powers of two: libm's last bit differs between machines.
        ulong ratio = ((ulong)Options.Products << 16) / (ulong)(_rank[product] + 1);
        int whole = BitOperations.Log2(ratio);
        return (float)(whole - 16 + ((double)(long)(ratio - (1UL << whole)) / (1L << whole)));
    }

    /// <summary>Draws a leaf by its views; the leaf has at least one product.</summary>
    public int DrawLeaf(ref SeededRandom random) => _leafPopularity.Draw(random.NextDouble());

    /// <summary>Draws a leaf of a category by its views; -1 if the category has no product.</summary>
    public int DrawLeafOf(int category, ref SeededRandom random)
    {
        (int start, int end) = Tree.LeavesOf(category);
        double uniform = random.NextDouble();
        return _leafPopularity.Total(start, end) > 0 ? _leafPopularity.Draw(start, end, uniform) : -1;
    }

    /// <summary>Draws a product by its views, of a leaf that has at least one.</summary>
    public int DrawProduct(int leaf, ref SeededRandom random) =>
        _byLeaf[_popularity.Draw(_leafStart[leaf], _leafStart[leaf + 1], random.NextDouble())];

    /// <summary>
    /// Returns a leaf whose products go with those of this one, of a complement of its category; -1 if none has a
    /// product.
    /// </summary>
    public int MatchOf(int leaf, int which)
    {
        SeededRandom random = new(SeededRandom.Hash(Seed(RandomUse.Match), ((ulong)leaf << 8) | (uint)which));
        return DrawLeafOf(Tree.Complement(Tree.CategoryOf(leaf), which), ref random);
    }

    public static string IdOf(int product) => product.ToString("'p'0000000", CultureInfo.InvariantCulture);

    public DateOnly FirstSeenOf(int product) => FirstDay.AddDays(DayOf(product));

    public bool IsNewIn(int product) => DayOf(product) >= Days - NewInDays;

    public bool IsOnSale(int product) => !IsNewIn(product) && Uniform(RandomUse.Sale, product) < 0.15;

    public bool IsInStock(int product) => Uniform(RandomUse.Stock, product) < 0.93;

    /// <summary>Returns the price in cents: set by the category, moved by the brand, ending in 99 or 95.</summary>
    public int PriceCentsOf(int product)
    {
        ulong seed = Seed(RandomUse.Price);
        int category = 15 + (int)(SeededRandom.Hash(seed, (ulong)Tree.CategoryOf(LeafOf(product))) % 90);
        int brand = 60 + (int)(SeededRandom.Hash(~seed, (ulong)BrandOf(product)) % 140);
        int own = 70 + (int)(SeededRandom.Hash(seed ^ 0x5555, (ulong)product) % 80);
        int whole = Math.Max(4, category * brand * own / 10_000);
        return (whole * 100) - (own % 4 == 0 ? 5 : 1);
    }

    private int DayOf(int product) => (int)(SeededRandom.Hash(Seed(RandomUse.FirstSeen), (ulong)product) % Days);

    private double Uniform(RandomUse stream, int index) =>
        SeededRandom.ToUnit(SeededRandom.Hash(Seed(stream), (ulong)index));

    private static int[] Permutation(int count, ulong seed)
    {
        var random = new SeededRandom(seed);
        var order = new int[count];
        for (int i = 0; i < count; i++)
        {
            int other = random.NextInt(i + 1);
            order[i] = order[other];
            order[other] = i;
        }

        return order;
    }

    private static (int[] ByLeaf, int[] LeafStart) GroupByLeaf(int[] leafOf, int[] rankOf, int leaves)
    {
        var byRank = new int[rankOf.Length];
        for (int product = 0; product < rankOf.Length; product++)
        {
            byRank[rankOf[product]] = product;
        }

        var start = new int[leaves + 1];
        foreach (int leaf in leafOf)
        {
            start[leaf + 1]++;
        }

        for (int leaf = 0; leaf < leaves; leaf++)
        {
            start[leaf + 1] += start[leaf];
        }

        int[] next = start[..^1];
        var byLeaf = new int[leafOf.Length];
        foreach (int product in byRank)
        {
            byLeaf[next[leafOf[product]]++] = product;
        }

        return (byLeaf, start);
    }
}
