namespace ProductSpace.Training.Models;

/// <summary>
/// Content of model.json: counts, provenance, and the checksum of every other file of the folder. Nothing in it depends
/// on time, place or machine.
/// </summary>
internal sealed record ModelManifest
{
    public const string FileName = "model.json";
    public const string Vectors = "vectors.npy";
    public const string NextVectors = "next-vectors.npy";
    public const string Ids = "ids.txt";
    public const string Products = "products.csv";
    public const string Metadata = "metadata.txt";
    public const string MetadataVectors = "metadata-vectors.npy";
    public const string MetadataNextVectors = "metadata-next-vectors.npy";
    public const string Table = "table.pst";
    public const string Catalog = "catalog.csv";

    /// <summary>Names of all files that a model folder can hold.</summary>
    public static readonly IReadOnlyList<string> KnownFiles =
    [
        FileName, Vectors, NextVectors, Ids, Products, Metadata, MetadataVectors, MetadataNextVectors, Table, Catalog,
    ];

    public int ProductCount { get; init; }

    public int Dimension { get; init; }

    public int MetadataCount { get; init; }

    public bool HasNext { get; init; }

    public ModelProvenance Provenance { get; init; } = new();

    /// <summary>XXH128 of each file, in the order of writing.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Hashes { get; init; } = [];

    /// <summary>True where an item table lies beside the vectors.</summary>
    public bool HasTable => Hashes.Any(file => file.Key == Table);

    /// <summary>True where the catalogue of the training lies beside the vectors.</summary>
    public bool HasCatalog => Hashes.Any(file => file.Key == Catalog);

    /// <summary>
    /// Returns the files that a model of this kind has in addition to model.json, in the order of writing.
    /// </summary>
    public static IEnumerable<string> FilesOf(
        bool hasNext, bool hasMetadata, bool hasTable = false, bool hasCatalog = false)
    {
        yield return Vectors;
        if (hasNext)
        {
            yield return NextVectors;
        }

        yield return Ids;
        yield return Products;
        if (hasMetadata)
        {
            yield return Metadata;
            yield return MetadataVectors;
            if (hasNext)
            {
                yield return MetadataNextVectors;
            }
        }

        if (hasTable)
        {
            yield return Table;
        }

        if (hasCatalog)
        {
            yield return Catalog;
        }
    }
}
