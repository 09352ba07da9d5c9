using System.Runtime.InteropServices;
using System.Text;
using ProductSpace.Filtering;

namespace ProductSpace.Planning;

/// <summary>What the builders of one filter share: the record that they write, and the snapshot's names.</summary>
internal sealed class FilterScope(ProductColumns columns, bool allowsUnknown, bool namesOnly = false)
{
    public FilterRecord Record { get; } = new();

    public ProductTerms Terms { get; } = new(columns);

    public bool AllowsUnknown { get; } = allowsUnknown;

    /// <summary>A term, or nothing for a name that is not known but allowed.</summary>
    public int Add(FilterTerm? term) => term is FilterTerm known ? Record.Add(known) : Record.AddNothing();

    public OrdinalSet Listed(ReadOnlySpan<string> ids)
    {
        List<int> ordinals = [];
        foreach (string id in ids)
        {
            ArgumentNullException.ThrowIfNull(id);
            if (columns.Ids.TryFind(Encoding.UTF8.GetBytes(id), out int ordinal))
            {
                ordinals.Add(ordinal);
            }
        }

        return OrdinalSet.Of(CollectionsMarshal.AsSpan(ordinals), columns.Count);
    }

    public OrdinalSet Listed(ReadOnlySpan<int> ordinals)
    {
        RefuseOrdinals(nameof(ordinals));
        foreach (int ordinal in ordinals)
        {
            if ((uint)ordinal >= (uint)columns.Count)
            {
                throw new ArgumentOutOfRangeException(nameof(ordinals), ordinal, $"ordinals of this snapshot are in [0, {columns.Count})");
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
            throw new ArgumentOutOfRangeException(nameof(words), $"a bit is set behind the last of {columns.Count} products; is the bitmap of another snapshot?");
        }

        return OrdinalSet.Of(words[..Math.Min(words.Length, RowBits.WordsOf(columns.Count))], columns.Count);
    }

    private void RefuseOrdinals(string argument)
    {
        if (namesOnly)
        {
            throw new ArgumentException("ordinals mean other products in the next generation, and this filter is kept for it; list product ids by Products", argument);
        }
    }
}
