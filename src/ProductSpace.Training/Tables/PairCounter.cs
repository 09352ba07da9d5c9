namespace ProductSpace.Training.Tables;

/// <summary>
/// Counts the pairs of views of one session that are near each other, row by row: the events of the row's product are
/// visited, and what stands around each. No table of all pairs is held, and the sums of a row run in the order of the
/// events, so that neither the catalog's square nor the number of threads matters.
/// </summary>
/// <param name="sessions">The sessions.</param>
/// <param name="events">The events of each product.</param>
/// <param name="options">What is kept.</param>
internal sealed class PairCounter(SessionSet sessions, ProductEvents events, ItemTableOptions options)
{
    /// <summary>Rows that a thread takes at once.</summary>
    private const int Chunk = 64;

    /// <summary>Weights of the views that follow, by their distance less 1: the reach of the window.</summary>
    public double[] Weights { get; init; } = [];

    /// <summary>True to count the views before as well, with the same weights.</summary>
    public bool BothWays { get; init; }

    /// <summary>True to count a product that is viewed again as a pair with itself.</summary>
    public bool Repeats { get; init; }

    /// <summary>Kinds of the events of the row's product that count; without effect where kinds are unknown.</summary>
    public LogEvents From { get; init; } = LogEvents.All;

    /// <summary>Kinds of the events around them that count.</summary>
    public LogEvents To { get; init; } = LogEvents.All;

    public ItemTable Count(PairScore score)
    {
        int rows = sessions.ProductCount;
        ItemTableBuilder table = new(rows, options.Entries);
        int chunks = (int)(((long)rows + Chunk - 1) / Chunk);
        int done = 0;
        ParallelOptions parallel = new()
        {
            CancellationToken = options.CancellationToken,
            MaxDegreeOfParallelism = options.Threads == 0 ? -1 : options.Threads,
        };
        Parallel.For(
            0,
            chunks,
            parallel,
            () => new PairRow(rows),
            (chunk, _, pairs) =>
            {
                int end = Math.Min(rows, (chunk + 1) * Chunk);
                for (int row = chunk * Chunk; row < end; row++)
                {
                    Visit(row, pairs);
                    pairs.Finish(row, options.MinSessions, score, table);
                }

                options.Progress?.Report((double)Interlocked.Increment(ref done) / chunks);
                return pairs;
            },
            _ => { });
        return table.Build();
    }

    private void Visit(int row, PairRow pairs)
    {
        ReadOnlySpan<int> products = sessions.AllProducts;
        ReadOnlySpan<LogEvents> kinds = sessions.AllKinds;
        foreach (int number in events.Of(row))
        {
            if (!kinds.IsEmpty && (kinds[number] & From) == 0)
            {
                continue;
            }

            int session = events.SessionOf[number];
            int start = BothWays ? Math.Max(events.SessionStarts[session], number - Weights.Length) : number;
            long reach = (long)number + Weights.Length;
            int end = (int)Math.Min(events.SessionStarts[session + 1] - 1, reach);
            for (int other = start; other <= end; other++)
            {
                if (!kinds.IsEmpty && (kinds[other] & To) == 0)
                {
                    continue;
                }

                int product = products[other];
                bool counts = product == row ? Repeats && other != number : (uint)product < (uint)sessions.ProductCount;
                if (counts)
                {
                    pairs.Add(product, Weights[Math.Abs(other - number) - 1], session);
                }
            }
        }
    }
}
