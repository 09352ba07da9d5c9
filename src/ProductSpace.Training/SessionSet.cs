namespace ProductSpace.Training;

/// <summary>
/// Sessions in memory, in the order of time: the products of each, oldest first, and their times and the session's
/// shopper where the log tells them. Models that count or factorise read their sessions from it. Immutable, safe from
/// any thread.
/// </summary>
public sealed class SessionSet
{
    private readonly int[] _products;
    private readonly int[] _starts;
    private readonly long[] _times;
    private readonly int[] _users;
    private readonly LogEvents[] _kinds;

    /// <summary>Takes over the arrays; they must not change afterwards.</summary>
    /// <param name="productCount">Number of products, which are numbered from 0.</param>
    /// <param name="products">
    /// Products of all sessions [events]. A product that is not known to the models has a number out of the range of
    /// <paramref name="productCount"/>.
    /// </param>
    /// <param name="starts">
    /// Start of each session in <paramref name="products"/>, and their number [sessions + 1].
    /// </param>
    /// <param name="times">Time of each event in microseconds since 1970 [events]; null if times are no clock.</param>
    /// <param name="users">Number of each session's shopper [sessions], -1 for nobody; null without users.</param>
    /// <param name="kinds">Kind of each event [events], one each; null if they are not told apart.</param>
    /// <exception cref="ArgumentException">The lengths contradict each other.</exception>
    public SessionSet(
        int productCount,
        int[] products,
        int[] starts,
        long[]? times = null,
        int[]? users = null,
        LogEvents[]? kinds = null)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(productCount);
        ArgumentNullException.ThrowIfNull(products);
        ArgumentNullException.ThrowIfNull(starts);
        Require(starts.Length > 0 && starts[0] == 0 && starts[^1] == products.Length, "starts must span the products");
        for (int i = 1; i < starts.Length; i++)
        {
            Require(starts[i] >= starts[i - 1], $"session {i - 1} ends before it starts");
        }

        Require(times is null || times.Length == products.Length, "every event needs a time");
        Require(users is null || users.Length == starts.Length - 1, "every session needs a user, or -1");
        Require(kinds is null || kinds.Length == products.Length, "every event needs a kind");
        ProductCount = productCount;
        _products = products;
        _starts = starts;
        _times = times ?? [];
        _users = users ?? [];
        _kinds = kinds ?? [];
        HasTimes = times is not null;
        HasUsers = users is not null;
        HasKinds = kinds is not null;
    }

    /// <summary>Number of products, which are numbered from 0.</summary>
    public int ProductCount { get; }

    /// <summary>Number of sessions.</summary>
    public int Count => _starts.Length - 1;

    /// <summary>Number of events of all sessions.</summary>
    public int EventCount => _products.Length;

    /// <summary>True if the times are a clock.</summary>
    public bool HasTimes { get; }

    /// <summary>True if the log names shoppers.</summary>
    public bool HasUsers { get; }

    /// <summary>True if views, carts and purchases are told apart.</summary>
    public bool HasKinds { get; }

    /// <summary>Products of all sessions [<see cref="EventCount"/>], session by session.</summary>
    public ReadOnlySpan<int> AllProducts => _products;

    /// <summary>Kind of each event [<see cref="EventCount"/>]; empty if they are not told apart.</summary>
    public ReadOnlySpan<LogEvents> AllKinds => _kinds;

    /// <summary>Creates a set of sessions without times and users.</summary>
    public static SessionSet From(int productCount, IReadOnlyList<int[]> sessions)
    {
        ArgumentNullException.ThrowIfNull(sessions);
        int[] starts = new int[sessions.Count + 1];
        for (int i = 0; i < sessions.Count; i++)
        {
            starts[i + 1] = checked(starts[i] + sessions[i].Length);
        }

        return new SessionSet(productCount, [.. sessions.SelectMany(session => session)], starts);
    }

    /// <summary>Returns the products of a session, oldest first.</summary>
    public ReadOnlySpan<int> Products(int session) => _products.AsSpan(_starts[session].._starts[session + 1]);

    /// <summary>Returns the times of a session's events in microseconds since 1970; empty without a clock.</summary>
    public ReadOnlySpan<long> Times(int session) =>
        HasTimes ? _times.AsSpan(_starts[session].._starts[session + 1]) : [];

    /// <summary>Returns the number of a session's shopper; -1 for nobody.</summary>
    public int User(int session) => HasUsers ? _users[session] : -1;

    /// <summary>Returns the number of events of each known product [<see cref="ProductCount"/>].</summary>
    public long[] CountProducts()
    {
        long[] counts = new long[ProductCount];
        foreach (int product in _products)
        {
            if ((uint)product < (uint)counts.Length)
            {
                counts[product]++;
            }
        }

        return counts;
    }

    private static void Require(bool isTrue, string message)
    {
        if (!isTrue)
        {
            throw new ArgumentException(message);
        }
    }
}
