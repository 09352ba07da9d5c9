using ProductSpace.Filtering;

namespace ProductSpace.Tests.Hostile.Filters;

/// <summary>The meaning of a record, set by set as it stands there: the judge of the normal form and of its evaluation.</summary>
internal static class PlainFilter
{
    public static ulong[] Evaluate(FilterRecord record, TermSets terms)
    {
        ulong[][] sets = new ulong[record.Count][];
        for (int entry = 0; entry < record.Count; entry++)
        {
            ulong[] set = new ulong[RowBits.WordsOf(terms.Count)];
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
                    RowBits.AndNot(set, sets[record.PartsOf(entry)[0]]);
                    break;
                default:
                    bool isAnd = record[entry].Kind == RecordKind.And;
                    RowBits.SetRange(set, 0, isAnd ? terms.Count : 0);
                    foreach (int part in record.PartsOf(entry))
                    {
                        if (isAnd)
                        {
                            RowBits.And(set, sets[part]);
                        }
                        else
                        {
                            RowBits.Or(set, sets[part]);
                        }
                    }

                    break;
            }

            sets[entry] = set;
        }

        return sets[^1];
    }
}
