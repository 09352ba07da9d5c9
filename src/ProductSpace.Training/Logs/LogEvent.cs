namespace ProductSpace.Training.Logs;

/// <summary>
/// One event as it stands in its file, before any cleaning. Borrowed: its cells are valid until the next one.
/// </summary>
/// <param name="rows">The file, at the row of the event; its place is for messages.</param>
/// <param name="key">See <see cref="Key"/>.</param>
/// <param name="product">See <see cref="Product"/>.</param>
/// <param name="time">See <see cref="Time"/>.</param>
/// <param name="kind">See <see cref="Kind"/>.</param>
internal readonly ref struct LogEvent(LogRows rows, UInt128 key, UInt128 product, long time, EventKind kind)
{
    private readonly LogRows _rows = rows;

    /// <summary>File and line, for messages.</summary>
    public string Where => _rows.Where;

    /// <summary>Hash of the session or of the user.</summary>
    public UInt128 Key { get; } = key;

    /// <summary>Hash of the product's id.</summary>
    public UInt128 Product { get; } = product;

    /// <summary>Microseconds since 1970.</summary>
    public long Time { get; } = time;

    /// <summary>What was done; a view where the log does not say.</summary>
    public EventKind Kind { get; } = kind;

    /// <summary>Returns the cell of a further column, without blanks around it; empty where there is none.</summary>
    public ReadOnlySpan<byte> Further(int column) => LogText.Trim(_rows.Cell(LogOptions.ColumnNames.Count + column));
}
