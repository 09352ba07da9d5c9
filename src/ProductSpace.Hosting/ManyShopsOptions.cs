namespace ProductSpace.Hosting;

/// <summary>Many shops in one process, each a folder of generations below one root, opened on demand.</summary>
public sealed class ManyShopsOptions
{
    /// <summary>The folder that holds a folder for each shop, named like the shop. Required.</summary>
    public string Root { get; set; } = string.Empty;

    /// <summary>
    /// Most shops that may be open at once, from 1; 100 by default. Beyond it the least recently used one is closed,
    /// never while somebody holds a lease of it. A swap maps one more snapshot for its time.
    /// </summary>
    public int MaxOpenShops { get; set; } = 100;

    /// <summary>
    /// Most bytes of snapshots that the open shops together may map, or hold if they are copied; 8 GiB by default.
    /// </summary>
    public long MaxMappedBytes { get; set; } = 8L << 30;

    /// <summary>
    /// How long a request waits if every open shop is in use and no more may be opened, up to a minute; then it is
    /// refused. A second by default.
    /// </summary>
    public TimeSpan CapacityTimeout { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>
    /// How each shop is followed and measured; its Directory is ignored. <see cref="OpenMode.Quick"/> by default, since
    /// a request waits for the opening, and <c>publish</c> has verified everything already. One thread looks at the
    /// pointers of the open shops, without watchers.
    /// </summary>
    public ShopOptions Each { get; set; } = new() { Mode = OpenMode.Quick };
}
