using Microsoft.Extensions.VectorData;
using Microsoft.Extensions.VectorData.ProviderServices;
using ProductSpace.VectorData.Collections;
using ProductSpace.VectorData.Models;

namespace ProductSpace.VectorData;

/// <summary>
/// A collection whose records are dictionaries by property name, described by a definition. Works with ahead-of-time
/// compilation and trimming. Keys are given as the type that the definition says. Safe for any number of threads.
/// </summary>
public sealed class ProductSpaceDynamicCollection : ProductSpaceCollection<object, Dictionary<string, object?>>
{
    /// <summary>Names a collection in a folder of collections. Opens and creates nothing yet.</summary>
    /// <param name="directory">Folder of the store.</param>
    /// <param name="name">Name of the collection.</param>
    /// <param name="options">Options, with the definition of the records.</param>
    /// <exception cref="ArgumentException">The name cannot be a collection's, or the options have no
    /// definition.</exception>
    /// <exception cref="NotSupportedException">The definition has a part that the provider does not
    /// support.</exception>
    public ProductSpaceDynamicCollection(string directory, string name, ProductSpaceCollectionOptions options)
        : base(directory, name, Model, options)
    {
    }

    internal ProductSpaceDynamicCollection(StoreHost host, string name, ProductSpaceCollectionOptions options)
        : base(host, name, Model, options)
    {
    }

    private static CollectionModel Model(ProductSpaceCollectionOptions options) =>
        options.Definition is VectorStoreCollectionDefinition definition
            ? new RecordModelBuilder().BuildDynamic(
                definition, definition.EmbeddingGenerator ?? options.EmbeddingGenerator)
            : throw new ArgumentException(
                "a dynamic collection needs a definition of its records; set Definition of the options",
                nameof(options));
}
