using Microsoft.Extensions.AI;

namespace ProductSpace.VectorData;

/// <summary>Options of a store, which its collections take over.</summary>
public sealed class ProductSpaceVectorStoreOptions
{
    /// <summary>Creates options with the default values.</summary>
    public ProductSpaceVectorStoreOptions()
    {
    }

    /// <summary>Copies options.</summary>
    /// <param name="source">Options to copy; null for the default values.</param>
    public ProductSpaceVectorStoreOptions(ProductSpaceVectorStoreOptions? source)
    {
        if (source is not null)
        {
            EmbeddingGenerator = source.EmbeddingGenerator;
            TargetRecall = source.TargetRecall;
            Storage = source.Storage;
        }
    }

    /// <summary>
    /// Generator of embeddings for properties and collections that name none; null by default. The caller disposes it.
    /// </summary>
    public IEmbeddingGenerator? EmbeddingGenerator { get; set; }

    /// <summary>
    /// Mean share of the true nearest records that a search of an index has to find, above 0 and at most 1; 0.95 by
    /// default. 1 asks for the exact answer.
    /// </summary>
    public float TargetRecall { get; set; } = 0.95f;

    /// <summary>
    /// How the collections are kept. Not used where another store or collection of this process has the folder open.
    /// </summary>
    public ProductSpaceStorageOptions Storage { get; set; } = new();

    internal ProductSpaceCollectionOptions ForCollection(
        Microsoft.Extensions.VectorData.VectorStoreCollectionDefinition? definition) => new()
    {
        Definition = definition,
        EmbeddingGenerator = EmbeddingGenerator,
        TargetRecall = TargetRecall,
        Storage = Storage,
    };
}
