using System.Runtime.InteropServices;
using System.Text;
using ProductSpace.Snapshot;
using ProductSpace.Filtering;
using ProductSpace.Memory;

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

    /// <exception cref="ArgumentException">no such facet.</exception>
    public int? Facet(string name) => Terms.Facet(name, allowsUnknown);

    /// <summary>
    /// A value of a facet, as <see cref="Category"/>; nothing where the facet is not known, since a delta cannot bring
    /// one.
    /// </summary>
    /// <exception cref="ArgumentException">no such value.</exception>
    public int Value(int? facet, string value)
    {
        ArgumentNullException.ThrowIfNull(value);
        string name = NormalForm.Of(value);
        return facet is int known
            ? Record.Add(
                Terms.FacetValue(known, value, allowsUnknown || delta?.KnowsValue(known, name) is true)
                ?? FilterTerm.NamedValue(known, name))
            : Record.AddNothing();
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
