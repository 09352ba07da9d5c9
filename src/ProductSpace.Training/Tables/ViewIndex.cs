namespace ProductSpace.Training.Tables;

/// <summary>
/// Sessions as a matrix: the distinct products of each session and the sessions of each product. Products that too few
/// sessions hold are left out, and the others get new numbers without gaps. Immutable, safe from any thread.
/// </summary>
internal sealed class ViewIndex
{
    private readonly int[] _sessionStarts;
    private readonly int[] _sessionProducts;
    private readonly int[] _productStarts;
    private readonly int[] _productSessions;

    /// <summary>Builds the index.</summary>
    /// <param name="sessions">The sessions.</param>
    /// <param name="minSessions">Number of sessions that must hold a product, at least 1.</param>
    /// <param name="lastViews">Number of the last views of a session that count, at least 1.</param>
    public ViewIndex(SessionSet sessions, int minSessions, int lastViews)
    {
        (_sessionStarts, int[] products) = DistinctProducts(sessions, lastViews);
        int[] counts = new int[sessions.ProductCount];
        foreach (int product in products)
        {
            counts[product]++;
        }

        Numbers = new int[counts.Length];
        List<int> kept = [];
        for (int product = 0; product < counts.Length; product++)
        {
            Numbers[product] = counts[product] >= minSessions ? kept.Count : -1;
            if (Numbers[product] >= 0)
            {
                kept.Add(product);
            }
        }

        Products = [.. kept];
        _sessionProducts = Renumber(products);
        _productStarts = new int[Products.Length + 1];
        for (int i = 0; i < Products.Length; i++)
        {
            _productStarts[i + 1] = _productStarts[i] + counts[Products[i]];
        }

        _productSessions = new int[_sessionProducts.Length];
        int[] ends = _productStarts.AsSpan(0, Products.Length).ToArray();
        for (int session = 0; session < SessionCount; session++)
        {
            foreach (int product in ProductsOf(session))
            {
                _productSessions[ends[product]++] = session;
            }
        }
    }

    /// <summary>Original number of each product that is kept, ascending.</summary>
    public int[] Products { get; }

    /// <summary>Number here of each original product; -1 if it is left out.</summary>
    public int[] Numbers { get; }

    /// <summary>Number of products that are kept.</summary>
    public int Count => Products.Length;

    /// <summary>Number of sessions.</summary>
    public int SessionCount => _sessionStarts.Length - 1;

    /// <summary>Returns the distinct products of a session, in the order of their first view.</summary>
    public ReadOnlySpan<int> ProductsOf(int session) =>
        _sessionProducts.AsSpan(_sessionStarts[session].._sessionStarts[session + 1]);

    /// <summary>Returns the sessions that hold a product, ascending.</summary>
    public ReadOnlySpan<int> SessionsOf(int product) =>
        _productSessions.AsSpan(_productStarts[product].._productStarts[product + 1]);

    /// <summary>Returns the number here of an original product, or -1.</summary>
    public int NumberOf(int product) => (uint)product < (uint)Numbers.Length ? Numbers[product] : -1;

    private static (int[] Starts, int[] Products) DistinctProducts(SessionSet sessions, int lastViews)
    {
        int[] starts = new int[sessions.Count + 1];
        int[] products = new int[sessions.EventCount];
        int[] seenIn = new int[sessions.ProductCount];
        int count = 0;
        for (int session = 0; session < sessions.Count; session++)
        {
            ReadOnlySpan<int> views = sessions.Products(session);
            foreach (int product in views[Math.Max(0, views.Length - lastViews)..])
            {
                if ((uint)product < (uint)seenIn.Length && seenIn[product] != session + 1)
                {
                    seenIn[product] = session + 1;
                    products[count++] = product;
                }
            }

            starts[session + 1] = count;
        }

        return (starts, products.AsSpan(0, count).ToArray());
    }

    private int[] Renumber(int[] products)
    {
        int[] kept = new int[products.Length];
        int count = 0;
        int start = 0;
        for (int session = 0; session < SessionCount; session++)
        {
            int end = _sessionStarts[session + 1];
            for (int i = start; i < end; i++)
            {
                if (Numbers[products[i]] >= 0)
                {
                    kept[count++] = Numbers[products[i]];
                }
            }

            start = end;
            _sessionStarts[session + 1] = count;
        }

        return kept.AsSpan(0, count).ToArray();
    }
}
