using System.Text;
using ProductSpace.Memory;
using ProductSpace.Numerics;
using ProductSpace.Snapshot;

namespace ProductSpace.Delta;

/// <summary>
/// Detects writes that change nothing, so that what a newer base already contains is not carried over to it.
/// </summary>
internal sealed partial class DeltaLog
{
    private DeltaRows?[]? _probes;

    /// <summary>Whether applying a write without faults would change no answer.</summary>
    public bool IsKnown(DeltaRecord record)
    {
        int versions = Count;
        int ordinal = Find(Encoding.UTF8.GetBytes(record.Id), versions);
        if (ordinal < 0 || record.Kind == DeltaKind.Remove)
        {
            return ordinal < 0 && record.Kind == DeltaKind.Remove;
        }

        DeltaAttributes now = Before(ordinal);
        return (record.Price ?? now.Price) == now.Price
            && (record.InStock ?? now.InStock) == now.InStock
            && (record.FirstSeen ?? now.FirstSeen) == now.FirstSeen
            && (record.Category is null || HasPaths(now, record.Category))
            && HasFacets(now, record.Facets)
            && HasNumbers(now, record.Numbers)
            && HasPayload(now, record.Payload)
            && (record.Kind == DeltaKind.Set
                || (HasVector(ordinal, 0, record.Vector) && HasVector(ordinal, 1, record.NextVector)));
    }

    /// <summary>Whether base or delta has a product.</summary>
    public bool Has(string id) => Find(Encoding.UTF8.GetBytes(id), Count) >= 0;

    /// <summary>
    /// Whether this log determines all of a product and nothing comes from the base, so that an older delta is
    /// irrelevant to it.
    /// </summary>
    public bool DeterminesAllOf(string id)
    {
        int versions = Count;
        int ordinal = Find(Encoding.UTF8.GetBytes(id), versions);
        return ordinal >= 0 && AttributesOf(ordinal, versions) is { Base: < 0 };
    }

    private bool HasPaths(DeltaAttributes now, string text)
    {
        string[] paths = DeltaNames.PathsOf(text);
        if (now.Place is DeltaPlace place)
        {
            return place.Text == string.Join('|', paths);
        }

        if (now.Base < 0)
        {
            return Array.TrueForAll(paths, path => path.Length == 0);
        }

        if (_columns.FindCategory(paths[0]) != _columns.CategoryOf(now.Base))
        {
            return false;
        }

        HashSet<int> further = [];
        foreach (string path in paths.AsSpan(1))
        {
            int category = _columns.FindCategory(path);
            if (category < 0 || (category > 0 && !_columns.FurtherOf(category).Contains(now.Base)))
            {
                return false;
            }

            if (category > 0)
            {
                further.Add(category);
            }
        }

        // The base may have paths that the write no longer lists.
        int had = 0;
        for (int category = 1; category < _columns.CategoryCount; category++)
        {
            had += _columns.FurtherOf(category).Contains(now.Base) ? 1 : 0;
        }

        return had == further.Count;
    }

    private bool HasFacets(DeltaAttributes now, IReadOnlyList<KeyValuePair<string, string>> facets)
    {
        foreach ((string name, string text) in facets)
        {
            int facet = _columns.Facets.Find(name);
            if (facet < 0)
            {
                string all = string.Join('|', DeltaNames.ValuesOf(text));
                if ((now.NewFacets?.Of(NormalForm.Of(name))?.Text ?? string.Empty) != all)
                {
                    return false;
                }

                continue;
            }

            DeltaFacet wanted = _names.FacetOf(facet, text);
            if (now.FacetOf(facet) is DeltaFacet written)
            {
                if (written.Text != wanted.Text)
                {
                    return false;
                }

                continue;
            }

            (int first, int end) = _columns.Facets.ValuesOf(facet);
            int had = 0;
            for (int value = first; now.Base >= 0 && value < end; value++)
            {
                had += _columns.Facets.PostingOf(value).Contains(now.Base) ? 1 : 0;
            }

            bool same = wanted.Known.Length == had
                && (wanted.Text.Length == 0 ? 0 : wanted.Text.Split('|').Length) == had;
            foreach (int value in wanted.Known)
            {
                same &= now.Base >= 0 && _columns.Facets.PostingOf(value).Contains(now.Base);
            }

            if (!same)
            {
                return false;
            }
        }

        return true;
    }

    private bool HasNumbers(
        DeltaAttributes now, IReadOnlyList<KeyValuePair<string, IReadOnlyList<double>>> columns)
    {
        foreach ((string name, IReadOnlyList<double> numbers) in columns)
        {
            if (!NumbersOf(now, NameOfNumbers(name)).AsSpan().SequenceEqual(DeltaNames.NumbersOf(numbers)))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Returns the numbers of a product by its attributes here, else by those of the base.</summary>
    private double[] NumbersOf(DeltaAttributes now, string name)
    {
        int column = _columns.NumberColumns.Find(name);
        if (now.Numbers?.Of(name) is double[] written)
        {
            return written;
        }

        double[] numbers = new double[NumberColumns.MaxNumbers];
        int count = column < 0 || now.Base < 0 ? 0 : _columns.NumberColumns.CopyTo(column, now.Base, numbers);
        return numbers[..count];
    }

    private bool HasPayload(DeltaAttributes now, IReadOnlyList<KeyValuePair<string, string>> payload)
    {
        foreach ((string name, string text) in payload)
        {
            int column = Array.IndexOf(_columns.PayloadColumns, name);
            string had = now.Payload?[column] ?? (now.Base >= 0 ? _columns.PayloadOf(now.Base, column) : string.Empty);
            if (had != text)
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>
    /// Whether a vector would get the form that the product has: any other may change an order. A build rounds a vector
    /// as the delta does, so what it took in is found here.
    /// </summary>
    private bool HasVector(int ordinal, int space, float[]? wanted)
    {
        if (space >= _rows.Length)
        {
            return wanted is null;
        }

        SpaceModel model = _spaces[space].Model;
        float[] had = new float[model.Dimension];
        new DeltaView(this, Count, space).Decode(_spaces[space], ordinal, had);
        if (wanted is null)
        {
            return had.AsSpan().IndexOfAnyExcept(0f) < 0;
        }

        _probes ??= new DeltaRows?[_rows.Length];
        DeltaRows probe = _probes[space] ??= new DeltaRows(model, capacity: 1);
        float[] rounded = new float[had.Length];
        probe.Set(0, wanted);
        probe.Decode(0, rounded);
        return rounded.AsSpan().SequenceEqual(had);
    }
}
