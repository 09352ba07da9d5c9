using System.Globalization;
using System.Text;
using ProductSpace.Filtering;
using ProductSpace.Memory;
using ProductSpace.Snapshot;
using ProductSpace.Storage;

namespace ProductSpace.Delta;

/// <summary>
/// Facets and number columns of a delta's products: those of the base, and new ones within the limits of a snapshot, so
/// that the next build can take all of them in.
/// </summary>
internal sealed partial class DeltaLog
{
    private readonly SnapshotLimits _limits = SnapshotLimits.Current;

    /// <summary>Whether a write gave a product a value of this facet, which the base does not have.</summary>
    public bool KnowsFacet(string name)
    {
        lock (_writing)
        {
            return _names.KnowsFacet(name);
        }
    }

    /// <summary>Whether a write gave a product this value of a facet that the base does not have.</summary>
    public bool KnowsNewValue(string facet, string value)
    {
        lock (_writing)
        {
            return _names.KnowsFacet(facet) && _names.KnowsValue(_names.NumberOfFacet(facet), value);
        }
    }

    /// <summary>Whether a write gave a product a number of this column, which the base does not have.</summary>
    public bool KnowsNumberColumn(string name)
    {
        lock (_writing)
        {
            return _names.KnowsNumbers(name);
        }
    }

    /// <summary>Facets that the base does not have, in the order in which they were written first.</summary>
    public string[] NewFacets
    {
        get
        {
            lock (_writing)
            {
                return [.. _names.NewFacets];
            }
        }
    }

    /// <summary>Number columns that the base does not have, in the order in which they were written first.</summary>
    public string[] NewNumberColumns
    {
        get
        {
            lock (_writing)
            {
                return [.. _names.NewNumbers];
            }
        }
    }

    /// <summary>
    /// Counts the living products of each value of a facet that the base does not know, in the order of UTF-8.
    /// </summary>
    /// <param name="facet">Number of the facet in the base; -1 for one that the base does not have.</param>
    /// <param name="name">Name of the facet.</param>
    /// <param name="versions">Number of versions to look at.</param>
    public List<KeyValuePair<string, int>> CountNewValues(int facet, string name, int versions)
    {
        Dictionary<string, int> counts = [];
        for (int version = 0; version < versions; version++)
        {
            DeltaAttributes? said = IsNewest(version, versions) ? _attributes[version] : null;
            DeltaFacet? values = facet >= 0 ? said?.FacetOf(facet) : said?.NewFacets?.Of(name);
            foreach (string value in values?.Text.Split('|', StringSplitOptions.RemoveEmptyEntries) ?? [])
            {
                if (facet < 0 || _columns.Facets.FindValue(facet, Encoding.UTF8.GetBytes(value)) < 0)
                {
                    counts[value] = counts.GetValueOrDefault(value) + 1;
                }
            }
        }

        List<KeyValuePair<string, int>> sorted = [.. counts];
        sorted.Sort((a, b) =>
            Encoding.UTF8.GetBytes(a.Key).AsSpan().SequenceCompareTo(Encoding.UTF8.GetBytes(b.Key)));
        return sorted;
    }

    /// <summary>
    /// Returns a write without the facets, numbers and payload that this log cannot take, such as payload columns that
    /// only another base has.
    /// </summary>
    public DeltaRecord WithoutMisfits(DeltaRecord record)
    {
        string shown = Printable.Shown(record.Id);
        List<KeyValuePair<string, string>> facets = [];
        List<KeyValuePair<string, IReadOnlyList<double>>> numbers = [];
        List<KeyValuePair<string, string>> payload = [];
        foreach (KeyValuePair<string, string> facet in record.Facets)
        {
            if (FaultOfFacets([.. facets, facet], shown) is null)
            {
                facets.Add(facet);
            }
        }

        foreach (KeyValuePair<string, IReadOnlyList<double>> column in record.Numbers)
        {
            if (FaultOfNumbers([.. numbers, column], shown) is null)
            {
                numbers.Add(column);
            }
        }

        foreach (KeyValuePair<string, string> column in record.Payload)
        {
            if (Array.IndexOf(_columns.PayloadColumns, column.Key) >= 0)
            {
                payload.Add(column);
            }
        }

        return record with { Facets = facets, Numbers = numbers, Payload = payload };
    }

    /// <summary>Returns the name of a number column as the base or the delta has it.</summary>
    private string NameOfNumbers(string name) =>
        _columns.NumberColumns.Find(name) is >= 0 and int column
            ? _columns.NumberColumns.Names[column]
            : NormalForm.Of(name);

    private string? FaultOfFacets(IReadOnlyList<KeyValuePair<string, string>> facets, string shown)
    {
        HashSet<string> added = [];
        foreach ((string name, string values) in facets)
        {
            if (Encoding.UTF8.GetByteCount(values) > MaxTextBytes || HasLongValue(values))
            {
                return $"product {shown}: a value of facet \"{Printable.Shown(name)}\" has more than "
                    + $"{FacetColumns.MaxValueBytes} bytes, or it has too many values; shorten it";
            }

            if (_columns.Facets.Find(name) < 0)
            {
                added.Add(NormalForm.Of(name));
            }
        }

        lock (_writing)
        {
            return FaultOfNames("facet", added, _names.NewFacets, _columns.Facets.Count, _limits.Facets, shown)
                ?? FaultOfValues(facets, shown);
        }
    }

    private string? FaultOfNumbers(
        IReadOnlyList<KeyValuePair<string, IReadOnlyList<double>>> columns, string shown)
    {
        HashSet<string> added = [];
        foreach ((string name, IReadOnlyList<double> numbers) in columns)
        {
            if (numbers.Count > _limits.NumbersOfProduct)
            {
                return $"product {shown}: {numbers.Count} numbers as \"{Printable.Shown(name)}\", and the maximum is "
                    + $"{_limits.NumbersOfProduct}; keep those that shoppers filter by";
            }

            foreach (double number in numbers)
            {
                if (!double.IsFinite(number))
                {
                    return string.Create(
                        CultureInfo.InvariantCulture,
                        $"product {shown}: {number} as \"{Printable.Shown(name)}\" is no finite number; leave it out "
                        + $"where it is not known");
                }
            }

            if (_columns.NumberColumns.Find(name) < 0)
            {
                added.Add(NormalForm.Of(name));
            }
        }

        lock (_writing)
        {
            return FaultOfNames(
                "number column", added, _names.NewNumbers, _columns.NumberColumns.Count, _limits.NumberColumns, shown);
        }
    }

    private static string? FaultOfNames(
        string what, HashSet<string> added, IReadOnlyList<string> known, int inBase, long most, string shown)
    {
        added.ExceptWith(known);
        foreach (string name in added)
        {
            if (!AttributeName.IsUsable(name))
            {
                return $"product {shown}: {what} \"{Printable.Shown(name)}\": {AttributeName.Rule}; rename it";
            }
        }

        return added.Count > 0 && inBase + known.Count + added.Count > most
            ? $"product {shown}: {what} \"{Printable.Shown(First(added))}\" is new, and the snapshot has {inBase} and "
                + $"its delta {known.Count} of at most {most}; use one of them, or build with others"
            : null;
    }

    private static string First(HashSet<string> names)
    {
        foreach (string name in names)
        {
            return name;
        }

        return string.Empty;
    }

    /// <summary>Checks that no facet gets more values than a snapshot can hold.</summary>
    private string? FaultOfValues(IReadOnlyList<KeyValuePair<string, string>> facets, string shown)
    {
        long all = (long)_columns.Facets.ValueCount + _names.NewValueCount;
        foreach ((string name, string values) in facets)
        {
            int facet = _columns.Facets.Find(name);
            (int first, int end) = facet < 0 ? (0, 0) : _columns.Facets.ValuesOf(facet);
            int added = values.AsSpan().Count('|') + 1;
            long own = (end - first) + (long)_names.CountNewValues(NormalForm.Of(name));
            if (own + added > FacetColumns.MaxValues || all + added > _limits.FacetValues)
            {
                added = _names.CountUnknown(facet, name, values);
                if (added > 0 && (own + added > FacetColumns.MaxValues || all + added > _limits.FacetValues))
                {
                    return $"product {shown}: facet \"{Printable.Shown(name)}\" would have more than "
                        + $"{FacetColumns.MaxValues} values, or all facets more than {_limits.FacetValues}; names and "
                        + "ids are not facets";
                }
            }

            all += added;
        }

        return null;
    }
}
