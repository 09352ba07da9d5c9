using System.Runtime.CompilerServices;
using ProductSpace.Filtering;
using ProductSpace.Snapshot;

namespace ProductSpace.Delta;

/// <summary>
/// A compiled filter as a test of one product: the nodes of its normal form ordered parts before wholes, so that one
/// pass without recursion computes the value of the last. For one thread at a time.
/// </summary>
internal sealed class RowPredicate
{
    private readonly ProductColumns _columns;
    private readonly FilterNode[] _nodes;
    private readonly int[][] _parts;
    private readonly bool[] _values;

    public RowPredicate(FilterForm form, ProductColumns columns)
    {
        _columns = columns;
        HashSet<int> reached = [form.Root];
        Stack<int> open = new([form.Root]);
        while (open.TryPop(out int number))
        {
            foreach (int part in form[number].Parts)
            {
                if (reached.Add(part))
                {
                    open.Push(part);
                }
            }
        }

        // A form numbers its nodes as it creates them, parts first.
        int[] numbers = [.. reached];
        Array.Sort(numbers);
        _nodes = Array.ConvertAll(numbers, number => form[number]);
        _parts = Array.ConvertAll(
            _nodes, node => Array.ConvertAll(node.Parts, part => Array.BinarySearch(numbers, part)));
        _values = new bool[numbers.Length];
    }

    /// <summary>Approximate memory of the predicate.</summary>
    public long Bytes => _nodes.Length * 128L;

    /// <summary>Writes the filter into another record, which it becomes a part of; returns its number.</summary>
    public int AddTo(FilterRecord record)
    {
        int[] numbers = new int[_nodes.Length];
        for (int i = 0; i < _nodes.Length; i++)
        {
            FilterNode node = _nodes[i];
            int[] parts = Array.ConvertAll(_parts[i], part => numbers[part]);
            numbers[i] = node.Kind switch
            {
                FormKind.Everything => record.AddGroup(RecordKind.And, []),
                FormKind.Nothing => record.AddNothing(),
                FormKind.Literal => node.IsNegated ? record.AddNot(record.Add(node.Term)) : record.Add(node.Term),
                FormKind.And => record.AddGroup(RecordKind.And, parts),
                _ => record.AddGroup(RecordKind.Or, parts),
            };
        }

        return numbers[^1];
    }

    /// <summary>Whether a product with these attributes matches.</summary>
    /// <param name="product">Attributes of the product.</param>
    /// <param name="id">Id of the product, if it is a row of the delta.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public bool Matches(DeltaAttributes product, string? id)
    {
        for (int i = 0; i < _nodes.Length; i++)
        {
            FilterNode node = _nodes[i];
            _values[i] = node.Kind switch
            {
                FormKind.Everything => true,
                FormKind.Nothing => false,
                FormKind.Literal => Has(product, id, node.Term) != node.IsNegated,
                _ => HasParts(_parts[i], all: node.Kind == FormKind.And),
            };
        }

        return _values[^1];
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private bool HasParts(int[] parts, bool all)
    {
        foreach (int part in parts)
        {
            if (_values[part] != all)
            {
                return !all;
            }
        }

        return all;
    }

    private bool Has(DeltaAttributes product, string? id, in FilterTerm term) => term.Kind switch
    {
        TermKind.Category =>
            product.Place is DeltaPlace place
                ? place.IsIn(term.From, term.To)
                : product.Base >= 0 && IsBaseIn(product.Base, (int)term.From),
        TermKind.Facet => HasValue(product, (int)term.From),
        TermKind.Price => product.Price >= term.From && product.Price <= term.To,
        TermKind.FirstSeen => product.FirstSeen >= term.From && product.FirstSeen <= term.To,
        TermKind.Stock => product.InStock,
        TermKind.NamedCategory =>
            product.Place is DeltaPlace named && HasPart(named.Text, term.Names!.Name, isSubtree: true),
        TermKind.NamedValue =>
            product.FacetOf((int)term.From) is DeltaFacet values
                && HasPart(values.Text, term.Names!.Name, isSubtree: false),
        TermKind.Number => HasNumber(product, term),
        TermKind.NamedNumber =>
            product.Numbers?.Of(term.Names!.Name) is double[] written
                && NumberColumns.AnyIn(written, term.From, term.To),
        TermKind.NamedFacet => HasNewValue(product, term.Names!.Name),
        TermKind.NamedProducts => id is not null && term.Names!.Contains(id),
        _ => product.Origin >= 0 && term.Products!.Contains(product.Origin),
    };

    /// <summary>Whether one of the parts of a text, separated by '|', is a name or a path below it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static bool HasPart(string text, string name, bool isSubtree)
    {
        for (int start = 0; start <= text.Length - name.Length; start++)
        {
            int end = start;
            int same = 0;
            for (; end < text.Length && text[end] != '|'; end++)
            {
                same += same == end - start && same < name.Length && text[end] == name[same] ? 1 : 0;
            }

            if (same == name.Length && (end - start == same || (isSubtree && text[start + same] == '/')))
            {
                return true;
            }

            start = end;
        }

        return false;
    }

    private bool HasNumber(DeltaAttributes product, in FilterTerm term) =>
        product.Numbers?.Of(_columns.NumberColumns.Names[term.Column]) is double[] written
            ? NumberColumns.AnyIn(written, term.From, term.To)
            : product.Base >= 0 && _columns.NumberColumns.HasIn(term.Column, product.Base, term.From, term.To);

    /// <summary>Whether a product has a value of a facet that the base does not have, as a term names both.</summary>
    private static bool HasNewValue(DeltaAttributes product, string name)
    {
        int end = name.IndexOf('\0', StringComparison.Ordinal);
        return product.NewFacets?.Of(name[..end]) is DeltaFacet values
            && HasPart(values.Text, name[(end + 1)..], isSubtree: false);
    }

    private bool IsBaseIn(int ordinal, int category)
    {
        (int first, int end) = _columns.RangeOf(category);
        return (ordinal >= first && ordinal < end) || _columns.FurtherOf(category).Contains(ordinal);
    }

    private bool HasValue(DeltaAttributes product, int value)
    {
        DeltaFacet? written = product.Facets is null ? null : product.FacetOf(_columns.Facets.FacetOf(value));
        return written is not null
            ? written.Has(value)
            : product.Base >= 0 && _columns.Facets.PostingOf(value).Contains(product.Base);
    }
}
