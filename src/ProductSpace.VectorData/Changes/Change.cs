namespace ProductSpace.VectorData.Changes;

/// <summary>A record that was written or deleted since the last sealing.</summary>
/// <param name="key">Key of the record.</param>
/// <param name="values">Its values by the number of their column; null if it was deleted.</param>
/// <param name="number">Number of the change; a reader who knows fewer changes does not see it yet.</param>
/// <param name="before">The change of the same key before it; null if the base says what there was.</param>
internal sealed class Change(object key, object?[]? values, int number, Change? before)
{
    public object Key { get; } = key;

    public object?[]? Values { get; } = values;

    public int Number { get; } = number;

    public Change? Before { get; } = before;

    /// <summary>
    /// Number of the later change of the key. A reader who knows fewer changes than that does not see it yet.
    /// </summary>
    public int ReplacedAt { get; set; } = int.MaxValue;
}
