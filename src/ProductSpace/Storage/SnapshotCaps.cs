using System.Globalization;

namespace ProductSpace.Storage;

/// <summary>
/// The largest counts of a snapshot that a reader takes on. The format's own are the highest; a host that opens files of others
/// lowers them by names of the application (runtimeconfig, or <see cref="AppContext.SetData"/> before opening). A value is never
/// raised above the format's.
/// </summary>
internal readonly record struct SnapshotCaps(long FileBytes, long Products, long Dimension, long M, long Categories)
{
    private const string Prefix = nameof(ProductSpace) + ".";

    public const string NameOfFileBytes = Prefix + "MostFileBytes";
    public const string NameOfProducts = Prefix + "MostProducts";
    public const string NameOfDimension = Prefix + "MostDimension";
    public const string NameOfM = Prefix + "MostM";
    public const string NameOfCategories = Prefix + "MostCategories";

    /// <summary>What every reader refuses, whatever a host wants.</summary>
    public static SnapshotCaps OfTheFormat { get; } = new(long.MaxValue, int.MaxValue, 4096, 128, 1 << 24);

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
            Lower(NameOfCategories, most.Categories));

        long Lower(string name, long highest)
        {
            object? value = get(name);
            return value is null
                ? highest
                : long.TryParse(Convert.ToString(value, CultureInfo.InvariantCulture), NumberStyles.None, CultureInfo.InvariantCulture, out long wanted)
                    ? Math.Min(wanted, highest)
                    : throw new InvalidOperationException($"{name} is \"{value}\"; set it to a whole number, or leave it out");
        }
    }
}
