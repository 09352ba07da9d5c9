namespace ProductSpace.VectorData.Changes;

/// <summary>A record that was written or deleted since the last sealing.</summary>
/// <param name="key">Key of the record.</param>
/// <param name="values">Its values by the number of their column; null if it was deleted.</param>
internal sealed class Change(object key, object?[]? values)
{
    public object Key { get; } = key;

    public object?[]? Values { get; } = values;

    /// <summary>
    /// Number of the later change of the key. A reader who knows fewer changes than that does not see it yet.
    /// </summary>
    public int ReplacedAt { get; set; } = int.MaxValue;
}
