using System.Text;
using ProductSpace.Building;
using ProductSpace.Memory;
using ProductSpace.Storage.Embeddings;

namespace ProductSpace;

/// <summary>
/// Builds a snapshot in process, as the verb `build` does and with the same bytes: vectors (an embedding file, or rows in
/// memory), optionally their OUT vectors, ids and the shop's catalogue become one immutable file. Rows in memory give the
/// same sections as a file of them; only the provenance differs, since it names the file by the hash of its bytes.
/// Not thread-safe; one builder builds once.
/// </summary>
/// <example><code>
/// new ProductIndexBuilder()
///     .UseVectors("vectors.npy")
///     .UseIds(ids)
///     .UseCatalog(products)
///     .Build("catalog.psx");
/// </code></example>
public sealed class ProductIndexBuilder
{
    private readonly BuildOptions _options;
    private Func<string, IProgress<double>?, CancellationToken, EmbeddingFile>? _similar;
    private Func<string, IProgress<double>?, CancellationToken, EmbeddingFile>? _next;
    private IEnumerable<string>? _ids;
    private string _idSource = "the list of ids";
    private IEnumerable<CatalogProduct>? _catalog;
    private IEnumerable<IReadOnlyList<string>>? _sessions;
    private IReadOnlyList<string> _payloadColumns = [];
    private IReadOnlyList<string> _facets = [];
    private MergedInputs? _fold;

    /// <summary>Makes a builder with the default options.</summary>
    public ProductIndexBuilder()
        : this(new BuildOptions())
    {
    }

    /// <summary>Makes a builder with these options.</summary>
    /// <exception cref="ArgumentOutOfRangeException">a parameter is out of its range.</exception>
    public ProductIndexBuilder(BuildOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Check();
        _options = options;
    }

    /// <summary>Takes the IN vectors from an embedding file (.npy, .fvecs, .safetensors, word2vec, fastText, GloVe).</summary>
    /// <param name="path">The file; its form is found by content.</param>
    /// <param name="tensor">Name of the tensor in a .safetensors file that holds several.</param>
    /// <param name="dimension">Numbers in a row, needed only for text without a header whose ids hold spaces.</param>
    public ProductIndexBuilder UseVectors(string path, string? tensor = null, int? dimension = null)
    {
        _similar = Opener(path, tensor, dimension);
        return this;
    }

    /// <summary>Takes the IN vectors from memory, [count x dimension] row by row.</summary>
    public ProductIndexBuilder UseVectors(ReadOnlyMemory<float> rows, int dimension)
    {
        CheckRows(rows, dimension);
        _similar = (_, _, _) => new MemoryEmbedding(rows, dimension);
        return this;
    }

    /// <summary>Takes the OUT vectors of the same products from an embedding file; see <see cref="UseVectors(string, string?, int?)"/>.</summary>
    public ProductIndexBuilder UseNextVectors(string path, string? tensor = null, int? dimension = null)
    {
        _next = Opener(path, tensor, dimension);
        return this;
    }

    /// <summary>Takes the OUT vectors of the same products from memory, [count x dimension] row by row.</summary>
    public ProductIndexBuilder UseNextVectors(ReadOnlyMemory<float> rows, int dimension)
    {
        CheckRows(rows, dimension);
        _next = (_, _, _) => new MemoryEmbedding(rows, dimension);
        return this;
    }

    /// <summary>Takes the product ids, one for each row of the vectors. Without, the file's own ids or the row numbers serve.</summary>
    public ProductIndexBuilder UseIds(IEnumerable<string> ids)
    {
        ArgumentNullException.ThrowIfNull(ids);
        _ids = ids;
        return this;
    }

    /// <summary>Takes the product ids from a text file, one id a line.</summary>
    public ProductIndexBuilder UseIdFile(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        _ids = File.ReadLines(path);
        _idSource = path;
        return this;
    }

    /// <summary>Takes the shop's catalogue: one row a product at most, in any order, read once.</summary>
    /// <param name="products">The rows.</param>
    /// <param name="payloadColumns">Names of the columns whose values the rows carry in <see cref="CatalogProduct.Payload"/>.</param>
    /// <param name="facets">Names of the facets, such as brand or colour, whose values the rows carry in
    /// <see cref="CatalogProduct.Facets"/>; at most 64, with at most 65,536 values each.</param>
    public ProductIndexBuilder UseCatalog(IEnumerable<CatalogProduct> products, IReadOnlyList<string>? payloadColumns = null, IReadOnlyList<string>? facets = null)
    {
        ArgumentNullException.ThrowIfNull(products);
        _catalog = products;
        _payloadColumns = payloadColumns ?? [];
        _facets = facets ?? [];
        return this;
    }

    /// <summary>
    /// Takes sessions of the shop's shoppers, so that the calibration asks what they ask: with sessions made from the products,
    /// which is the default, a recall target is reached for such sessions, and missed where shoppers view more unlike things.
    /// Some hundred sessions of each length up to ten views are enough; they are sampled, and nothing of them goes into the
    /// file but counts. Lengths of which there are too few are filled up with made ones.
    /// </summary>
    /// <param name="sessions">Product ids of each session, oldest view first; ids that are not in the shop are left out. Read once.</param>
    public ProductIndexBuilder UseSessions(IEnumerable<IReadOnlyList<string>> sessions)
    {
        ArgumentNullException.ThrowIfNull(sessions);
        _sessions = sessions;
        return this;
    }

    /// <summary>
    /// Builds the snapshot. Until it is complete and on the device nothing stands under the final name; a build that is
    /// cancelled or fails leaves an older file there as it was.
    /// </summary>
    /// <exception cref="BuildInputException">an input cannot be used; the message says which, where and what to do.</exception>
    /// <exception cref="OperationCanceledException">the build was cancelled.</exception>
    public BuildReport Build(string path, IProgress<BuildProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        if (_similar is null)
        {
            throw new InvalidOperationException("the builder has no vectors; call UseVectors first");
        }

        if (Directory.Exists(path))
        {
            throw new BuildInputException($"{path}: is a directory; name the file that the snapshot shall be");
        }

        string directory = Path.GetDirectoryName(Path.GetFullPath(path))!;
        if (!Directory.Exists(directory))
        {
            throw new DirectoryNotFoundException($"{directory}: no such directory; make it first or choose another place for the snapshot");
        }

        using EmbeddingFile similar = _similar(directory, Stage(progress, "reading the embedding file"), cancellationToken);
        using EmbeddingFile? next = _next?.Invoke(directory, Stage(progress, "reading the embedding file of the next space"), cancellationToken);
        using Utf8List ids = BuildInput.ReadIds(similar, _ids, _idSource);
        if (_fold is null)
        {
            return Build(path, similar, next, ids, _catalog, progress, cancellationToken);
        }

        (EmbeddingFile foldedSimilar, EmbeddingFile? foldedNext, Utf8List foldedIds) = _fold.Merge(similar, next, ids);
        using Utf8List owned = foldedIds;
        return Build(path, foldedSimilar, foldedNext, foldedIds, _fold.Catalog(_catalog, _payloadColumns, _facets), progress, cancellationToken);
    }

    /// <summary>Takes in changes beside the inputs; a host reads them from a delta.</summary>
    internal ProductIndexBuilder UseFold(MergedInputs fold)
    {
        _fold = fold;
        return this;
    }

    private BuildReport Build(string path, EmbeddingFile similar, EmbeddingFile? next, Utf8List ids, IEnumerable<CatalogProduct>? catalog, IProgress<BuildProgress>? progress, CancellationToken cancellationToken)
    {
        using BuildInput input = BuildInput.Survey(similar, next, ids, _options, progress, cancellationToken);
        return new SnapshotBuild(input, catalog, _payloadColumns, _facets, _sessions, _options, progress, cancellationToken).Run(path);
    }

    private static Progress? Stage(IProgress<BuildProgress>? progress, string stage) =>
        progress is null ? null : new Progress(share => progress.Report(new BuildProgress(stage, (long)(share * 1000), 1000)));

    private static Func<string, IProgress<double>?, CancellationToken, EmbeddingFile> Opener(string path, string? tensor, int? dimension)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        // Rows are unpacked beside the snapshot, not in the system's temporary directory, which may be memory.
        return (directory, progress, cancellationToken) => EmbeddingFiles.Open(
            path,
            new EmbeddingReadOptions { Tensor = tensor, Dimension = dimension, TemporaryDirectory = directory },
            progress,
            cancellationToken);
    }

    private static void CheckRows(ReadOnlyMemory<float> rows, int dimension)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(dimension, 1);
        if (rows.Length % dimension != 0)
        {
            throw new ArgumentException($"{rows.Length} numbers are no whole rows of {dimension}", nameof(rows));
        }
    }

    private sealed class Progress(Action<double> report) : IProgress<double>
    {
        public void Report(double value) => report(value);
    }
}
