namespace ProductSpace;

/// <summary>How much of a snapshot is looked at when it is opened.</summary>
public enum OpenMode
{
    /// <summary>Header, section table and lengths: milliseconds, whatever the size. For files from a trusted place.</summary>
    Quick = 0,

    /// <summary>As <see cref="Quick"/>, and brings all pages into memory.</summary>
    Warm = 1,

    /// <summary>Checksums and structure of everything, as the verb `verify` does; also brings all pages into memory.</summary>
    Verify = 2,
}
