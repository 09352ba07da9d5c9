using System.Numerics;
using System.Runtime.CompilerServices;
using System.Text;
using ProductSpace.Filtering;
using ProductSpace.Memory;
using ProductSpace.Storage;

namespace ProductSpace.Snapshot;

/// <summary>
/// The terms of filters over a snapshot's products: names become numbers, or a refusal that names the nearest known
/// ones, and terms become sets of ordinals.
/// </summary>
internal sealed class ProductTerms(ProductColumns columns) : TermSets
{
    public override int Count => columns.Count;

    /// <exception cref="ArgumentException">no such category.</exception>
    public FilterTerm? Category(string path, bool allowUnknown)
    {
        ArgumentNullException.ThrowIfNull(path);
        int category = columns.FindCategory(path);
        if (category >= 0)
        {
            return FilterTerm.Category(category, columns.EndOf(category));
        }

        if (allowUnknown)
        {
            return null;
        }

        string nearest = NearestNames.Suggest(path, columns.CategoryCount, columns.PathOf);
        throw new ArgumentException(
            $"no category \"{Printable.Shown(path)}\" in this snapshot{Printable.Of(nearest)}", nameof(path));
    }

    /// <exception cref="ArgumentException">no such facet.</exception>
    public int? Facet(string name, bool allowUnknown)
    {
        ArgumentNullException.ThrowIfNull(name);
        int facet = columns.Facets.Find(name);
        if (facet >= 0 || allowUnknown)
        {
            return facet >= 0 ? facet : null;
        }

        throw Unknown("facet", name, columns.Facets.Names, "facets (build --facet)");
    }

    /// <exception cref="ArgumentException">the facet has no such value.</exception>
    public FilterTerm? FacetValue(int facet, string text, bool allowUnknown)
    {
        ArgumentNullException.ThrowIfNull(text);
        FacetColumns facets = columns.Facets;
        int value = facets.FindValue(facet, Encoding.UTF8.GetBytes(text));
        value = value < 0 ? facets.FindValue(facet, Encoding.UTF8.GetBytes(NormalForm.Of(text))) : value;
        if (value >= 0)
        {
            return FilterTerm.Facet(value);
        }

        (int first, int end) = facets.ValuesOf(facet);
        if (allowUnknown)
        {
            return null;
        }

        string nearest = NearestNames.Suggest(text, end - first, number => facets.TextOf(first + number));
        throw new ArgumentException(
            $"facet \"{Printable.Of(facets.Names[facet])}\" has no value \"{Printable.Shown(text)}\" in this snapshot"
            + Printable.Of(nearest),
            nameof(text));
    }

    /// <exception cref="ArgumentException">no such number column.</exception>
    public int? Number(string name, bool allowUnknown)
    {
        ArgumentNullException.ThrowIfNull(name);
        int column = columns.NumberColumns.Find(name);
        if (column >= 0 || allowUnknown)
        {
            return column >= 0 ? column : null;
        }

        throw Unknown("number column", name, columns.NumberColumns.Names, "numbers (build --number)");
    }

    public override int Estimate(in FilterTerm term)
    {
        switch (term.Kind)
        {
            case TermKind.Category:
                (int first, int end) = columns.RangeOf((int)term.From);
                return (int)Math.Min(Count, end - first + (long)columns.FurtherOf((int)term.From).Length);
            case TermKind.Facet:
                return columns.Facets.ProductsOf((int)term.From);
            case TermKind.Products:
                return term.Products!.Count;
            case TermKind.NamedCategory or TermKind.NamedValue or TermKind.NamedProducts:
            case TermKind.NamedNumber or TermKind.NamedFacet:
                return 0;
            default:
                return Count;
        }
    }

    public override void Add(in FilterTerm term, Span<ulong> words)
    {
        if (TryChange(term, words, isAdding: true))
        {
            return;
        }

        if (term.Kind == TermKind.Number)
        {
            AddRange<RealOrder>(term, words);
            ChangeFurther(term, words, isAdding: true);
        }
        else
        {
            AddRange<IntegerOrder>(term, words);
        }
    }

    public override void Remove(in FilterTerm term, Span<ulong> words)
    {
        if (TryChange(term, words, isAdding: false))
        {
            return;
        }

        if (term.Kind == TermKind.Number)
        {
            RemoveRange<RealOrder>(term, words);
            ChangeFurther(term, words, isAdding: false);
        }
        else
        {
            RemoveRange<IntegerOrder>(term, words);
        }
    }

    /// <summary>Adds or removes a term's products; false where a range of numbers tells them.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private bool TryChange(in FilterTerm term, Span<ulong> words, bool isAdding)
    {
        switch (term.Kind)
        {
            case TermKind.Category:
                (int first, int end) = columns.RangeOf((int)term.From);
                RowBits.ChangeRange(words, first, end, isAdding);
                ChangeEach(words, columns.FurtherOf((int)term.From), isAdding);
                return true;
            case TermKind.Facet:
                columns.Facets.PostingOf((int)term.From).Change(words, isAdding);
                return true;
            case TermKind.Products:
                ReadOnlySpan<ulong> bits = term.Products!.Words;
                for (int i = 0; i < bits.Length; i++)
                {
                    words[i] = RowBits.Change(words[i], bits[i], isAdding);
                }

                ChangeEach(words, term.Products.Ordinals, isAdding);
                return true;
            case TermKind.Stock:
                for (int i = 0; i < words.Length; i++)
                {
                    words[i] = RowBits.Change(words[i], columns.StockOf(i), isAdding);
                }

                return true;
            case TermKind.NamedCategory or TermKind.NamedValue or TermKind.NamedProducts:
            case TermKind.NamedNumber or TermKind.NamedFacet:
                return true;
            default:
                return false;
        }
    }

    private static ArgumentException Unknown(string what, string name, IReadOnlyList<string> known, string built)
    {
        string nearest = NearestNames.Suggest(name, known.Count, number => Encoding.UTF8.GetBytes(known[number]));
        string remedy = known.Count == 0
            ? $"; it was built without {built}"
            : $"{nearest}; it has: {string.Join(", ", known)}";
        return new ArgumentException(
            $"no {what} \"{Printable.Shown(name)}\" in this snapshot{Printable.Of(remedy)}", nameof(name));
    }

    private void ChangeEach(Span<ulong> words, ReadOnlySpan<int> ordinals, bool isAdding)
    {
        foreach (int ordinal in ordinals)
        {
            if ((uint)ordinal < (uint)Count)
            {
                RowBits.Change(words, ordinal, isAdding);
            }
        }
    }

    /// <summary>
    /// One comparison a number: what lies below the range wraps around to above its width, the unknown too.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void AddRange<TOrder>(in FilterTerm term, Span<ulong> words)
        where TOrder : struct, INumberOrder
    {
        long from = term.From;
        ulong width = (ulong)term.To - (ulong)from;
        for (int word = 0; word < words.Length; word++)
        {
            int first = word << 6;
            ReadOnlySpan<long> numbers = NumbersOf(term, first, Math.Min(64, Count - first));
            ulong bits = 0;
            for (int i = 0; i < numbers.Length; i++)
            {
                bits |= ((ulong)(TOrder.KeyOf(numbers[i]) - from) <= width ? 1UL : 0) << i;
            }

            words[word] |= bits;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void RemoveRange<TOrder>(in FilterTerm term, Span<ulong> words)
        where TOrder : struct, INumberOrder
    {
        for (int word = 0; word < words.Length; word++)
        {
            if (words[word] == 0)
            {
                continue;
            }

            int first = word << 6;
            ReadOnlySpan<long> numbers = NumbersOf(term, first, Math.Min(64, Count - first));
            for (ulong rest = words[word]; rest != 0; rest &= rest - 1)
            {
                long number = TOrder.KeyOf(numbers[BitOperations.TrailingZeroCount(rest)]);
                words[word] &= number >= term.From && number <= term.To ? ~(rest & (0 - rest)) : ulong.MaxValue;
            }
        }
    }

    /// <summary>Adds or removes the products whose second or later number of a column lies in the range.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void ChangeFurther(in FilterTerm term, Span<ulong> words, bool isAdding)
    {
        long from = term.From;
        ulong width = (ulong)term.To - (ulong)from;
        NumberColumns numbers = columns.NumberColumns;
        (long first, long end) = numbers.FurtherOf(term.Column);
        for (long place = first; place < end; place++)
        {
            (int ordinal, long bits) = numbers.FurtherAt(place);
            if ((uint)ordinal >= (uint)Count)
            {
                continue;
            }

            // No branch on the number, which is in the range or not as chance has it.
            ulong isIn = (ulong)(NumberKey.Fold(bits) - from) <= width ? 1UL : 0;
            words[ordinal >> 6] = RowBits.Change(words[ordinal >> 6], isIn << (ordinal & 63), isAdding);
        }
    }

    private ReadOnlySpan<long> NumbersOf(in FilterTerm term, int first, int count) =>
        term.Kind == TermKind.Number
            ? columns.NumberColumns.Bits(term.Column, first, count)
            : columns.Numbers(term.Kind, first, count);
}
