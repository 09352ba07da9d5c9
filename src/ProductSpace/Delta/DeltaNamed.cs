namespace ProductSpace.Delta;

/// <summary>
/// Values that a delta's write gave a product by name: of number columns, and of facets that the base does not have. A
/// product has few of them, so that they are searched one by one. Immutable.
/// </summary>
internal sealed class DeltaNamed<T>
    where T : class
{
    private readonly KeyValuePair<string, T>[] _values;

    private DeltaNamed(KeyValuePair<string, T>[] values) => _values = values;

    /// <summary>All values, in the order in which their names were written first.</summary>
    public IReadOnlyList<KeyValuePair<string, T>> All => _values;

    /// <summary>Returns the value of a name; null if none was written.</summary>
    public T? Of(string name)
    {
        foreach ((string own, T value) in _values)
        {
            if (string.Equals(own, name, StringComparison.Ordinal))
            {
                return value;
            }
        }

        return null;
    }

    /// <summary>Returns values with one more, or with another of a name that they have.</summary>
    public static DeltaNamed<T> With(DeltaNamed<T>? before, string name, T value)
    {
        KeyValuePair<string, T> added = new(name, value);
        KeyValuePair<string, T>[] known = before?._values ?? [];
        int place = Array.FindIndex(known, pair => string.Equals(pair.Key, name, StringComparison.Ordinal));
        if (place < 0)
        {
            return new DeltaNamed<T>([.. known, added]);
        }

        KeyValuePair<string, T>[] changed = [.. known];
        changed[place] = added;
        return new DeltaNamed<T>(changed);
    }
}
