using Microsoft.Extensions.VectorData;

namespace ProductSpace.VectorData;

/// <summary>The exceptions of the provider, with what every exception of a vector store says of itself.</summary>
internal static class StoreFault
{
    /// <summary>Name of the system in metadata and exceptions.</summary>
    public const string System = "productspace";

    /// <summary>Stands at what reads records of a type.</summary>
    public const string NeedsReflection =
        "Records of a type are read by reflection. With ahead-of-time compilation or trimming, use "
        + "GetDynamicCollection or ProductSpaceDynamicCollection, whose records are dictionaries.";

    public static VectorStoreException Of(string collection, string message, Exception? inner = null) =>
        new(message, inner) { VectorStoreSystemName = System, CollectionName = collection };

    /// <summary>A file that is not what was written.</summary>
    public static VectorStoreException Damaged(string path, string what, Exception? inner = null) => new(
        $"{path}: is damaged: {what}; restore the collection's folder from a copy", inner)
    {
        VectorStoreSystemName = System,
        CollectionName = Path.GetFileName(Path.GetDirectoryName(path)),
    };
}
