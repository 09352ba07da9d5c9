namespace ProductSpace.Fuzz.Snapshots;

/// <summary>
/// Asks an open snapshot that may be forged for what was learned from a log: item tables, popularity, attachments. Whatever the
/// file holds, ordinals are in range, weights are positive numbers, lists name each product once and are full.
/// </summary>
internal static class LearnedExam
{
    private const int MostEntries = 256;
    private const int K = 12;

    /// <summary>Asks about every product of a step.</summary>
    /// <exception cref="HostileFinding">an answer is not sound.</exception>
    public static void Ask(ProductIndex index, int first, int step)
    {
        Span<Neighbor> row = new Neighbor[MostEntries];
        for (int ordinal = first; ordinal < index.Count; ordinal += step)
        {
            for (int table = 0; table < index.Tables.Count; table++)
            {
                foreach (Neighbor entry in row[..index.ReadTable(table, ordinal, row)])
                {
                    if ((uint)entry.Ordinal >= (uint)index.Count || !(entry.Similarity > 0) || !float.IsFinite(entry.Similarity))
                    {
                        throw new HostileFinding($"the row of product {ordinal} in table {table} holds product {entry.Ordinal} with the weight {entry.Similarity}");
                    }
                }
            }

            float popularity = index.GetPopularity(ordinal);
            if (!(popularity >= 0) || !float.IsFinite(popularity))
            {
                throw new HostileFinding($"product {ordinal} has the popularity {popularity}");
            }

            CheckPopular(index, ordinal);
        }

        CheckPopular(index, like: -1);
        foreach (string name in index.Attachments)
        {
            if (index.GetAttachment(name) is null)
            {
                throw new HostileFinding($"attachment \"{name}\" is listed and not there");
            }
        }
    }

    private static void CheckPopular(ProductIndex index, int like)
    {
        Span<Neighbor> hits = stackalloc Neighbor[K];
        int count = index.MostPopular(hits, like).Count;
        if (count != Math.Min(K, index.Count))
        {
            throw new HostileFinding($"{count} popular products of {index.Count}");
        }

        for (int i = 0; i < count; i++)
        {
            for (int other = 0; other < i; other++)
            {
                if (hits[i].Ordinal == hits[other].Ordinal)
                {
                    throw new HostileFinding($"product {hits[i].Ordinal} is popular twice");
                }
            }

            if ((uint)hits[i].Ordinal >= (uint)index.Count)
            {
                throw new HostileFinding($"product {hits[i].Ordinal} of {index.Count} is popular");
            }
        }
    }
}
