using System.Runtime.InteropServices;

namespace ProductSpace.Filtering;

internal enum RecordKind
{
    Term,
    Nothing,
    And,
    Or,
    Not,
}

/// <summary>
/// A filter as it was described: a tree in a list, every part before the whole that it belongs to, so that no recursion
/// is needed. The last entry is the root. There are never more than <paramref name="maxParts"/> entries.
/// </summary>
internal sealed class FilterRecord(long maxParts = int.MaxValue)
{
    private readonly List<Entry> _entries = [];
    private readonly List<int> _parts = [];

    public int Count => _entries.Count;

    public Entry this[int number] => _entries[number];

    public ReadOnlySpan<int> PartsOf(int number) =>
        CollectionsMarshal.AsSpan(_parts).Slice(_entries[number].FirstPart, _entries[number].PartCount);

    public int Add(FilterTerm term) => Add(new Entry(RecordKind.Term, term, 0, 0));

    /// <summary>Adds an entry that no product matches.</summary>
    public int AddNothing() => Add(new Entry(RecordKind.Nothing, default, 0, 0));

    public int AddNot(int part) => AddGroup(RecordKind.Not, [part]);

    /// <summary>
    /// Combines parts with "and" (every product if there are none) or "or" (no product if there are none).
    /// </summary>
    public int AddGroup(RecordKind kind, ReadOnlySpan<int> parts)
    {
        int first = _parts.Count;
        _parts.AddRange(parts);
        return Add(new Entry(kind, default, first, parts.Length));
    }

    /// <summary>
    /// Checks that further entries stay within the limit, so that a long list is refused before any of it is looked up.
    /// </summary>
    /// <exception cref="ArgumentException">The filter would exceed the limit.</exception>
    public void Expect(int more)
    {
        if (_entries.Count + (long)more > maxParts)
        {
            throw new ArgumentException(
                $"the filter has at least {_entries.Count + (long)more} terms, groups and negations, and "
                    + $"{FilterLimits.NameOfParts} allows {maxParts}; list products by Products or Bitmap, name a "
                    + "parent category, or raise the limit");
        }
    }

    private int Add(Entry entry)
    {
        Expect(1);
        _entries.Add(entry);
        return _entries.Count - 1;
    }

    public readonly record struct Entry(RecordKind Kind, FilterTerm Term, int FirstPart, int PartCount);
}
