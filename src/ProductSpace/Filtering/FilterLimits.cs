using ProductSpace.Memory;

namespace ProductSpace.Filtering;

/// <summary>
/// Limits on one filter. Filters come from the host's own code, but their length often comes from a web form or a
/// merchant's rule. The defaults are far above what shops ask for, and a host can set others through application
/// settings. A filter beyond the limits is refused while it is described, before anything is compiled.
/// </summary>
/// <param name="Parts">Maximum number of terms, groups and negations of one filter, nested ones included.</param>
/// <param name="Ids">Maximum number of product ids and ordinals that one filter lists, counting repetitions. A bitmap
/// counts as one part.</param>
internal readonly record struct FilterLimits(long Parts, long Ids)
{
    public const string NameOfParts = HostSetting.Prefix + "MaxFilterParts";
    public const string NameOfIds = HostSetting.Prefix + "MaxFilterIds";

    public static FilterLimits Default { get; } = new(100_000, 1 << 24);

    /// <summary>Current limits of this process.</summary>
    /// <exception cref="InvalidOperationException">A setting is not a non-negative integer.</exception>
    public static FilterLimits Current => Read(AppContext.GetData);

    internal static FilterLimits Read(Func<string, object?> get) =>
        new(
            HostSetting.ReadInteger(get, NameOfParts, Default.Parts),
            HostSetting.ReadInteger(get, NameOfIds, Default.Ids));
}
