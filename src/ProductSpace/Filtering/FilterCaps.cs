using ProductSpace.Memory;

namespace ProductSpace.Filtering;

/// <summary>
/// How much one filter may ask for. Filters come from the host's own code, but how long they are often comes from a web form or
/// a rule of a merchant: the defaults are far above what shops ask for, and a host sets others by names of the application. What is too
/// much is refused while the filter is described, before anything is compiled.
/// </summary>
/// <param name="Parts">Terms, groups and negations of one filter, those inside of others counted too.</param>
/// <param name="Ids">Product ids and ordinals that one filter lists, repeated ones counted each time. A bitmap counts as one part.</param>
internal readonly record struct FilterCaps(long Parts, long Ids)
{
    public const string NameOfParts = HostSetting.Prefix + "MaxFilterParts";
    public const string NameOfIds = HostSetting.Prefix + "MaxFilterIds";

    public static FilterCaps Default { get; } = new(100_000, 1 << 24);

    /// <summary>The caps of this process, as they are set now.</summary>
    /// <exception cref="InvalidOperationException">a name is set to something that is no whole number, or a negative one.</exception>
    public static FilterCaps Current => Read(AppContext.GetData);

    internal static FilterCaps Read(Func<string, object?> get) =>
        new(HostSetting.WholeNumber(get, NameOfParts, Default.Parts), HostSetting.WholeNumber(get, NameOfIds, Default.Ids));
}
