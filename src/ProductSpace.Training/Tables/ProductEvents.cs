namespace ProductSpace.Training.Tables;

/// <summary>
/// The events of each product, in the order of the sessions, and the session of each event. Two arrays of numbers,
/// whatever the number of pairs.
/// </summary>
internal sealed class ProductEvents
{
    private readonly int[] _starts;
    private readonly int[] _events;

    public ProductEvents(SessionSet sessions)
    {
        ReadOnlySpan<int> products = sessions.AllProducts;
        _starts = new int[sessions.ProductCount + 1];
        foreach (int product in products)
        {
            if ((uint)product < (uint)sessions.ProductCount)
            {
                _starts[product + 1]++;
            }
        }

        for (int i = 0; i < sessions.ProductCount; i++)
        {
            _starts[i + 1] += _starts[i];
        }

        int[] next = _starts[..^1];
        _events = new int[_starts[^1]];
        for (int i = 0; i < products.Length; i++)
        {
            if ((uint)products[i] < (uint)sessions.ProductCount)
            {
                _events[next[products[i]]++] = i;
            }
        }

        SessionOf = new int[products.Length];
        SessionStarts = new int[sessions.Count + 1];
        for (int i = 0; i < sessions.Count; i++)
        {
            int end = SessionStarts[i] + sessions.Products(i).Length;
            SessionStarts[i + 1] = end;
            SessionOf.AsSpan(SessionStarts[i]..end).Fill(i);
        }
    }

    /// <summary>Session of each event.</summary>
    public int[] SessionOf { get; }

    /// <summary>First event of each session, and the number of events.</summary>
    public int[] SessionStarts { get; }

    /// <summary>Returns the numbers of a product's events, ascending.</summary>
    public ReadOnlySpan<int> Of(int product) => _events.AsSpan(_starts[product].._starts[product + 1]);

    /// <summary>Returns the number of sessions that hold each product with an event of these kinds.</summary>
    public int[] CountSessions(ReadOnlySpan<LogEvents> kindOf = default, LogEvents kinds = LogEvents.All)
    {
        int[] counts = new int[_starts.Length - 1];
        for (int i = 0; i < counts.Length; i++)
        {
            int last = -1;
            foreach (int number in Of(i))
            {
                if (kindOf.IsEmpty || (kindOf[number] & kinds) != 0)
                {
                    counts[i] += SessionOf[number] == last ? 0 : 1;
                    last = SessionOf[number];
                }
            }
        }

        return counts;
    }
}
