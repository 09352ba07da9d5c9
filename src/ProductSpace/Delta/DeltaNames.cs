using System.Text;
using ProductSpace.Filtering;
using ProductSpace.Memory;
using ProductSpace.Snapshot;

namespace ProductSpace.Delta;

/// <summary>
/// Resolves names of a write to the base's numbers, and numbers the names that the base does not know, so that group
/// limits can distinguish their products. For the writer, under its lock; searches read <see cref="Count"/> only.
/// </summary>
internal sealed class DeltaNames(ProductColumns columns)
{
    private const int MaxPlaces = 4096;

    private readonly Dictionary<string, int> _numbers = [];
    private readonly Dictionary<string, DeltaPlace> _places = [];
    private readonly HashSet<string> _categories = [];
    private readonly Dictionary<int, HashSet<string>> _values = [];
    private readonly List<string> _newFacets = [];
    private readonly List<string> _newNumbers = [];
    private int _count;

    /// <summary>Number of names that the base does not know.</summary>
    public int Count => Volatile.Read(ref _count);

    /// <summary>Whether a write used this path, or one below it, which the base does not know.</summary>
    public bool KnowsCategory(string path) => _categories.Contains(path);

    /// <summary>Whether a write used this value, which the base does not know.</summary>
    public bool KnowsValue(int facet, string value) =>
        _values.TryGetValue(facet, out HashSet<string>? values) && values.Contains(value);

    /// <summary>Facets that only writes used, in normal form.</summary>
    public IReadOnlyList<string> NewFacets => _newFacets;

    /// <summary>Number columns that only writes used, in normal form.</summary>
    public IReadOnlyList<string> NewNumbers => _newNumbers;

    /// <summary>Whether only writes used this facet, given in normal form.</summary>
    public bool KnowsFacet(string name) => _newFacets.Contains(name);

    /// <summary>Whether only writes used this number column, given in normal form.</summary>
    public bool KnowsNumbers(string name) => _newNumbers.Contains(name);

    /// <summary>Number of values of all facets that the base does not know.</summary>
    public int NewValueCount { get; private set; }

    /// <summary>
    /// Number of a facet: the base's, or one behind them for a facet that only writes used; -1 if none did.
    /// </summary>
    public int NumberOfFacet(string name)
    {
        int facet = columns.Facets.Find(name);
        int added = facet < 0 ? _newFacets.IndexOf(NormalForm.Of(name)) : -1;
        return added < 0 ? facet : columns.Facets.Count + added;
    }

    /// <summary>As <see cref="NumberOfFacet"/>; adds a facet that no write used before.</summary>
    public int AddFacet(string name)
    {
        if (NumberOfFacet(name) < 0)
        {
            _newFacets.Add(NormalForm.Of(name));
        }

        return NumberOfFacet(name);
    }

    /// <summary>Adds a number column that the base does not have, if no write used it before.</summary>
    public void AddNumbers(string name)
    {
        if (!_newNumbers.Contains(name))
        {
            _newNumbers.Add(name);
        }
    }

    /// <summary>Counts the values of a facet that only writes used.</summary>
    public int CountNewValues(string facet) =>
        _values.TryGetValue(NumberOfFacet(facet), out HashSet<string>? values) ? values.Count : 0;

    /// <summary>Counts the values in a text that neither the base nor a write used.</summary>
    public int CountUnknown(int facet, string name, string text)
    {
        int unknown = 0;
        int number = NumberOfFacet(name);
        foreach (string value in ValuesOf(text))
        {
            bool isOfBase = facet >= 0 && columns.Facets.FindValue(facet, Encoding.UTF8.GetBytes(value)) >= 0;
            unknown += isOfBase || KnowsValue(number, value) ? 0 : 1;
        }

        return unknown;
    }

    /// <summary>Returns numbers as they are kept: ascending, without repetition, zero without a sign.</summary>
    public static double[] NumbersOf(IReadOnlyList<double> numbers)
    {
        SortedSet<double> sorted = [];
        foreach (double number in numbers)
        {
            sorted.Add(NumberKey.WithoutSign(number));
        }

        return [.. sorted];
    }

    /// <summary>Splits a text into cleaned paths.</summary>
    public static string[] PathsOf(string text) => Array.ConvertAll(text.Split('|'), CategoryTree.Clean);

    /// <summary>Splits a text into facet values, sorted and deduplicated.</summary>
    public static SortedSet<string> ValuesOf(string text) =>
        new(
            NormalForm.Of(text).Split('|', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries),
            StringComparer.Ordinal);

    /// <summary>Resolves the categories of a text. Repeated texts share one object, up to a limit.</summary>
    public DeltaPlace PlaceOf(string text)
    {
        if (_places.TryGetValue(text, out DeltaPlace? known))
        {
            return known;
        }

        string[] paths = PathsOf(text);
        int[] numbers = new int[paths.Length];
        int depth = 0;
        for (int i = paths.Length - 1; i >= 0; i--)
        {
            (numbers[i], depth) = NearestOf(paths[i]);
            for (string rest = paths[i]; rest.Length > 0 && DepthOf(rest) > depth; rest = CategoryTree.ParentOf(rest))
            {
                _categories.Add(rest);
            }
        }

        string[] parts = paths[0].Length == 0 ? [] : paths[0].Split('/');
        int[] prefixes = new int[parts.Length - depth];
        for (int i = 0; i < prefixes.Length; i++)
        {
            prefixes[i] = NumberOf("c\0" + string.Join('/', parts[..(depth + i + 1)]));
        }

        DeltaPlace place = new(string.Join('|', paths), paths[0], numbers, depth, prefixes);
        if (_places.Count < MaxPlaces)
        {
            _places.Add(text, place);
        }

        return place;
    }

    /// <summary>Resolves the values of a facet, of the base or of the writes, in a text.</summary>
    public DeltaFacet FacetOf(int facet, string text)
    {
        SortedSet<string> values = ValuesOf(text);
        List<int> known = [];
        byte[]? firstText = null;
        int first = -1;
        bool firstIsKnown = false;
        foreach (string value in values)
        {
            byte[] bytes = Encoding.UTF8.GetBytes(value);
            int number = facet < columns.Facets.Count ? columns.Facets.FindValue(facet, bytes) : -1;
            if (number >= 0)
            {
                known.Add(number);
            }
            else
            {
                AddValue(facet, value);
            }

            // UTF-16 and UTF-8 order differ above the basic plane.
            if (firstText is null || bytes.AsSpan().SequenceCompareTo(firstText) < 0)
            {
                firstText = bytes;
                firstIsKnown = number >= 0;
                first = firstIsKnown ? number : NumberOf($"f\0{facet}\0{value}");
            }
        }

        return new DeltaFacet(string.Join('|', values), [.. known], first, firstIsKnown);
    }

    private (int Number, int Depth) NearestOf(string path)
    {
        for (string rest = path; rest.Length > 0; rest = CategoryTree.ParentOf(rest))
        {
            int number = columns.FindCategory(rest);
            if (number > 0)
            {
                return (number, DepthOf(rest));
            }
        }

        return (0, 0);
    }

    private void AddValue(int facet, string value)
    {
        if (!_values.TryGetValue(facet, out HashSet<string>? values))
        {
            _values.Add(facet, values = []);
        }

        NewValueCount += values.Add(value) ? 1 : 0;
    }

    private static int DepthOf(string path) => path.AsSpan().Count('/') + 1;

    private int NumberOf(string name)
    {
        if (!_numbers.TryGetValue(name, out int number))
        {
            number = _count;
            _numbers.Add(name, number);
            Volatile.Write(ref _count, number + 1);
        }

        return number;
    }
}
