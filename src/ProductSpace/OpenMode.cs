namespace ProductSpace;

/// <summary>How much of a snapshot is read and checked when it is opened.</summary>
public enum OpenMode
{
    /// <summary>
    /// Checks header, section table and lengths, in milliseconds for any size. For trusted files. The first searches
    /// of the process then load pages and wait for the just-in-time compiler.
    /// </summary>
    Quick = 0,

    /// <summary>
    /// Does what <see cref="Quick"/> does, loads all pages and runs one search of each kind, so that a caller's first
    /// search finds its code compiled and its memory in place.
    /// </summary>
    Warm = 1,

    /// <summary>
    /// Checks all checksums and structures, as the command `verify` does, then does what <see cref="Warm"/> does.
    /// </summary>
    Verify = 2,
}
