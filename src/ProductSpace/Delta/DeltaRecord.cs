namespace ProductSpace.Delta;

/// <summary>What a write does; the numbers stand in the file.</summary>
internal enum DeltaKind
{
    /// <summary>Brings a product, or gives a known one another vector.</summary>
    Upsert = 1,

    /// <summary>Changes attributes of a known product.</summary>
    Set = 2,

    /// <summary>Takes a product away.</summary>
    Remove = 3,
}

/// <summary>
/// One write of a delta: a product id and what is said of it. What is null stays as it was, or unknown for a new product.
/// Immutable; the same object is written to the file and applied to memory.
/// </summary>
internal sealed record DeltaRecord
{
    /// <summary>A price or a time that is not known, in place of what was known.</summary>
    public const long Unknown = long.MinValue;

    public required DeltaKind Kind { get; init; }

    public required string Id { get; init; }

    /// <summary>Category paths as in a catalogue: the primary one first, parted by '|'; "" is the root.</summary>
    public string? Category { get; init; }

    /// <summary>Minor units, or <see cref="Unknown"/>.</summary>
    public long? Price { get; init; }

    public bool? InStock { get; init; }

    /// <summary>Unix milliseconds, or <see cref="Unknown"/>.</summary>
    public long? FirstSeen { get; init; }

    /// <summary>Facet and its values, parted by '|'; "" takes them all away.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Facets { get; init; } = [];

    /// <summary>Payload column and its value.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Payload { get; init; } = [];

    /// <summary>IN vector; an upsert has one.</summary>
    public float[]? Vector { get; init; }

    /// <summary>OUT vector; without one an upserted product is not in the space Next.</summary>
    public float[]? NextVector { get; init; }
}

/// <summary>What became of a write.</summary>
internal enum DeltaOutcome
{
    Applied,

    /// <summary>There is no such product to change or to remove; nothing was done.</summary>
    NoSuchProduct,

    /// <summary>There is no room; nothing was done.</summary>
    Full,
}
