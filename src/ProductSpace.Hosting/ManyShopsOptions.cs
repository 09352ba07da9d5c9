namespace ProductSpace.Hosting;

/// <summary>Many shops in one process, each a folder of generations below one root, opened when they are asked for.</summary>
public sealed class ManyShopsOptions
{
    /// <summary>The folder that holds a folder for each shop, by its name. Needed.</summary>
    public string Root { get; set; } = string.Empty;

    /// <summary>
    /// Shops that may be open at once, from 1; 100 by default. Beyond it the one that was not used for longest is closed, never
    /// while somebody holds a lease of it. A swap maps one more for its time.
    /// </summary>
    public int MostOpenShops { get; set; } = 100;

    /// <summary>Bytes of snapshots that the open shops may map (or hold, where they are copied) together; 8 GiB by default.</summary>
    public long MostMappedBytes { get; set; } = 8L << 30;

    /// <summary>
    /// How long a request waits where every open shop is in use and no more may be opened, up to a minute; after it the request
    /// is refused. A second by default.
    /// </summary>
    public TimeSpan RoomTimeout { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>
    /// How each shop is followed and measured; its Directory is not read. <see cref="OpenMode.Quick"/> by default, since a
    /// request waits for the opening: <c>publish</c> has looked at everything already. One thread looks at the pointers of
    /// the open shops; no watchers are used.
    /// </summary>
    public ShopOptions Each { get; set; } = new() { Mode = OpenMode.Quick };
}
