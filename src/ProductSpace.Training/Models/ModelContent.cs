using System.Text;
using ProductSpace.Memory;

namespace ProductSpace.Training.Models;

/// <summary>
/// All that a model holds: ids and counts of the products, the two matrices, names of the metadata tokens, provenance.
/// Owns what it is given. Rows of a matrix are <see cref="Stride"/> floats apart, with zeros after the dimension; rows
/// of the metadata tokens follow those of the products.
/// </summary>
internal sealed class ModelContent(
    Utf8List ids,
    long[] counts,
    IReadOnlyList<string> metadata,
    AlignedBuffer<float> input,
    AlignedBuffer<float>? output,
    int dimension,
    int stride,
    ModelProvenance provenance) : IDisposable
{
    public int ProductCount => ids.Count;

    public int Dimension => dimension;

    public int Stride => stride;

    public int Rows => ProductCount + Metadata.Count;

    public IReadOnlyList<string> Metadata => metadata;

    public ModelProvenance Provenance => provenance;

    public bool HasNext => output is not null;

    /// <summary>Events of each product, 0 where unknown.</summary>
    public long[] Counts => counts;

    public Utf8List Ids => ids;

    public NativeView<float> In => input.View;

    public NativeView<float> Out =>
        (output ?? throw new InvalidOperationException("the model has no OUT vectors")).View;

    /// <summary>
    /// Columns of products.csv after id and count, such as category and brand, where the training knew them.
    /// </summary>
    public IReadOnlyList<ProductColumn> Columns { get; init; } = [];

    /// <summary>XXH128 of the model's model.json; empty for a model that was not read from a model folder.</summary>
    public string FileHash { get; init; } = string.Empty;

    public string ProductId(int product) => Encoding.UTF8.GetString(ids[product]);

    public ReadOnlySpan<float> InRow(int row) => In.Slice((long)row * stride, dimension);

    public ReadOnlySpan<float> OutRow(int row) => Out.Slice((long)row * stride, dimension);

    public void Dispose()
    {
        input.Dispose();
        output?.Dispose();
        ids.Dispose();
    }
}
