using System.Buffers.Binary;
using System.IO.Hashing;
using System.Runtime.InteropServices;

namespace ProductSpace.Filtering;

/// <summary>
/// Normal form of a filter: negations at the terms (De Morgan), nested groups of one kind merged, parts without order
/// or repetition, price and time ranges of one group intersected, redundant subtrees dropped, and groups that hold a
/// term and its opposite decided. Filters with equal forms match the same products; the reverse need not hold.
/// Everything is a loop over lists, so depth costs no stack.
/// </summary>
internal sealed class FilterForm
{
    private readonly List<FilterNode> _nodes = [];
    private readonly Dictionary<FilterNode, int> _numbers = [];
    private readonly int _everything;
    private readonly int _nothing;

    private FilterForm()
    {
        _everything = Intern(new FilterNode { Kind = FormKind.Everything, Hash = 1 });
        _nothing = Intern(new FilterNode { Kind = FormKind.Nothing, Hash = 2 });
    }

    public int Root { get; private set; }

    public FilterNode this[int number] => _nodes[number];

    public static FilterForm Of(FilterRecord record)
    {
        FilterForm form = new();
        form.Root = new Normaliser(form, record).Run();
        return form;
    }

    public int Literal(FilterTerm term, bool negated)
    {
        if (term.IsEmpty)
        {
            return negated ? _everything : _nothing;
        }

        // The root category holds every product.
        if (term is { Kind: TermKind.Category, From: 0 })
        {
            return negated ? _nothing : _everything;
        }

        return Intern(NewLiteral(term, negated));
    }

    /// <summary>Combines nodes with "and" or "or"; none of them is a group of that kind.</summary>
    public int Group(FormKind kind, List<int> parts)
    {
        int neutral = kind == FormKind.And ? _everything : _nothing;
        int decisive = kind == FormKind.And ? _nothing : _everything;
        new GroupRules(this, kind).Apply(parts);
        parts.Sort();
        int count = 0;
        int last = -1;
        for (int i = 0; i < parts.Count; i++)
        {
            int part = parts[i];
            if (part == decisive
                || (_nodes[part].Kind == FormKind.Literal && parts.BinarySearch(OppositeOf(part)) >= 0))
            {
                return decisive;
            }

            if (part != neutral && part != last)
            {
                parts[count++] = part;
                last = part;
            }
        }

        return count switch
        {
            0 => neutral,
            1 => parts[0],
            _ => Intern(NewGroup(kind, [.. parts[..count]])),
        };
    }

    /// <summary>Finds the opposite of a literal; int.MaxValue if the form does not have it.</summary>
    private int OppositeOf(int literal)
    {
        FilterNode node = _nodes[literal];
        return _numbers.TryGetValue(NewLiteral(node.Term, !node.IsNegated), out int opposite) ? opposite : int.MaxValue;
    }

    private static FilterNode NewLiteral(FilterTerm term, bool negated)
    {
        Span<byte> content = stackalloc byte[32];
        content.Clear();
        content[0] = (byte)FormKind.Literal;
        content[1] = (byte)term.Kind;
        content[2] = negated ? (byte)1 : (byte)0;
        BinaryPrimitives.WriteInt32LittleEndian(content[4..], term.Column);
        BinaryPrimitives.WriteInt64LittleEndian(content[8..], term.From);
        BinaryPrimitives.WriteInt64LittleEndian(content[16..], term.To);
        BinaryPrimitives.WriteUInt64LittleEndian(content[24..], term.Products?.Hash ?? term.Names?.Hash ?? 0);
        UInt128 hash = XxHash128.HashToUInt128(content);
        return new FilterNode { Kind = FormKind.Literal, Term = term, IsNegated = negated, Hash = hash };
    }

    private FilterNode NewGroup(FormKind kind, int[] parts)
    {
        UInt128[] hashes = Array.ConvertAll(parts, part => _nodes[part].Hash);
        Array.Sort(hashes);
        XxHash128 hash = new();
        hash.Append([(byte)kind]);
        hash.Append(MemoryMarshal.AsBytes(hashes.AsSpan()));
        int[] weights = Array.ConvertAll(parts, part => _nodes[part].Weight);
        Array.Sort(weights, (a, b) => b.CompareTo(a));
        int weight = 1;
        for (int i = 0; i < weights.Length && weights[i] > 1; i++)
        {
            weight = Math.Max(weight, weights[i] + i);
        }

        return new FilterNode
        {
            Kind = kind,
            Parts = parts,
            Hash = hash.GetCurrentHashAsUInt128(),
            Weight = Math.Max(2, weight),
        };
    }

    private int Intern(FilterNode node)
    {
        if (!_numbers.TryGetValue(node, out int number))
        {
            number = _nodes.Count;
            _numbers.Add(node, number);
            _nodes.Add(node);
        }

        return number;
    }

    /// <summary>Walks over a record: pushes negations down, then builds nodes from the bottom up.</summary>
    private sealed class Normaliser(FilterForm form, FilterRecord record)
    {
        /// <summary>Whether an odd number of negations is above an entry.</summary>
        private readonly bool[] _negated = new bool[record.Count];

        /// <summary>Kind of the group that an entry belongs to, negations applied; Literal for none.</summary>
        private readonly FormKind[] _group = new FormKind[record.Count];

        private readonly int[] _node = new int[record.Count];

        public int Run()
        {
            int root = record.Count - 1;
            _group[root] = FormKind.Literal;
            for (int entry = root; entry >= 0; entry--)
            {
                bool isNot = record[entry].Kind == RecordKind.Not;
                foreach (int part in record.PartsOf(entry))
                {
                    _negated[part] = _negated[entry] ^ isNot;
                    _group[part] = isNot ? _group[entry] : KindOf(entry);
                }
            }

            List<int> parts = [];
            for (int entry = 0; entry <= root; entry++)
            {
                switch (record[entry].Kind)
                {
                    case RecordKind.Term:
                        _node[entry] = form.Literal(record[entry].Term, _negated[entry]);
                        break;
                    case RecordKind.Nothing:
                        _node[entry] = _negated[entry] ? form._everything : form._nothing;
                        break;
                    case RecordKind.Not:
                        _node[entry] = _node[record.PartsOf(entry)[0]];
                        break;
                    default:
                        // A group nested in one of its kind is flattened when the outer group is built.
                        if (KindOf(entry) != _group[entry])
                        {
                            Gather(entry, parts);
                            _node[entry] = form.Group(KindOf(entry), parts);
                        }

                        break;
                }
            }

            return _node[root];
        }

        private FormKind KindOf(int entry) =>
            (record[entry].Kind == RecordKind.And) ^ _negated[entry] ? FormKind.And : FormKind.Or;

        private void Gather(int group, List<int> parts)
        {
            parts.Clear();
            FormKind kind = KindOf(group);
            Stack<int> open = new([group]);
            while (open.TryPop(out int entry))
            {
                foreach (int part in record.PartsOf(entry))
                {
                    bool isRead = record[part].Kind is RecordKind.Not
                        || (record[part].Kind is RecordKind.And or RecordKind.Or && KindOf(part) == kind);
                    if (isRead)
                    {
                        open.Push(part);
                    }
                    else if (form[_node[part]].Kind == kind)
                    {
                        parts.AddRange(form[_node[part]].Parts);
                    }
                    else
                    {
                        parts.Add(_node[part]);
                    }
                }
            }
        }
    }
}
