using ProductSpace.Filtering;

namespace ProductSpace.Fuzz.Filters;

/// <summary>The meaning of a record, set by set as it stands there: the judge of the normal form and of its evaluation.</summary>
internal sealed class PlainFilter
{
    private readonly List<ulong[]> _sets = [];

    /// <summary>The products that a record means; good until the next.</summary>
    public ReadOnlySpan<ulong> Evaluate(FilterRecord record, TermSets terms)
    {
        for (int entry = 0; entry < record.Count; entry++)
        {
            ulong[] set = SetOf(entry, RowBits.WordsOf(terms.Count));
            switch (record[entry].Kind)
            {
                case RecordKind.Term:
                    if (!record[entry].Term.IsEmpty)
                    {
                        terms.Add(record[entry].Term, set);
                    }

                    break;
                case RecordKind.Nothing:
                    break;
                case RecordKind.Not:
                    RowBits.SetRange(set, 0, terms.Count);
                    RowBits.AndNot(set, _sets[record.PartsOf(entry)[0]]);
                    break;
                default:
                    bool isAnd = record[entry].Kind == RecordKind.And;
                    RowBits.SetRange(set, 0, isAnd ? terms.Count : 0);
                    foreach (int part in record.PartsOf(entry))
                    {
                        if (isAnd)
                        {
                            RowBits.And(set, _sets[part]);
                        }
                        else
                        {
                            RowBits.Or(set, _sets[part]);
                        }
                    }

                    break;
            }
        }

        return _sets[record.Count - 1];
    }

    /// <summary>An empty set for an entry, of an earlier record where that had as many words.</summary>
    private ulong[] SetOf(int entry, int words)
    {
        if (entry == _sets.Count)
        {
            _sets.Add([]);
        }

        if (_sets[entry].Length == words)
        {
            Array.Clear(_sets[entry]);
        }
        else
        {
            _sets[entry] = new ulong[words];
        }

        return _sets[entry];
    }
}
