namespace ProductSpace.Delta;

/// <summary>Kind of a write. The numbers are part of the file format.</summary>
internal enum DeltaKind
{
    /// <summary>Adds a product, or replaces the vector of a known one.</summary>
    Upsert = 1,

    /// <summary>Changes attributes of a known product.</summary>
    Set = 2,

    /// <summary>Removes a product.</summary>
    Remove = 3,
}

/// <summary>
/// One write of a delta: a product id and its changes. A null value stays as it was, or unknown for a new product.
/// Immutable, because one object is written to the file and applied in memory.
/// </summary>
internal sealed record DeltaRecord
{
    /// <summary>Marks a price or a time as unknown.</summary>
    public const long Unknown = long.MinValue;

    public required DeltaKind Kind { get; init; }

    public required string Id { get; init; }

    /// <summary>Category paths as in a catalogue, separated by '|', the primary one first; "" is the root.</summary>
    public string? Category { get; init; }

    /// <summary>Price in minor units, or <see cref="Unknown"/>.</summary>
    public long? Price { get; init; }

    public bool? InStock { get; init; }

    /// <summary>Time in Unix milliseconds, or <see cref="Unknown"/>.</summary>
    public long? FirstSeen { get; init; }

    /// <summary>Facets and their values, separated by '|'; "" removes them all.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Facets { get; init; } = [];

    /// <summary>Number columns and their numbers; none removes them all.</summary>
    public IReadOnlyList<KeyValuePair<string, IReadOnlyList<double>>> Numbers { get; init; } = [];

    /// <summary>Payload columns and their values.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Payload { get; init; } = [];

    /// <summary>IN vector; required for an upsert.</summary>
    public float[]? Vector { get; init; }

    /// <summary>OUT vector; without it an upserted product is not in the space Next.</summary>
    public float[]? NextVector { get; init; }
}

/// <summary>Outcome of a write.</summary>
internal enum DeltaOutcome
{
    Applied,

    /// <summary>There is no such product to change or remove; nothing was done.</summary>
    NoSuchProduct,

    /// <summary>The log is full; nothing was done.</summary>
    Full,
}
