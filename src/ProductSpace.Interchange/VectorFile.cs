using System.Text;
using ProductSpace.Interchange.Opening;
using ProductSpace.Interchange.Rows;
using ProductSpace.Storage.Embeddings;

namespace ProductSpace.Interchange;

/// <summary>
/// A file of vectors of any supported form, recognised by its content: Parquet, Arrow and Feather, HDF5, .npz, .npy,
/// .fbin, .u8bin, .i8bin, .bvecs, .fvecs, .safetensors, JSON lines, CSV and TSV, word2vec, fastText, GloVe. Memory does
/// not grow with the rows. Rows can be read from any number of threads.
/// </summary>
/// <example><code>
/// using VectorFile file = VectorFile.Open("embeddings.parquet");
/// float[] vector = new float[file.Dimension];
/// file.ReadRow(0, vector);
/// </code></example>
public sealed class VectorFile : IDisposable
{
    private readonly EmbeddingFile _file;

    private VectorFile(EmbeddingFile file) => _file = file;

    /// <summary>Number of vectors.</summary>
    public int Count => _file.Count;

    /// <summary>Components of a vector.</summary>
    public int Dimension => _file.Dimension;

    /// <summary>
    /// Name of the form, and what was chosen in the file, as "parquet, vectors in embedding, ids in sku".
    /// </summary>
    public string Form => _file.Format;

    /// <summary>Whether the file itself names its vectors.</summary>
    public bool HasIds => _file.HasIds;

    /// <summary>Opens a file.</summary>
    /// <param name="path">Path of the file; its form is found by content.</param>
    /// <param name="options">What the file does not say itself.</param>
    /// <param name="progress">Receives the share that was read, 0 to 1.</param>
    /// <param name="cancellationToken">Cancels the reading.</param>
    /// <exception cref="EmbeddingFormatException">The file has none of the forms, is cut short, or contradicts itself
    /// or the options; the message is one line that says what, where and what to do.</exception>
    /// <exception cref="FileNotFoundException">The file does not exist.</exception>
    /// <exception cref="OperationCanceledException">The reading was cancelled.</exception>
    public static VectorFile Open(
        string path,
        VectorFileOptions? options = null,
        IProgress<double>? progress = null,
        CancellationToken cancellationToken = default)
    {
        options ??= new VectorFileOptions();
        return new VectorFile(
            VectorForms.Open(path, ReadOptions(options), Columns(options), progress, cancellationToken));
    }

    /// <summary>Copies a vector.</summary>
    /// <param name="row">Number of the row, from 0.</param>
    /// <param name="destination">Receives <see cref="Dimension"/> components.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such row.</exception>
    /// <exception cref="ArgumentException">The destination has another length.</exception>
    /// <exception cref="ObjectDisposedException">The file was disposed.</exception>
    public void ReadRow(int row, Span<float> destination) => _file.ReadRow(row, destination);

    /// <summary>Returns the id of a vector; empty if the file has no ids.</summary>
    /// <param name="row">Number of the row, from 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such row.</exception>
    /// <exception cref="ObjectDisposedException">The file was disposed.</exception>
    public string GetId(int row) => Encoding.UTF8.GetString(_file.GetId(row));

    /// <summary>Closes the file and removes its scratch files.</summary>
    public void Dispose() => _file.Dispose();

    internal static EmbeddingReadOptions ReadOptions(VectorFileOptions options) => new()
    {
        Dimension = options.Dimension,
        Tensor = options.Tensor,
        TextEncoding = options.Encoding,
        TemporaryDirectory = options.TemporaryDirectory,
    };

    internal static ColumnChoice Columns(VectorFileOptions options) => new(options.IdColumn, options.VectorColumn);
}
