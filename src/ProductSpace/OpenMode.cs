namespace ProductSpace;

/// <summary>How much of a snapshot is looked at when it is opened.</summary>
public enum OpenMode
{
    /// <summary>
    /// Header, section table and lengths: milliseconds, whatever the size. For files from a trusted place. The first searches
    /// of the process bring in pages and wait for the just-in-time compiler.
    /// </summary>
    Quick = 0,

    /// <summary>
    /// As <see cref="Quick"/>, brings all pages into memory, and asks one fixed question of each kind, so that the first
    /// search of a caller finds its code compiled and its memory in place.
    /// </summary>
    Warm = 1,

    /// <summary>Checksums and structure of everything, as the verb `verify` does; then all that <see cref="Warm"/> does.</summary>
    Verify = 2,
}
