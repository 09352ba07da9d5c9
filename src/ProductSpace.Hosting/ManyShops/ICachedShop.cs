namespace ProductSpace.Hosting.ManyShops;

/// <summary>A shop that can be closed to make room for another, and opened again.</summary>
internal interface ICachedShop
{
    string Name { get; }

    /// <summary>The folder that the shop follows.</summary>
    string Directory { get; }

    /// <summary>Length of the snapshot that answers; null while the shop is closed.</summary>
    long? FileBytes { get; }

    /// <summary>Time of the last use, in milliseconds of the system's clock.</summary>
    long LastUsed { get; }

    /// <summary>Closes the shop if nobody holds a lease of it at that moment.</summary>
    bool TryCloseIdle();
}
