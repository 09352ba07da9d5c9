using System.Runtime.InteropServices;
using System.Text;
using ProductSpace.Snapshot;
using ProductSpace.Filtering;
using ProductSpace.Memory;
using ProductSpace.Storage;

namespace ProductSpace.Delta;

/// <summary>What the builders of one filter share: the record that they write, and the snapshot's names.</summary>
internal sealed class FilterDraft(
    ProductColumns columns,
    FilterLimits limits,
    bool allowsUnknown,
    bool namesOnly = false,
    DeltaLog? delta = null)
{
    private long _ids;

    public FilterRecord Record { get; } = new(limits.Parts);

    public ProductTerms Terms { get; } = new(columns);

    /// <summary>
    /// A category; one that the snapshot does not know, if that is allowed or its delta knows it, is what a delta
    /// brings there.
    /// </summary>
    /// <exception cref="ArgumentException">no such category.</exception>
    public int Category(string path) =>
        Record.Add(
            Terms.Category(path, allowsUnknown || delta?.KnowsCategory(path) is true)
            ?? FilterTerm.NamedCategory(CategoryTree.Clean(path)));

    /// <summary>Number of a facet; null for one that only a delta has, or may bring.</summary>
    /// <exception cref="ArgumentException">no such facet.</exception>
    public int? Facet(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return Terms.Facet(name, allowsUnknown || delta?.KnowsFacet(NormalForm.Of(name)) is true);
    }

    /// <summary>A value of a facet, as <see cref="Category"/>.</summary>
    /// <param name="facet">Number of the facet; null for one that the snapshot does not have.</param>
    /// <param name="facetName">Name of the facet.</param>
    /// <param name="value">The value.</param>
    /// <exception cref="ArgumentException">no such value.</exception>
    public int Value(int? facet, string facetName, string value)
    {
        ArgumentNullException.ThrowIfNull(value);
        string text = NormalForm.Of(value);
        if (facet is int known)
        {
            return Record.Add(
                Terms.FacetValue(known, value, allowsUnknown || delta?.KnowsValue(known, text) is true)
                ?? FilterTerm.NamedValue(known, text));
        }

        string name = NormalForm.Of(facetName);
        return allowsUnknown || delta?.KnowsNewValue(name, text) is true
            ? Record.Add(FilterTerm.NamedFacet(name, text))
            : throw new ArgumentException(
                $"facet \"{Printable.Shown(name)}\" of the delta has no value \"{Printable.Shown(text)}\"",
                nameof(value));
    }

    /// <summary>A range of a number column, bounds included; as <see cref="Category"/> for unknown columns.</summary>
    /// <exception cref="ArgumentException">no such column, or a bound is not a number.</exception>
    public int Number(string column, double least, double most)
    {
        ArgumentNullException.ThrowIfNull(column);
        if (double.IsNaN(least) || double.IsNaN(most))
        {
            throw new ArgumentException(
                $"a bound of number column \"{Printable.Shown(column)}\" is NaN; give a number, or none by AtLeast or "
                + "AtMost",
                double.IsNaN(least) ? nameof(least) : nameof(most));
        }

        string name = NormalForm.Of(column);
        return Record.Add(
            Terms.Number(column, allowsUnknown || delta?.KnowsNumberColumn(name) is true) is int known
                ? FilterTerm.Number(known, least, most)
                : FilterTerm.NamedNumber(name, least, most));
    }

    /// <summary>Listed products; what the snapshot does not know a delta may bring.</summary>
    public int Products(ReadOnlySpan<string> ids)
    {
        CountIds(ids.Length);
        List<int> ordinals = [];
        List<string> others = [];
        foreach (string id in ids)
        {
            ArgumentNullException.ThrowIfNull(id);
            if (columns.Ids.TryFind(Encoding.UTF8.GetBytes(id), out int ordinal))
            {
                ordinals.Add(ordinal);
            }
            else
            {
                others.Add(id);
            }
        }

        int listed = Record.Add(FilterTerm.Listed(OrdinalSet.Of(CollectionsMarshal.AsSpan(ordinals), columns.Count)));
        return others.Count == 0
            ? listed
            : Record.AddGroup(RecordKind.Or, [listed, Record.Add(FilterTerm.NamedProducts(new NameSet(others)))]);
    }

    public OrdinalSet Listed(ReadOnlySpan<int> ordinals)
    {
        RefuseOrdinals(nameof(ordinals));
        CountIds(ordinals.Length);
        foreach (int ordinal in ordinals)
        {
            if ((uint)ordinal >= (uint)columns.Count)
            {
                throw new ArgumentOutOfRangeException(
                    nameof(ordinals),
                    ordinal,
                    $"ordinals of this snapshot are in [0, {columns.Count})");
            }
        }

        return OrdinalSet.Of(ordinals, columns.Count);
    }

    public OrdinalSet Listed(ReadOnlySpan<ulong> words)
    {
        RefuseOrdinals(nameof(words));
        int whole = columns.Count >> 6;
        bool partly = words.Length > whole && (words[whole] >> (columns.Count & 63)) != 0;
        if (partly || (words.Length > whole + 1 && words[(whole + 1)..].IndexOfAnyExcept(0UL) >= 0))
        {
            throw new ArgumentOutOfRangeException(
                nameof(words),
                $"a bit is set behind the last of {columns.Count} products; is the bitmap of another snapshot?");
        }

        return OrdinalSet.Of(words[..Math.Min(words.Length, RowBits.WordsOf(columns.Count))], columns.Count);
    }

    /// <summary>A filter that was compiled for this snapshot.</summary>
    /// <exception cref="ArgumentException">it was compiled for another one, or is kept for other ones.</exception>
    public int Compiled(ProductColumns owner, DeltaMatches filter)
    {
        RefuseOrdinals(nameof(filter));
        return owner == columns
            ? filter.AddTo(Record)
            : throw new ArgumentException("the filter was compiled by another index", nameof(filter));
    }

    private void CountIds(int more)
    {
        _ids += more;
        if (_ids > limits.Ids)
        {
            throw new ArgumentException(
                $"the filter lists {_ids} product ids and ordinals or more, and {FilterLimits.NameOfIds} allows "
                + $"{limits.Ids}; list that many by Bitmap, or raise it");
        }
    }

    private void RefuseOrdinals(string argument)
    {
        if (namesOnly)
        {
            throw new ArgumentException(
                "ordinals mean other products in the next generation, and this filter is kept for it; list product ids "
                + "by Products",
                argument);
        }
    }
}
