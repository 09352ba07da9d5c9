using Microsoft.Extensions.VectorData;

namespace ProductSpace.VectorData;

/// <summary>Options of a collection.</summary>
public sealed class ProductSpaceCollectionOptions : VectorStoreCollectionOptions
{
    /// <summary>Creates options with the default values.</summary>
    public ProductSpaceCollectionOptions()
    {
    }

    /// <summary>Copies options.</summary>
    /// <param name="source">Options to copy; null for the default values.</param>
    public ProductSpaceCollectionOptions(ProductSpaceCollectionOptions? source)
        : base(source)
    {
        if (source is not null)
        {
            TargetRecall = source.TargetRecall;
            Storage = source.Storage;
        }
    }

    /// <summary>
    /// Mean share of the true nearest records that a search of an index has to find, above 0 and at most 1; 0.95 by
    /// default. 1 asks for the exact answer.
    /// </summary>
    public float TargetRecall { get; set; } = 0.95f;

    /// <summary>
    /// How the collection is kept. Not used where another store or collection of this process has the folder open.
    /// </summary>
    public ProductSpaceStorageOptions Storage { get; set; } = new();

    internal void Check()
    {
        ArgumentNullException.ThrowIfNull(Storage);
        Storage.Check();
        if (!(TargetRecall > 0 && TargetRecall <= 1))
        {
            throw new ArgumentOutOfRangeException(
                nameof(TargetRecall), TargetRecall, "the target of recall must be above 0 and at most 1");
        }
    }
}
