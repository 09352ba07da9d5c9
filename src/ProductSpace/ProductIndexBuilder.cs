using System.Text;
using ProductSpace.Building;
using ProductSpace.Memory;
using ProductSpace.Storage;
using ProductSpace.Storage.Embeddings;

namespace ProductSpace;

/// <summary>
/// Builds a snapshot: vectors (an embedding file, or rows in memory), and optionally their OUT vectors, ids and the
/// shop's catalogue, become one immutable file. The command `build` gives the same bytes. Vectors from memory give the
/// same sections as a file of them; only the hash that tells where they came from differs. Not thread-safe; one
/// builder builds once.
/// </summary>
/// <example><code>
/// new ProductIndexBuilder()
///     .UseVectors("vectors.npy")
///     .UseIds(ids)
///     .UseCatalog(products)
///     .Build("catalog.psx");
/// </code></example>
public sealed partial class ProductIndexBuilder
{
    private readonly BuildOptions _options;
    private Func<EmbeddingReadOptions, IProgress<double>?, CancellationToken, EmbeddingFile>? _similar;
    private Func<EmbeddingReadOptions, IProgress<double>?, CancellationToken, EmbeddingFile>? _next;
    private IEnumerable<string>? _ids;
    private string _idSource = "the list of ids";
    private IEnumerable<CatalogProduct>? _catalog;
    private IEnumerable<IReadOnlyList<string>>? _sessions;
    private IReadOnlyList<string> _payloadColumns = [];
    private IReadOnlyList<string> _facets = [];
    private IReadOnlyList<string> _numbers = [];
    private MergedInputs? _merge;

    /// <summary>Creates a builder with the default options.</summary>
    public ProductIndexBuilder()
        : this(new BuildOptions())
    {
    }

    /// <summary>Creates a builder with options.</summary>
    /// <param name="options">Options of the build.</param>
    /// <exception cref="ArgumentOutOfRangeException">a parameter is out of its range.</exception>
    public ProductIndexBuilder(BuildOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Check();
        _options = options;
    }

    /// <summary>
    /// Uses the IN vectors of an embedding file (.npy, .fvecs, .safetensors, word2vec, fastText, GloVe).
    /// </summary>
    /// <param name="path">Path of the file; its format is found by content.</param>
    /// <param name="tensor">Name of the tensor in a .safetensors file that holds several.</param>
    /// <param name="dimension">
    /// Components of a vector; needed only for text without a header whose ids contain spaces, or whose first column
    /// can be an id as well as a component.
    /// </param>
    /// <param name="encoding">Encoding of ids in text and word2vec files; UTF-8 by default.</param>
    public ProductIndexBuilder UseVectors(
        string path, string? tensor = null, int? dimension = null, Encoding? encoding = null)
    {
        _similar = Opener(path, tensor, dimension, encoding);
        return this;
    }

    /// <summary>Uses IN vectors from memory.</summary>
    /// <param name="rows">[count x dimension], row by row; read by the build, not before.</param>
    /// <param name="dimension">Components of a vector.</param>
    public ProductIndexBuilder UseVectors(ReadOnlyMemory<float> rows, int dimension)
    {
        CheckRows(rows, dimension);
        _similar = (_, _, _) => new MemoryEmbedding(rows, dimension);
        return this;
    }

    /// <summary>Uses the OUT vectors of the same products, from an embedding file.</summary>
    /// <param name="path">Path of the file; its format is found by content.</param>
    /// <param name="tensor">Name of the tensor in a .safetensors file that holds several.</param>
    /// <param name="dimension">
    /// Components of a vector; needed only for text without a header whose ids contain spaces, or whose first column
    /// can be an id as well as a component.
    /// </param>
    /// <param name="encoding">Encoding of ids in text and word2vec files; UTF-8 by default.</param>
    public ProductIndexBuilder UseNextVectors(
        string path, string? tensor = null, int? dimension = null, Encoding? encoding = null)
    {
        _next = Opener(path, tensor, dimension, encoding);
        return this;
    }

    /// <summary>Uses the OUT vectors of the same products, from memory.</summary>
    /// <param name="rows">[count x dimension], row by row; read by the build, not before.</param>
    /// <param name="dimension">Components of a vector.</param>
    public ProductIndexBuilder UseNextVectors(ReadOnlyMemory<float> rows, int dimension)
    {
        CheckRows(rows, dimension);
        _next = (_, _, _) => new MemoryEmbedding(rows, dimension);
        return this;
    }

    /// <summary>
    /// Uses product ids, one for each row of the vectors. Without them, the ids in the embedding file are used, or
    /// else the row numbers. An embedding file that names its rows otherwise is refused.
    /// </summary>
    /// <param name="ids">Product ids, in the order of the rows.</param>
    public ProductIndexBuilder UseIds(IEnumerable<string> ids)
    {
        ArgumentNullException.ThrowIfNull(ids);
        _ids = ids;
        return this;
    }

    /// <summary>Uses product ids from a text file.</summary>
    /// <param name="path">Path of the file, one id a line; read by the build, not before.</param>
    /// <param name="encoding">Encoding of the file; UTF-8 by default.</param>
    public ProductIndexBuilder UseIdFile(string path, Encoding? encoding = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        _ids = TextLines.Read(path, encoding);
        _idSource = path;
        return this;
    }

    /// <summary>Uses the shop's catalogue.</summary>
    /// <param name="products">
    /// Rows in any order; read once. Several rows of one product are its variants: in stock if one of them is, with the
    /// least price, the earliest time, the categories, facet values and numbers of all, and the payload of the first.
    /// </param>
    /// <param name="payloadColumns">
    /// Names of the columns whose values the rows have in <see cref="CatalogProduct.Payload"/>.
    /// </param>
    /// <param name="facets">
    /// Names of the facets, such as brand or colour, whose values the rows have in
    /// <see cref="CatalogProduct.Facets"/>. At most 64, with at most 65,536 values each.
    /// </param>
    /// <param name="numbers">
    /// Names of the number columns, such as rating or size, whose numbers the rows have in
    /// <see cref="CatalogProduct.Numbers"/>. At most 64.
    /// </param>
    public ProductIndexBuilder UseCatalog(
        IEnumerable<CatalogProduct> products,
        IReadOnlyList<string>? payloadColumns = null,
        IReadOnlyList<string>? facets = null,
        IReadOnlyList<string>? numbers = null)
    {
        ArgumentNullException.ThrowIfNull(products);
        _catalog = products;
        _payloadColumns = payloadColumns ?? [];
        _facets = facets ?? [];
        _numbers = numbers ?? [];
        return this;
    }

    /// <summary>
    /// Uses sessions of real shoppers for the calibration, so that recall targets hold for them. Without, sessions are
    /// made from the products, and a target may be missed where shoppers view more diverse products. A few hundred
    /// sessions of each length up to ten views are enough. They are sampled, missing lengths are filled up with made
    /// ones, and only counts go into the file.
    /// </summary>
    /// <param name="sessions">Product ids of each session, oldest view first; unknown ids are ignored. Read
    /// once.</param>
    public ProductIndexBuilder UseSessions(IEnumerable<IReadOnlyList<string>> sessions)
    {
        ArgumentNullException.ThrowIfNull(sessions);
        _sessions = sessions;
        return this;
    }

    /// <summary>
    /// Builds the snapshot as a file. The file appears under its name only when it is complete and on the device. A
    /// build that fails or is cancelled leaves an older file of this name as it was.
    /// </summary>
    /// <param name="path">Path of the snapshot.</param>
    /// <param name="progress">Receives the progress of the build.</param>
    /// <param name="cancellationToken">Cancels the build.</param>
    /// <exception cref="BuildInputException">an input cannot be used; the message says which, where and what to
    /// do.</exception>
    /// <exception cref="InvalidOperationException">the builder has no vectors.</exception>
    /// <exception cref="DirectoryNotFoundException">the directory of the path does not exist.</exception>
    /// <exception cref="OperationCanceledException">the build was cancelled.</exception>
    public BuildReport Build(
        string path, IProgress<BuildProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        if (Directory.Exists(path))
        {
            throw new BuildInputException($"{path}: is a directory; name a file for the snapshot");
        }

        string directory = Path.GetDirectoryName(Path.GetFullPath(path))!;
        if (!Directory.Exists(directory))
        {
            throw new DirectoryNotFoundException(
                $"{directory}: no such directory; make it first or choose another place for the snapshot");
        }

        return BuildTo(() => new FileTarget(path), directory, progress, cancellationToken);
    }

    /// <summary>
    /// Builds the snapshot in memory and returns the bytes that <see cref="Build"/> would write, for
    /// <see cref="ProductIndex.Open(ReadOnlySpan{byte}, OpenMode)"/>. Meant for unit tests, which then need no file,
    /// and for small shops: the bytes are copied several times, and there can be 2 GB of them at most.
    /// </summary>
    /// <param name="progress">Receives the progress of the build.</param>
    /// <param name="cancellationToken">Cancels the build.</param>
    /// <example>
    /// A shop of three products, in place of a fake of the index:
    /// <code>
    /// byte[] snapshot = new ProductIndexBuilder()
    ///     .UseVectors(new float[] { 1, 0, 0.9f, 0.1f, 0, 1 }, dimension: 2)
    ///     .UseIds(["sandal", "slipper", "boot"])
    ///     .BuildToMemory();
    /// using ProductIndex index = ProductIndex.Open(snapshot);
    /// Assert.Equal("slipper", index.Similar("sandal", 1)[0].Id);
    /// </code>
    /// </example>
    /// <exception cref="BuildInputException">an input cannot be used; the message says which and why.</exception>
    /// <exception cref="InvalidOperationException">the builder has no vectors.</exception>
    /// <exception cref="IOException">the snapshot has more than 2 GB.</exception>
    /// <exception cref="OperationCanceledException">the build was cancelled.</exception>
    public byte[] BuildToMemory(
        IProgress<BuildProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        using MemoryTarget target = new();
        BuildTo(() => target, Path.GetTempPath(), progress, cancellationToken);
        return target.ToArray();
    }

    /// <summary>Merges changes into the inputs; a host reads them from a delta.</summary>
    internal ProductIndexBuilder UseMerge(MergedInputs merge)
    {
        _merge = merge;
        return this;
    }

    /// <param name="open">Opens the target; called when the inputs were looked through.</param>
    /// <param name="directory">Where rows of an embedding file are unpacked.</param>
    /// <param name="progress">Is told how far the build is.</param>
    /// <param name="cancellationToken">Ends the build.</param>
    private BuildReport BuildTo(
        Func<ISnapshotTarget> open,
        string directory,
        IProgress<BuildProgress>? progress,
        CancellationToken cancellationToken)
    {
        if (_similar is null)
        {
            throw new InvalidOperationException("the builder has no vectors; call UseVectors first");
        }

        using Utf8List? given = _ids is null ? null : RowIds.Read(_ids, _idSource);
        EmbeddingReadOptions options = new() { TemporaryDirectory = directory, GivenIds = given };
        using EmbeddingFile similar =
            _similar(options, Stage(progress, "reading the embedding file"), cancellationToken);
        using EmbeddingFile? next = _next?.Invoke(
            given is null ? options : options with { Dimension = similar.Dimension },
            Stage(progress, "reading the embedding file of the next space"),
            cancellationToken);
        if (given is not null)
        {
            RowIds.Check(similar, given, _idSource);
        }

        using Utf8List? own = given is null ? RowIds.Of(similar) : null;
        Utf8List ids = given ?? own!;
        if (_estimates is null)
        {
            return RunMerged(similar, next, ids);
        }

        (EmbeddingFile allSimilar, EmbeddingFile? allNext, Utf8List allIds) = _estimates.Merge(similar, next, ids);
        using Utf8List ownedIds = allIds;
        return RunMerged(allSimilar, allNext, allIds) with { Estimated = _estimates.Added.Count };

        BuildReport RunMerged(EmbeddingFile first, EmbeddingFile? second, Utf8List names)
        {
            if (_merge is null)
            {
                return Run(first, second, names, _catalog, _facets, _numbers);
            }

            (EmbeddingFile one, EmbeddingFile? two, Utf8List merged) = _merge.Merge(first, second, names);
            using Utf8List owned = merged;
            string[] facets = [.. _facets, .. _merge.NewFacets(_facets)];
            string[] numbers = [.. _numbers, .. _merge.NewNumbers(_numbers)];
            return Run(
                one, two, merged, _merge.Catalog(_catalog, _payloadColumns, facets, numbers), facets, numbers);
        }

        BuildReport Run(
            EmbeddingFile first,
            EmbeddingFile? second,
            Utf8List names,
            IEnumerable<CatalogProduct>? catalog,
            IReadOnlyList<string> facets,
            IReadOnlyList<string> numbers)
        {
            using BuildInput input = BuildInput.Survey(first, second, names, _options, progress, cancellationToken);
            using ISnapshotTarget target = open();
            BuildOptions options = _options.For(input.Count, first.Dimension);
            return new SnapshotBuild(
                input, catalog, _payloadColumns, facets, numbers, _sessions, options, progress, cancellationToken)
            {
                Tables = _tables,
                Popularity = _popularity,
                Attachments = _attachments,
            }.Run(target);
        }
    }

    private static Progress? Stage(IProgress<BuildProgress>? progress, string stage) =>
        progress is null ? null
        : new Progress(share => progress.Report(new BuildProgress(stage, (long)(share * 1000), 1000)));

    private static Func<EmbeddingReadOptions, IProgress<double>?, CancellationToken, EmbeddingFile> Opener(
        string path, string? tensor, int? dimension, Encoding? encoding)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        // Rows are unpacked beside the snapshot, not in the system's temporary directory, which may be memory.
        return (options, progress, cancellationToken) => EmbeddingFiles.Open(
            path,
            options with { Tensor = tensor, Dimension = dimension ?? options.Dimension, TextEncoding = encoding },
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
