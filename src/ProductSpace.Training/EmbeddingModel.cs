using ProductSpace.Training.Models;

namespace ProductSpace.Training;

/// <summary>
/// A trained product space: two matrices of float32, IN (what a view says about the shopper) and OUT (what is viewed
/// together with it or after it), with product ids and counts. Rows of metadata tokens follow those of the products.
/// Reading is safe from several threads.
/// </summary>
public sealed partial class EmbeddingModel : IProductVectors, IDisposable
{
    internal EmbeddingModel(ModelContent content) => Content = content;

    /// <summary>Number of products, which are numbered from 0, most frequent first.</summary>
    public int ProductCount => Content.ProductCount;

    /// <summary>Number of values in each vector.</summary>
    public int Dimension => Content.Dimension;

    /// <summary>
    /// Metadata tokens such as <c>category=shoes/boots</c>; token i is row <see cref="ProductCount"/> + i.
    /// </summary>
    public IReadOnlyList<string> Metadata => Content.Metadata;

    /// <summary>Origin of the model: log, options and trainer.</summary>
    public ModelProvenance Provenance => Content.Provenance;

    /// <summary>True where there are OUT vectors; false for a model imported from a file with one matrix.</summary>
    public bool HasNext => Content.HasNext;

    internal ModelContent Content { get; }

    /// <summary>XXH128 of the model's model.json; empty for a model that was not read from a model folder.</summary>
    internal string FileHash => Content.FileHash;

    /// <summary>Returns the id of a product.</summary>
    public string ProductId(int product) => Content.ProductId(product);

    /// <summary>Returns the IN vector of a row [<see cref="Dimension"/>]; valid until <see cref="Dispose"/>.</summary>
    public ReadOnlySpan<float> InRow(int row) => Content.InRow(row);

    /// <summary>Returns the OUT vector of a row [<see cref="Dimension"/>]; valid until <see cref="Dispose"/>.</summary>
    /// <exception cref="InvalidOperationException">The model has no OUT vectors.</exception>
    public ReadOnlySpan<float> OutRow(int row) => Content.OutRow(row);

    /// <summary>Frees the matrices.</summary>
    public void Dispose() => Content.Dispose();
}
