using ProductSpace.Memory;

namespace ProductSpace.Storage;

/// <summary>
/// The largest counts of a snapshot that a reader takes on. The format's own are the highest; a host that opens files of others
/// lowers them by names of the application (runtimeconfig, or <see cref="AppContext.SetData"/> before opening). A value is never
/// raised above the format's. All are known from header and section table: what is too much is refused before anything of the
/// sections is read.
/// </summary>
/// <param name="FileBytes">Bytes of the file.</param>
/// <param name="Products">Products.</param>
/// <param name="Dimension">Numbers of a vector.</param>
/// <param name="M">M of the graph.</param>
/// <param name="Categories">Categories, the root included.</param>
/// <param name="Layers">Layers of a space's graph above layer 0.</param>
/// <param name="Facets">Facets.</param>
/// <param name="FacetValues">Values of all facets together.</param>
/// <param name="IdBytes">UTF-8 bytes of all product ids together. A single id has at most <see cref="ProductIdTable.MaxIdBytes"/>.</param>
/// <param name="Sections">Sections.</param>
internal readonly record struct SnapshotCaps(long FileBytes, long Products, long Dimension, long M, long Categories, long Layers, long Facets, long FacetValues, long IdBytes, long Sections)
{
    public const string NameOfFileBytes = HostSetting.Prefix + "MaxFileBytes";
    public const string NameOfProducts = HostSetting.Prefix + "MaxProducts";
    public const string NameOfDimension = HostSetting.Prefix + "MaxDimension";
    public const string NameOfM = HostSetting.Prefix + "MaxM";
    public const string NameOfCategories = HostSetting.Prefix + "MaxCategories";
    public const string NameOfLayers = HostSetting.Prefix + "MaxLayers";
    public const string NameOfFacets = HostSetting.Prefix + "MaxFacets";
    public const string NameOfFacetValues = HostSetting.Prefix + "MaxFacetValues";
    public const string NameOfIdBytes = HostSetting.Prefix + "MaxIdBytes";
    public const string NameOfSections = HostSetting.Prefix + "MaxSections";

    /// <summary>What every reader refuses, whatever a host wants. Offsets of ids have 32 bits.</summary>
    public static SnapshotCaps OfTheFormat { get; } = new(
        FileBytes: long.MaxValue,
        Products: int.MaxValue,
        Dimension: 4096,
        M: 128,
        Categories: 1 << 24,
        Layers: SnapshotLayout.MostUpperLayers,
        Facets: SnapshotLayout.MostFacets,
        FacetValues: SnapshotLayout.MostFacets * SnapshotLayout.MostFacetValues,
        IdBytes: uint.MaxValue,
        Sections: SnapshotLayout.MaxSections);

    /// <summary>The caps of this process, as they are set now.</summary>
    /// <exception cref="InvalidOperationException">a name is set to something that is no whole number, or a negative one.</exception>
    public static SnapshotCaps Current => Read(AppContext.GetData);

    internal static SnapshotCaps Read(Func<string, object?> get)
    {
        SnapshotCaps most = OfTheFormat;
        return new SnapshotCaps(
            Lower(NameOfFileBytes, most.FileBytes),
            Lower(NameOfProducts, most.Products),
            Lower(NameOfDimension, most.Dimension),
            Lower(NameOfM, most.M),
            Lower(NameOfCategories, most.Categories),
            Lower(NameOfLayers, most.Layers),
            Lower(NameOfFacets, most.Facets),
            Lower(NameOfFacetValues, most.FacetValues),
            Lower(NameOfIdBytes, most.IdBytes),
            Lower(NameOfSections, most.Sections));

        long Lower(string name, long highest) => Math.Min(HostSetting.WholeNumber(get, name, highest), highest);
    }
}
