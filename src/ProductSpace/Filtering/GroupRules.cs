namespace ProductSpace.Filtering;

/// <summary>
/// Simplifies the terms of one group. In an "and", ranges of prices (or times) are intersected, and a subtree makes
/// those around it redundant; in an "or", a subtree makes those within it redundant. Negation swaps the two, by De
/// Morgan. Ranges of number columns are left alone: a product may have one number in each of two ranges.
/// </summary>
internal readonly struct GroupRules(FilterForm form, FormKind kind)
{
    public void Apply(List<int> parts)
    {
        MergeRanges(parts, TermKind.Price);
        MergeRanges(parts, TermKind.FirstSeen);
        DropSubtrees(parts, negated: false);
        DropSubtrees(parts, negated: true);
    }

    private void MergeRanges(List<int> parts, TermKind range)
    {
        bool negated = kind == FormKind.Or;
        long from = long.MinValue;
        long to = long.MaxValue;
        int merged = 0;
        int count = 0;
        for (int i = 0; i < parts.Count; i++)
        {
            int part = parts[i];
            FilterNode node = form[part];
            if (node.Kind == FormKind.Literal && node.IsNegated == negated && node.Term.Kind == range)
            {
                from = Math.Max(from, node.Term.From);
                to = Math.Min(to, node.Term.To);
                merged++;
            }
            else
            {
                parts[count++] = part;
            }
        }

        parts.RemoveRange(count, parts.Count - count);
        if (merged > 0)
        {
            parts.Add(form.Literal(new FilterTerm(range, from, to), negated));
        }
    }

    private void DropSubtrees(List<int> parts, bool negated)
    {
        List<(long From, long To, int Part)> subtrees = [];
        foreach (int part in parts)
        {
            FilterNode node = form[part];
            if (node.Kind == FormKind.Literal && node.IsNegated == negated && node.Term.Kind == TermKind.Category)
            {
                subtrees.Add((node.Term.From, node.Term.To, part));
            }
        }

        if (subtrees.Count < 2)
        {
            return;
        }

        // Subtrees are nested or disjoint: sorted by start, larger ones first, the innermost container of each is the
        // last open one.
        subtrees.Sort((a, b) => a.From != b.From ? a.From.CompareTo(b.From) : b.To.CompareTo(a.To));
        bool keepsOuter = (kind == FormKind.Or) ^ negated;
        HashSet<int> redundant = [];
        Stack<(long To, int Part)> open = [];
        foreach ((long from, long to, int part) in subtrees)
        {
            while (open.TryPeek(out (long To, int Part) last) && last.To <= from)
            {
                open.Pop();
            }

            if (open.TryPeek(out (long To, int Part) around) && around.Part != part && to <= around.To)
            {
                redundant.Add(keepsOuter ? part : around.Part);
            }

            open.Push((to, part));
        }

        parts.RemoveAll(redundant.Contains);
    }
}
