using ProductSpace.Memory;

namespace ProductSpace.Storage;

/// <summary>
/// Largest counts of a snapshot that a reader accepts. The format sets the upper bounds; a host that opens files of
/// others lowers them through application settings (runtimeconfig, or <see cref="AppContext.SetData"/> before opening).
/// A setting never raises a limit above the format's. All counts are known from the header and the section table, so a
/// file beyond a limit is refused before any section is read.
/// </summary>
/// <param name="FileBytes">Bytes of the file.</param>
/// <param name="Products">Products.</param>
/// <param name="Dimension">Numbers of a vector.</param>
/// <param name="M">M of the graph.</param>
/// <param name="Categories">Categories, the root included.</param>
/// <param name="Layers">Layers above layer 0 of a space's graph.</param>
/// <param name="Facets">Facets.</param>
/// <param name="FacetValues">Total values of all facets.</param>
/// <param name="NumberColumns">Number columns.</param>
/// <param name="NumbersOfProduct">Numbers of one product in one number column, on average over all.</param>
/// <param name="IdBytes">Total UTF-8 bytes of all product ids. A single id has at most
/// <see cref="ProductIdTable.MaxIdBytes"/>.</param>
/// <param name="Sections">Sections.</param>
internal readonly record struct SnapshotLimits(
    long FileBytes,
    long Products,
    long Dimension,
    long M,
    long Categories,
    long Layers,
    long Facets,
    long FacetValues,
    long NumberColumns,
    long NumbersOfProduct,
    long IdBytes,
    long Sections)
{
    public const string NameOfFileBytes = HostSetting.Prefix + "MaxFileBytes";
    public const string NameOfProducts = HostSetting.Prefix + "MaxProducts";
    public const string NameOfDimension = HostSetting.Prefix + "MaxDimension";
    public const string NameOfM = HostSetting.Prefix + "MaxM";
    public const string NameOfCategories = HostSetting.Prefix + "MaxCategories";
    public const string NameOfLayers = HostSetting.Prefix + "MaxLayers";
    public const string NameOfFacets = HostSetting.Prefix + "MaxFacets";
    public const string NameOfFacetValues = HostSetting.Prefix + "MaxFacetValues";
    public const string NameOfNumberColumns = HostSetting.Prefix + "MaxNumberColumns";
    public const string NameOfNumbersOfProduct = HostSetting.Prefix + "MaxNumbersOfProduct";
    public const string NameOfIdBytes = HostSetting.Prefix + "MaxIdBytes";
    public const string NameOfSections = HostSetting.Prefix + "MaxSections";

    /// <summary>Limits of the format, which no host can raise. Offsets of ids have 32 bits.</summary>
    public static SnapshotLimits OfTheFormat { get; } = new(
        FileBytes: long.MaxValue,
        Products: int.MaxValue,
        Dimension: 4096,
        M: 128,
        Categories: 1 << 24,
        Layers: SnapshotLayout.MaxUpperLayers,
        Facets: SnapshotLayout.MaxFacets,
        FacetValues: SnapshotLayout.MaxFacets * SnapshotLayout.MaxFacetValues,
        NumberColumns: SnapshotLayout.MaxNumberColumns,
        NumbersOfProduct: SnapshotLayout.MaxNumbersOfProduct,
        IdBytes: uint.MaxValue,
        Sections: SnapshotLayout.MaxSections);

    /// <summary>Current limits of this process.</summary>
    /// <exception cref="InvalidOperationException">A setting is not a non-negative integer.</exception>
    public static SnapshotLimits Current => Read(AppContext.GetData);

    internal static SnapshotLimits Read(Func<string, object?> get)
    {
        SnapshotLimits most = OfTheFormat;
        return new SnapshotLimits(
            Lower(NameOfFileBytes, most.FileBytes),
            Lower(NameOfProducts, most.Products),
            Lower(NameOfDimension, most.Dimension),
            Lower(NameOfM, most.M),
            Lower(NameOfCategories, most.Categories),
            Lower(NameOfLayers, most.Layers),
            Lower(NameOfFacets, most.Facets),
            Lower(NameOfFacetValues, most.FacetValues),
            Lower(NameOfNumberColumns, most.NumberColumns),
            Lower(NameOfNumbersOfProduct, most.NumbersOfProduct),
            Lower(NameOfIdBytes, most.IdBytes),
            Lower(NameOfSections, most.Sections));

        long Lower(string name, long highest) => Math.Min(HostSetting.ReadInteger(get, name, highest), highest);
    }
}
