using ProductSpace.Training;

namespace ProductSpace.Evaluation.Neighbors;

/// <summary>
/// Sessions numbered by recency, 0 the oldest: the products of each, and the sessions of each product, in flat arrays.
/// Recency is the time of the last event, and the order of the sessions where times are equal or no clock.
/// </summary>
internal sealed class NeighborIndex
{
    private const int SessionsPerReport = 16_384;
    private const double MicrosecondsPerDay = 86_400e6;

    /// <summary>Days that a log without a clock is taken to span, its sessions evenly spread.</summary>
    private const double DaysWithoutClock = 30;

    private readonly int[] _starts;
    private readonly int[] _products;
    private readonly int[] _places;
    private readonly int[] _listStarts;
    private readonly int[] _lists;

    /// <summary>Creates the index.</summary>
    /// <param name="sessions">The sessions.</param>
    /// <param name="maxProducts">Maximum number of distinct products; sessions of more are left out.</param>
    /// <param name="context">Told the share done; ends the work.</param>
    public NeighborIndex(SessionSet sessions, int maxProducts, RecipeContext context)
    {
        context.CancellationToken.ThrowIfCancellationRequested();
        ProductCount = sessions.ProductCount;
        DistinctViews distinct = new(sessions.ProductCount);
        int[] order =
            [.. ByRecency(sessions).Where(session => Fits(distinct, sessions.Products(session), maxProducts))];
        Days = new double[order.Length];
        _starts = new int[order.Length + 1];
        _listStarts = new int[ProductCount + 1];
        List<int> products = new(sessions.EventCount);
        List<int> places = new(sessions.EventCount);
        for (int i = 0; i < order.Length; i++)
        {
            if (i % SessionsPerReport == 0)
            {
                context.CancellationToken.ThrowIfCancellationRequested();
                context.Progress?.Report((double)i / order.Length);
            }

            ReadOnlySpan<long> times = sessions.Times(order[i]);
            Days[i] = sessions.HasTimes
                ? (times.IsEmpty ? 0 : times[^1] / MicrosecondsPerDay)
                : DaysWithoutClock * order[i] / sessions.Count;
            distinct.Read(sessions.Products(order[i]), int.MaxValue);
            for (int j = 0; j < distinct.Count; j++)
            {
                products.Add(distinct.Product(j));
                places.Add(distinct.Length - distinct.Age(j));
                _listStarts[distinct.Product(j) + 1]++;
            }

            _starts[i + 1] = products.Count;
        }

        _products = [.. products];
        _places = [.. places];
        _lists = new int[_products.Length];
        FillLists();
        context.Progress?.Report(1);
    }

    public int ProductCount { get; }

    public int SessionCount => _starts.Length - 1;

    /// <summary>Number of pairs of a session and a product that it holds.</summary>
    public int ViewCount => _products.Length;

    /// <summary>Time of each session in days, from any day on, ascending [<see cref="SessionCount"/>].</summary>
    public double[] Days { get; }

    /// <summary>Returns the distinct products of a session.</summary>
    public ReadOnlySpan<int> Products(int session) => _products.AsSpan(_starts[session].._starts[session + 1]);

    /// <summary>Returns the place of the last view of each of them among all views of the session, from 1.</summary>
    public ReadOnlySpan<int> Places(int session) => _places.AsSpan(_starts[session].._starts[session + 1]);

    /// <summary>Returns the sessions that hold a product, oldest first.</summary>
    public ReadOnlySpan<int> Sessions(int product) => _lists.AsSpan(_listStarts[product].._listStarts[product + 1]);

    /// <summary>Returns the number of distinct known products of each session.</summary>
    public static int[] CountDistinct(SessionSet sessions)
    {
        DistinctViews distinct = new(sessions.ProductCount);
        int[] counts = new int[sessions.Count];
        for (int i = 0; i < counts.Length; i++)
        {
            distinct.Read(sessions.Products(i), int.MaxValue);
            counts[i] = distinct.Count;
        }

        return counts;
    }

    private static bool Fits(DistinctViews distinct, ReadOnlySpan<int> products, int maxProducts)
    {
        distinct.Read(products, int.MaxValue);
        return distinct.Count > 0 && distinct.Count <= maxProducts;
    }

    private static int[] ByRecency(SessionSet sessions)
    {
        int[] order = [.. Enumerable.Range(0, sessions.Count)];
        if (sessions.HasTimes)
        {
            long[] last = Array.ConvertAll(order, session => sessions.Times(session) is [.., long time] ? time : 0);
            order = [.. order.OrderBy(session => last[session])];
        }

        return order;
    }

    private void FillLists()
    {
        for (int i = 0; i < ProductCount; i++)
        {
            _listStarts[i + 1] += _listStarts[i];
        }

        int[] next = _listStarts[..^1];
        for (int session = 0; session < SessionCount; session++)
        {
            foreach (int product in Products(session))
            {
                _lists[next[product]++] = session;
            }
        }
    }
}
