using System.Runtime.CompilerServices;
using System.Text;
using ProductSpace.Filtering;
using ProductSpace.Memory;
using ProductSpace.Storage;

namespace ProductSpace.Snapshot;

/// <summary>
/// The facets of a snapshot (brand, colour, season), read in place: their names, their values in the order of their
/// bytes, and for each value which products have it. Forged numbers give empty texts and fewer products, never a read
/// outside.
/// </summary>
internal sealed class FacetColumns
{
    /// <summary>Largest number of facets that a reader accepts; the writer refuses more by name.</summary>
    public const int MaxFacets = SnapshotLayout.MaxFacets;

    /// <summary>Values of one facet. A column with more is no facet but a name or an id.</summary>
    public const int MaxValues = SnapshotLayout.MaxFacetValues;

    public const int MaxNameBytes = AttributeName.MaxBytes;

    public const int MaxValueBytes = 256;

    private readonly NativeView<FacetRow> _facets;
    private readonly NativeView<FacetValueRow> _values;
    private readonly NativeView<byte> _text;
    private readonly NativeView<ushort> _postings;
    private readonly int _products;
    private readonly string[] _names = [];

    public FacetColumns(SnapshotSections sections, int products)
    {
        _products = products;
        if (!sections.Contains(SectionId.Facets) || !sections.Contains(SectionId.FacetValues)
            || !sections.Contains(SectionId.FacetText) || !sections.Contains(SectionId.FacetPostings))
        {
            return;
        }

        _facets = sections.Get<FacetRow>(SectionId.Facets, -1);
        _values = sections.Get<FacetValueRow>(SectionId.FacetValues, -1);
        _text = sections.Get<byte>(SectionId.FacetText, -1);
        _postings = sections.Get<ushort>(SectionId.FacetPostings, -1);
        if (_facets.Length is < 2 or > MaxFacets + 1)
        {
            throw sections.Fault(
                SectionId.NameOf(SectionId.Facets),
                sections.OffsetOf(SectionId.Facets),
                $"{_facets.Length - 1} facets, {MaxFacets} is the most");
        }

        if (_values.Length < 1 || _values.Length - 1 > (_facets.Length - 1) * MaxValues)
        {
            throw sections.Fault(
                SectionId.NameOf(SectionId.FacetValues),
                sections.OffsetOf(SectionId.FacetValues),
                $"{_values.Length - 1} values of {_facets.Length - 1} facets");
        }

        ValueCount = (int)_values.Length - 1;
        _names = new string[_facets.Length - 1];
        for (int facet = 0; facet < _names.Length; facet++)
        {
            _names[facet] = Encoding.UTF8.GetString(NameOf(facet));
        }
    }

    /// <summary>Names of the facets, in the order of the file.</summary>
    public IReadOnlyList<string> Names => _names;

    public int Count => _names.Length;

    /// <summary>Values of all facets together.</summary>
    public int ValueCount { get; }

    public long TextBytes => _text.Length;

    public NativeView<FacetRow> FacetRows => _facets;

    public NativeView<FacetValueRow> ValueRows => _values;

    public long PostingNumbers => _postings.Length;

    /// <summary>The number of a facet by its name, as it stands or in normal form, or -1.</summary>
    public int Find(string name)
    {
        int facet = FindExactly(name);
        return facet < 0 ? FindExactly(NormalForm.Of(name)) : facet;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private int FindExactly(string name)
    {
        for (int facet = 0; facet < _names.Length; facet++)
        {
            if (string.Equals(_names[facet], name, StringComparison.Ordinal))
            {
                return facet;
            }
        }

        return -1;
    }

    /// <summary>The numbers of a facet's values.</summary>
    public (int First, int End) ValuesOf(int facet)
    {
        int first = (int)Math.Min(_facets[facet].FirstValue, (uint)ValueCount);
        int end = (int)Math.Min(_facets[facet + 1L].FirstValue, (uint)ValueCount);
        return (first, Math.Clamp(end, first, (int)Math.Min((long)first + MaxValues, ValueCount)));
    }

    /// <summary>The facet that a value belongs to.</summary>
    public int FacetOf(int value)
    {
        int facet = Count - 1;
        while (facet > 0 && (uint)value < _facets[facet].FirstValue)
        {
            facet--;
        }

        return facet;
    }

    /// <summary>Products that have any value of a facet.</summary>
    public int ProductsWith(int facet) => Math.Clamp(_facets[facet].Products, 0, _products);

    /// <summary>Products that have a value.</summary>
    public int ProductsOf(int value) => Math.Clamp(_values[value].Products, 0, _products);

    /// <summary>The name of a facet as UTF-8.</summary>
    public ReadOnlySpan<byte> NameOf(int facet)
    {
        ulong end = facet + 1 < _facets.Length - 1 ? _facets[facet + 1L].TextOffset : _values[0].TextOffset;
        return TextAt(_facets[facet].TextOffset, end, MaxNameBytes);
    }

    /// <summary>A value as UTF-8.</summary>
    public ReadOnlySpan<byte> TextOf(int value) =>
        TextAt(_values[value].TextOffset, _values[value + 1L].TextOffset, MaxValueBytes);

    /// <summary>The number of a value, or -1.</summary>
    public int FindValue(int facet, ReadOnlySpan<byte> text)
    {
        (int low, int end) = ValuesOf(facet);
        int high = end;
        while (low < high)
        {
            int middle = (low + high) >>> 1;
            if (TextOf(middle).SequenceCompareTo(text) < 0)
            {
                low = middle + 1;
            }
            else
            {
                high = middle;
            }
        }

        return low < end && TextOf(low).SequenceEqual(text) ? low : -1;
    }

    public Posting PostingOf(int value)
    {
        ulong start = Math.Min(_values[value].PostingOffset, (ulong)_postings.Length);
        ulong end = Math.Clamp(_values[value + 1L].PostingOffset, start, (ulong)_postings.Length);
        return new Posting(_postings.SliceView((long)start, (long)(end - start)), _values[value].Chunks, _products);
    }

    private ReadOnlySpan<byte> TextAt(ulong start, ulong end, int most) =>
        start <= end && end <= (ulong)_text.Length
            ? _text.Slice((long)start, (int)Math.Min(end - start, (ulong)most))
            : default;
}
