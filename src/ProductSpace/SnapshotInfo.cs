using System.Globalization;
using ProductSpace.Memory;
using ProductSpace.Snapshot;
using ProductSpace.Storage;

namespace ProductSpace;

/// <summary>Properties of an open snapshot.</summary>
public sealed record SnapshotInfo
{
    /// <summary>Path of the file; "memory" where it was opened from bytes.</summary>
    public required string Path { get; init; }

    /// <summary>Length of the file.</summary>
    public required long FileBytes { get; init; }

    /// <summary>Version of the file format.</summary>
    public required int FormatVersion { get; init; }

    /// <summary>Number of products.</summary>
    public required int Products { get; init; }

    /// <summary>Number of components of a vector.</summary>
    public required int Dimension { get; init; }

    /// <summary>Whether there are vectors of the Next space.</summary>
    public required bool HasNext { get; init; }

    /// <summary>What searches of the space Similar order by, and what answers say.</summary>
    public required Similarity Similarity { get; init; }

    /// <summary>What searches of the space Next order by; null without that space.</summary>
    public required Similarity? NextSimilarity { get; init; }

    /// <summary>Number of category paths, the root included.</summary>
    public required int Categories { get; init; }

    /// <summary>Structures that searches can use.</summary>
    public required IndexStructures Structures { get; init; }

    /// <summary>M of the graph; 0 without one.</summary>
    public required int M { get; init; }

    /// <summary>efConstruction of the graph; 0 without one.</summary>
    public required int EfConstruction { get; init; }

    /// <summary>Seed of the build.</summary>
    public required ulong Seed { get; init; }

    /// <summary>Hash of the whole file, 32 hexadecimal digits: equal for equal snapshots.</summary>
    public required string ContentHash { get; init; }

    /// <summary>XXH3 of the embedding file that the snapshot was built from, 16 hexadecimal digits.</summary>
    public required string VectorsHash { get; init; }

    /// <summary>
    /// Whether exact similarities are those of the vectors as given, in float64; by 16 bits a number otherwise, which
    /// are off by up to 2e-5.
    /// </summary>
    public bool KeepsGivenVectors { get; init; }

    /// <summary>Numbers of the short codes that walks of the Similar space compare; 0 where they compare all.</summary>
    public int NavigateDimensions { get; init; }

    /// <summary>
    /// Nodes of the Similar graph that can be reached from its entry point; equal to <see cref="Nodes"/> in a sound
    /// file.
    /// </summary>
    public required int ReachableNodes { get; init; }

    /// <summary>Nodes of the Similar graph; products with equal codes share one. 0 without a graph.</summary>
    public required int Nodes { get; init; }

    /// <summary>Names of the payload columns.</summary>
    public required IReadOnlyList<string> PayloadColumns { get; init; }

    /// <summary>
    /// Names of the facets that filters can use; <see cref="ProductIndex.GetFacetValues(string)"/> lists their values.
    /// </summary>
    public required IReadOnlyList<string> Facets { get; init; }

    /// <summary>Names of the number columns that filters can use; empty if there are none.</summary>
    public IReadOnlyList<string> NumberColumns { get; init; } = [];

    /// <summary>Names of the item tables; empty if there are none.</summary>
    public IReadOnlyList<string> Tables { get; init; } = [];

    /// <summary>Whether the snapshot knows how popular its products are.</summary>
    public bool HasPopularity { get; init; }

    /// <summary>Names of the attachments; empty if there are none.</summary>
    public IReadOnlyList<string> Attachments { get; init; } = [];

    internal static SnapshotInfo Of(IByteOwner file, OpenSnapshot snapshot)
    {
        SnapshotHeader header = snapshot.Header;
        bool hasCells = Array.TrueForAll(snapshot.Spaces, space => space.Cells is not null);
        return new SnapshotInfo
        {
            Path = file.Path,
            FileBytes = file.Length,
            FormatVersion = (int)header.Version,
            Products = header.ProductCount,
            Dimension = snapshot.Dimension,
            HasNext = header.SpaceCount > 1,
            Similarity = SimilarityOf(snapshot.Spaces[0]),
            NextSimilarity = header.SpaceCount > 1 ? SimilarityOf(snapshot.Spaces[1]) : null,
            Categories = header.CategoryCount,
            Structures = header.HasGraph
                ? hasCells ? IndexStructures.Both : IndexStructures.Graph
                : hasCells ? IndexStructures.Cells : IndexStructures.Scan,
            M = header.M,
            EfConstruction = header.EfConstruction,
            Seed = header.Seed,
            ContentHash = header.ContentHash.ToString("x32", CultureInfo.InvariantCulture),
            KeepsGivenVectors = Array.TrueForAll(snapshot.Spaces, space => space.Exact.IsGiven),
            NavigateDimensions = snapshot.Spaces[0].Model.Navigation?.Dimension ?? 0,
            VectorsHash = header.SimilarHash.ToString("x16", CultureInfo.InvariantCulture),
            ReachableNodes = header.Spaces[0].Reachable,
            Nodes = header.Spaces[0].Nodes,
            PayloadColumns = snapshot.Columns.PayloadColumns,
            Facets = snapshot.Columns.Facets.Names,
            NumberColumns = snapshot.Columns.NumberColumns.Names,
            Tables = Array.ConvertAll(snapshot.Tables, table => table.Name),
            HasPopularity = snapshot.Popularity is not null,
            Attachments = snapshot.Attachments.Names,
        };
    }

    private static Similarity SimilarityOf(SpaceView space) =>
        space.Model.Form.IsDot ? Similarity.Dot : Similarity.Cosine;
}
