using System.Text;
using ProductSpace.Memory;

namespace ProductSpace.Training;

/// <summary>
/// A trained product space: two matrices of float32, IN (what a view says) and OUT (what comes beside or after it), with
/// ids and counts; rows of metadata tokens follow those of the products. Reading is safe from several threads.
/// </summary>
public sealed partial class EmbeddingModel : IDisposable
{
    private readonly Utf8List _ids;
    private readonly AlignedBuffer<float> _in;
    private readonly AlignedBuffer<float>? _out;

    /// <summary>Takes over what it is given. Rows are <paramref name="stride"/> floats apart, zero behind the dimension.</summary>
    internal EmbeddingModel(Utf8List ids, long[] counts, IReadOnlyList<string> metadata, AlignedBuffer<float> input, AlignedBuffer<float>? output, int dimension, int stride, ModelProvenance provenance)
    {
        _ids = ids;
        _in = input;
        _out = output;
        Counts = counts;
        Metadata = metadata;
        Dimension = dimension;
        Stride = stride;
        Provenance = provenance;
    }

    /// <summary>Products, most frequent first.</summary>
    public int ProductCount => _ids.Count;

    /// <summary>Numbers in a vector.</summary>
    public int Dimension { get; }

    /// <summary>Metadata tokens such as <c>category=shoes/boots</c>; token i is row <see cref="ProductCount"/> + i.</summary>
    public IReadOnlyList<string> Metadata { get; }

    /// <summary>Where the model comes from.</summary>
    public ModelProvenance Provenance { get; }

    /// <summary>False for a model imported from a file with one matrix.</summary>
    public bool HasNext => _out is not null;

    internal int Stride { get; }

    internal int Rows => ProductCount + Metadata.Count;

    /// <summary>Events of each product, 0 where unknown.</summary>
    internal long[] Counts { get; }

    internal Utf8List Ids => _ids;

    internal NativeView<float> In => _in.View;

    internal NativeView<float> Out => _out!.View;

    /// <summary>The product's id.</summary>
    public string ProductId(int product) => Encoding.UTF8.GetString(_ids[product]);

    /// <summary>The IN vector of a row [Dimension]; valid until Dispose.</summary>
    public ReadOnlySpan<float> InRow(int row) => _in.View.Slice((long)row * Stride, Dimension);

    /// <summary>The OUT vector of a row [Dimension]; valid until Dispose.</summary>
    public ReadOnlySpan<float> OutRow(int row) => (_out ?? throw new InvalidOperationException("the model has no OUT vectors")).View.Slice((long)row * Stride, Dimension);

    /// <summary>Frees the matrices.</summary>
    public void Dispose()
    {
        _in.Dispose();
        _out?.Dispose();
        _ids.Dispose();
    }
}
