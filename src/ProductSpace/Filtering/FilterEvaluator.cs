namespace ProductSpace.Filtering;

/// <summary>
/// Evaluates the normal form of a filter to the set of matching products. Groups are entered through an explicit stack,
/// the heaviest part first (Sethi and Ullman 1970), so that the number of sets held at once grows with the logarithm of
/// the filter's size. An empty "and" ends early.
/// </summary>
internal sealed class FilterEvaluator(FilterForm form, TermSets terms)
{
    private readonly int _words = RowBits.WordsOf(terms.Count);
    private readonly Stack<ulong[]> _free = [];
    private readonly Stack<Frame> _open = [];

    public ulong[] Run()
    {
        if (!form[form.Root].IsGroup)
        {
            return Leaf(form[form.Root]);
        }

        Enter(form.Root);
        while (true)
        {
            Frame frame = _open.Peek();
            if (frame.Next < frame.Parts.Length)
            {
                int part = frame.Parts[frame.Next++];
                if (form[part].IsGroup)
                {
                    Enter(part);
                    continue;
                }

                AddLiteral(frame, form[part]);
                continue;
            }

            _open.Pop();
            ulong[] set = frame.Set!;
            if (_open.Count == 0)
            {
                return set;
            }

            Combine(_open.Peek(), set);
        }
    }

    private ulong[] Leaf(FilterNode node)
    {
        ulong[] set = Rent(isFull: node.Kind == FormKind.Everything || node.IsNegated);
        if (node.Kind == FormKind.Literal && node.IsNegated)
        {
            terms.Remove(node.Term, set);
        }
        else if (node.Kind == FormKind.Literal)
        {
            terms.Add(node.Term, set);
        }

        return set;
    }

    private void Enter(int number)
    {
        FilterNode node = form[number];
        int[] parts = [.. node.Parts];
        long[] order = new long[parts.Length];
        for (int i = 0; i < parts.Length; i++)
        {
            FilterNode part = form[parts[i]];

            // Groups by weight, then terms from the rarest on, then negated terms, which only remove products.
            order[i] = part.IsGroup ? long.MinValue + (int.MaxValue - part.Weight)
                : part.IsNegated ? long.MaxValue
                : terms.Estimate(part.Term);
        }

        Array.Sort(order, parts);
        _open.Push(new Frame(node.Kind, parts));
    }

    private void AddLiteral(Frame frame, FilterNode literal)
    {
        if (frame.Set is null)
        {
            frame.Set = Leaf(literal);
        }
        else if (frame.Kind == FormKind.Or && !literal.IsNegated)
        {
            terms.Add(literal.Term, frame.Set);
            return;
        }
        else if (frame.Kind == FormKind.And && literal.IsNegated)
        {
            terms.Remove(literal.Term, frame.Set);
        }
        else
        {
            Combine(frame, Leaf(literal));
            return;
        }

        LeaveIfEmpty(frame);
    }

    private void Combine(Frame frame, ulong[] set)
    {
        if (frame.Set is null)
        {
            frame.Set = set;
        }
        else
        {
            if (frame.Kind == FormKind.And)
            {
                RowBits.And(frame.Set, set);
            }
            else
            {
                RowBits.Or(frame.Set, set);
            }

            _free.Push(set);
        }

        LeaveIfEmpty(frame);
    }

    private static void LeaveIfEmpty(Frame frame)
    {
        if (frame.Kind == FormKind.And && frame.Set.AsSpan().IndexOfAnyExcept(0UL) < 0)
        {
            frame.Next = frame.Parts.Length;
        }
    }

    private ulong[] Rent(bool isFull)
    {
        if (!_free.TryPop(out ulong[]? set))
        {
            set = new ulong[_words];
        }

        set.AsSpan().Clear();
        if (isFull)
        {
            RowBits.SetRange(set, 0, terms.Count);
        }

        return set;
    }

    private sealed class Frame(FormKind kind, int[] parts)
    {
        public FormKind Kind { get; } = kind;

        public int[] Parts { get; } = parts;

        public int Next { get; set; }

        public ulong[]? Set { get; set; }
    }
}
