using ProductSpace.Numerics;

namespace ProductSpace;

/// <summary>Options of a build. The default values suit a shop of ten thousand to a few million products.</summary>
public sealed record BuildOptions
{
    private const int DefaultM = 32;
    private const int DefaultEfConstruction = 200;

    private readonly int? _m;
    private readonly int? _efConstruction;

    /// <summary>
    /// M of HNSW: a product has 2 M neighbors on layer 0 and M above. 4 to 128; 32 by default, which makes searches
    /// three times shorter than 16 for 128 more bytes a product.
    /// </summary>
    public int M
    {
        get => _m ?? DefaultM;
        init => _m = value;
    }

    /// <summary>
    /// efConstruction of HNSW: candidates kept while a product's neighbors are searched. 8 to 4096; 200 by default.
    /// </summary>
    public int EfConstruction
    {
        get => _efConstruction ?? DefaultEfConstruction;
        init => _efConstruction = value;
    }

    /// <summary>Seed of all random choices: equal inputs, options and seeds give equal bytes. 42 by default.</summary>
    public ulong Seed { get; init; } = 42;

    /// <summary>Threads to use; 0 by default for all processors. The file does not depend on it.</summary>
    public int Threads { get; init; }

    /// <summary>
    /// Treatment of products whose vector or id cannot be used; <see cref="BadVectorPolicy.Refuse"/> by default.
    /// </summary>
    public BadVectorPolicy OnBadVector { get; init; }

    /// <summary>
    /// Whether to build although the catalogue and the vectors do not belong together: fewer than a tenth of the rows
    /// meet a vector, or of the products where these are fewer. False by default, because ids that two exports wrote
    /// differently would else give a snapshot without prices, stock and categories.
    /// </summary>
    public bool AllowUnjoinedCatalog { get; init; }

    /// <summary>
    /// Structures to build for searches. By default the build decides: none for a small shop, whose searches then are
    /// exact, graph and cells for all others and where <see cref="M"/> or <see cref="EfConstruction"/> is set
    /// (<see cref="IndexStructures.Auto"/>). <see cref="IndexStructures.Cells"/> and <see cref="IndexStructures.Scan"/>
    /// build no graph, so that these two have no effect.
    /// </summary>
    public IndexStructures Structures { get; init; } = IndexStructures.Auto;

    /// <summary>
    /// What searches order by; <see cref="Similarity.Cosine"/> by default. <see cref="Similarity.Dot"/> is for item
    /// vectors of ALS, BPR, two-tower and other models that score by the dot product: vectors may have 4,095 components
    /// at most then, and rows have one number more in the file.
    /// </summary>
    public Similarity Similarity { get; init; }

    /// <summary>
    /// What searches of the space Next order by; null by default for that of <see cref="Similarity"/>.
    /// </summary>
    public Similarity? NextSimilarity { get; init; }

    /// <summary>
    /// Numbers of the short codes over which walks through the graph navigate; what they find is ordered by all
    /// numbers. Null by default: the build measures whether 128 or 256 numbers lead to the nearest products, for
    /// vectors of at least 256, and else makes none. 0 makes none. Otherwise a multiple of 16 from 16 to 512, at most
    /// the components of a vector.
    /// </summary>
    public int? NavigateDimensions { get; init; }

    /// <summary>
    /// Products from which on walks that start from cells are measured: in a smaller shop a start from cells was never
    /// seen to cost less. Tests set less.
    /// </summary>
    internal int LeastProductsOfStarts { get; init; } = 1 << 18;

    /// <summary>
    /// By how much the number of queries of the calibration is divided. It decides the time of a small build; tests of
    /// something else set more than 1.
    /// </summary>
    internal int CalibrationDivisor { get; init; } = 1;

    internal Similarity SimilarityOfNext => NextSimilarity ?? Similarity;

    /// <summary>Whether a space may have dot products.</summary>
    internal bool HasDot => Similarity == Similarity.Dot || NextSimilarity == Similarity.Dot;

    internal bool HasGraph => Structures is IndexStructures.Both or IndexStructures.Graph;

    internal bool HasCells => Structures is IndexStructures.Both or IndexStructures.Cells;

    /// <summary>
    /// The options with the structures of a shop of this size: products and numbers of a vector decide alone, so that
    /// the file is the same on every machine. Who sets M or efConstruction wants a graph.
    /// </summary>
    internal BuildOptions For(int products, int dimension)
    {
        if (NavigateDimensions > dimension)
        {
            throw new BuildInputException(
                $"walks cannot navigate on {NavigateDimensions} numbers of vectors that have {dimension}; ask for "
                + "fewer, for auto, or for 0");
        }

        bool isSmall = CodeLanes.Fits(products, dimension) && _m is null && _efConstruction is null;
        return Structures != IndexStructures.Auto
            ? this
            : this with { Structures = isSmall ? IndexStructures.Scan : IndexStructures.Both };
    }

    internal void Check()
    {
        if (Structures is < IndexStructures.Both or > IndexStructures.Auto)
        {
            throw new ArgumentOutOfRangeException(
                nameof(Structures), Structures, "structures must be auto, both, graph, cells or scan");
        }

        if (Similarity is not (Similarity.Cosine or Similarity.Dot))
        {
            throw new ArgumentOutOfRangeException(
                nameof(Similarity), Similarity, "the similarity must be cosine or dot");
        }

        if (NextSimilarity is not (null or Similarity.Cosine or Similarity.Dot))
        {
            throw new ArgumentOutOfRangeException(
                nameof(NextSimilarity), NextSimilarity, "the similarity of the next space must be cosine or dot");
        }

        if (M is < 4 or > 128)
        {
            throw new ArgumentOutOfRangeException(nameof(M), M, "M must be from 4 to 128");
        }

        if (EfConstruction is < 8 or > 4096)
        {
            throw new ArgumentOutOfRangeException(
                nameof(EfConstruction), EfConstruction, "efConstruction must be from 8 to 4096");
        }

        if (NavigateDimensions is int navigated and not 0
            && !Navigation.Fits(Navigation.MostDimension, navigated))
        {
            throw new ArgumentOutOfRangeException(
                nameof(NavigateDimensions),
                navigated,
                "the dimensions to navigate on must be 0, or a multiple of 16 from 16 to 512");
        }

        if (Threads is < 0 or > 1024)
        {
            throw new ArgumentOutOfRangeException(
                nameof(Threads), Threads, "threads must be from 0 (all processors) to 1024");
        }
    }
}
