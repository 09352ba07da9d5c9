using System.Diagnostics;
using ProductSpace.Memory;
using ProductSpace.Numerics;
using ProductSpace.Training.Models;
using ProductSpace.Training.Numerics;
using ProductSpace.Training.Sampling;
using ProductSpace.Training.Schedule;

namespace ProductSpace.Training;

/// <summary>
/// Trains prod2vec epoch by epoch: between two epochs the caller can look at the vectors, save them, or stop. Equal
/// corpora, metadata, options and seeds give equal bytes for any number of threads and on any processor. One thread can
/// call it at a time; it uses <see cref="Prod2VecOptions.Threads"/> threads itself. <c>TrainingRun</c> adds checkpoints
/// and early stop.
/// </summary>
public sealed partial class Prod2VecTrainer : IProductVectors, IDisposable
{
    /// <summary>Name of the algorithm; changes whenever the same input would give other bytes.</summary>
    internal const string Source = "prod2vec 1";

    private const int Lanes = 16;

    /// <summary>Number of rows below which a bucket has too few negatives to draw from.</summary>
    private const int LeastRowsPerBucket = 1024;

    private readonly SessionCorpus _corpus;
    private readonly RowCatalog _rows;
    private readonly AlignedBuffer<float> _in;
    private readonly AlignedBuffer<float> _out;
    private readonly EpochRun _run;
    private readonly IReadOnlyList<ProductColumn> _columns;
    private string _startedFrom = string.Empty;
    private bool _isGivenAway;
    private bool _isBroken;

    /// <summary>Creates the initial vectors: IN random and small, OUT zero.</summary>
    /// <exception cref="TrainingInputException">The corpus has nothing to learn from.</exception>
    /// <exception cref="ArgumentException">An option is out of its range.</exception>
    public Prod2VecTrainer(SessionCorpus corpus, Prod2VecOptions options, ProductMetadata? metadata = null)
    {
        ArgumentNullException.ThrowIfNull(corpus);
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        if (corpus.ProductCount < 2)
        {
            throw new TrainingInputException(
                $"the cleaned log holds {corpus.ProductCount} products in sessions of two or more; at least two are "
                + "needed: look at the report of `clean`");
        }

        _corpus = corpus;
        Options = options;
        _columns = metadata is null ? [] : ProductColumn.Of(metadata);
        _rows = new RowCatalog(corpus, metadata, options);
        Stride = (options.Dimension + Lanes - 1) / Lanes * Lanes;
        _in = new AlignedBuffer<float>((long)_rows.Rows * Stride);
        _out = new AlignedBuffer<float>((long)_rows.Rows * Stride);
        Parallel.For(0, _rows.Rows, new ParallelOptions { MaxDegreeOfParallelism = options.ThreadCount }, Begin);
        int buckets = Math.Clamp(_rows.Rows / LeastRowsPerBucket, 1, options.Buckets);
        _run = new EpochRun(corpus, _rows, options, buckets, () =>
            BlockTrainers.Create(_in.View, _out.View, Stride, _rows.Products, options));
    }

    /// <summary>Options of the training.</summary>
    public Prod2VecOptions Options { get; }

    /// <summary>Number of products, which are numbered from 0, most frequent first.</summary>
    public int ProductCount => _rows.Products;

    /// <summary>Number of values in each vector.</summary>
    public int Dimension => Options.Dimension;

    /// <summary>Number of epochs trained so far.</summary>
    public int EpochsDone { get; private set; }

    /// <summary>Number of threads that work.</summary>
    public int Threads => _run.Threads;

    /// <summary>Provenance that a model of the current vectors would have.</summary>
    public ModelProvenance Provenance => new()
    {
        Source = Source,
        LogHash = LogHash(_corpus),
        Sessions = _corpus.SessionCount,
        Events = _corpus.TokenCount,
        EpochsDone = EpochsDone,
        StartedFrom = _startedFrom,
        Options = Options with { Threads = 0 },
    };

    internal int Stride { get; }

    internal RowCatalog Rows => _rows;

    internal NativeView<float> In => _in.View;

    internal NativeView<float> Out => _out.View;

    /// <summary>Returns the current IN vector of a product [<see cref="Dimension"/>].</summary>
    public ReadOnlySpan<float> InRow(int row) => _in.View.Slice((long)row * Stride, Options.Dimension);

    /// <summary>Returns the current OUT vector of a product [<see cref="Dimension"/>].</summary>
    public ReadOnlySpan<float> OutRow(int row) => _out.View.Slice((long)row * Stride, Options.Dimension);

    /// <summary>Trains the next epoch.</summary>
    /// <exception cref="OperationCanceledException">The epoch was cancelled; its vectors cannot be used.</exception>
    public EpochReport RunEpoch(
        IProgress<TrainingProgress>? progress = null,
        CancellationToken cancellationToken = default)
    {
        RequireVectors();
        if (EpochsDone >= Options.Epochs)
        {
            throw new InvalidOperationException($"all {Options.Epochs} epochs are done");
        }

        int epoch = EpochsDone + 1;
        long start = Stopwatch.GetTimestamp();
        _isBroken = true;
        IProgress<long>? inner = progress is null
            ? null
            : new Forward(done =>
                progress.Report(new TrainingProgress(epoch, Options.Epochs, done, _corpus.TokenCount)));
        (double loss, long pairs) = _run.Run(EpochsDone, inner, cancellationToken);
        _isBroken = false;
        EpochsDone = epoch;
        double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        return new EpochReport(epoch, pairs == 0 ? 0 : loss / pairs, pairs, seconds, _corpus.TokenCount / seconds);
    }

    /// <summary>Turns the vectors into a model. The trainer can only be disposed afterwards.</summary>
    public EmbeddingModel Finish()
    {
        RequireVectors();
        _isGivenAway = true;
        Utf8List ids = new();
        for (int product = 0; product < _corpus.ProductCount; product++)
        {
            ids.Add(_corpus.IdUtf8(product));
        }

        return new EmbeddingModel(Content(ids));
    }

    /// <summary>
    /// Writes the current vectors as a model folder, which replaces an older model. Training can continue here, and
    /// elsewhere by <see cref="Resume"/>. Nothing is copied in memory.
    /// </summary>
    /// <exception cref="InvalidOperationException">The last epoch was interrupted.</exception>
    public void Save(string directory, CancellationToken cancellationToken = default)
    {
        RequireVectors();

        // Not disposed: the content belongs to the trainer and the corpus.
        ModelFolder.Write(
            Content(_corpus.Ids), directory, writeTable: null, catalogFile: null, progress: null, cancellationToken);
    }

    /// <summary>Frees the vectors, unless <see cref="Finish"/> turned them into a model.</summary>
    public void Dispose()
    {
        _run.Dispose();
        if (!_isGivenAway)
        {
            _isGivenAway = true;
            _in.Dispose();
            _out.Dispose();
        }
    }

    private void RequireVectors()
    {
        ObjectDisposedException.ThrowIf(_isGivenAway, this);
        if (_isBroken)
        {
            throw new InvalidOperationException("the last epoch was interrupted");
        }
    }

    private ModelContent Content(Utf8List ids)
    {
        long[] counts = [.. _corpus.Counts];
        return new(ids, counts, _rows.MetadataNames, _in, _out, Options.Dimension, Stride, Provenance)
        {
            Columns = _columns,
        };
    }

    private static string LogHash(SessionCorpus corpus) =>
        corpus.ContentHash.ToString("x32", System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>Fills a row with numbers uniform in [-0.5, 0.5) / dimension, made from integers.</summary>
    private void Begin(int row)
    {
        const int bits = 24;
        Span<float> vector = _in.View.Slice((long)row * Stride, Options.Dimension);
        SeededRandom random = new(SeededRandom.Hash(Options.Seed ^ 0x1217, (ulong)row));
        for (int i = 0; i < vector.Length; i++)
        {
            vector[i] =
                (((int)(random.NextUInt64() >> (64 - bits)) / (float)(1 << bits)) - 0.5f) * 2 / Options.Dimension;
        }
    }

    private sealed class Forward(Action<long> report) : IProgress<long>
    {
        public void Report(long value) => report(value);
    }
}
