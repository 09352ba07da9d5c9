using System.Linq;
using System.Text;
using ProductSpace.Numerics;

namespace ProductSpace.Building;

/// <summary>
/// Samples sessions of the shop's own shoppers as calibration queries: a seeded sample of each measured length (Vitter
/// 1985, algorithm R), each query the last distinct products of a session before a random moment. Only counts go into
/// the file. The result depends on the order of the sessions and the seed alone.
/// </summary>
internal sealed class ShopSessions
{
    /// <summary>Number of views read from a session; longer sessions are those of robots or exports.</summary>
    private const int LongestSession = 256;

    private readonly int[] _views;
    private readonly List<int[]>[] _samples;

    private ShopSessions(int[] views)
    {
        _views = views;
        _samples = Array.ConvertAll(views, _ => new List<int[]>());
    }

    /// <summary>Reads all sessions once.</summary>
    /// <param name="sessions">Product ids of each session, oldest view first.</param>
    /// <param name="views">Lengths of the queries.</param>
    /// <param name="count">Maximum number of queries of a length.</param>
    /// <param name="find">Finds the number of a product, or returns -1.</param>
    /// <param name="seed">Seed of the sample.</param>
    /// <param name="cancellationToken">Cancels the reading.</param>
    /// <exception cref="BuildInputException">No session contains a product of the shop, or a session is
    /// null.</exception>
    public static ShopSessions Read(
        IEnumerable<IReadOnlyList<string>> sessions,
        int[] views,
        int count,
        Finder find,
        ulong seed,
        CancellationToken cancellationToken)
    {
        ShopSessions read = new(views);
        SeededRandom random = new(SeededRandom.Hash(seed, 0x5E55));
        long[] seen = new long[views.Length];
        long number = 0;
        List<int> products = [];
        foreach (IReadOnlyList<string> session in sessions)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (session is null)
            {
                throw new BuildInputException($"session {number} is null; leave it out");
            }

            number++;
            products.Clear();
            foreach (string id in session.Take(LongestSession))
            {
                int product = id is null ? -1 : find(Encoding.UTF8.GetBytes(id));
                if (product >= 0)
                {
                    products.Add(product);
                }
            }

            for (int length = 0; length < views.Length; length++)
            {
                if (products.Count == 0
                    || LastDistinct(products, 1 + random.NextInt(products.Count), views[length]) is not int[] query)
                {
                    continue;
                }

                seen[length]++;
                long place = seen[length] <= count ? seen[length] - 1 : (long)(random.NextDouble() * seen[length]);
                if (place >= count)
                {
                    continue;
                }

                if (place == read._samples[length].Count)
                {
                    read._samples[length].Add(query);
                }
                else
                {
                    read._samples[length][(int)place] = query;
                }
            }
        }

        if (read.Count == 0)
        {
            throw new BuildInputException(
                $"{number:N0} sessions, but none contains a product of the shop; check that their ids are those of the "
                    + "vectors");
        }

        return read;
    }

    public delegate int Finder(ReadOnlySpan<byte> id);

    /// <summary>Number of queries of all lengths.</summary>
    public int Count => _samples.Sum(sample => sample.Count);

    /// <summary>Queries of a length, as products; few or none if few sessions are long enough.</summary>
    public IReadOnlyList<int[]> Of(int views) => _samples[Array.IndexOf(_views, views)];

    /// <summary>Finds the last distinct products before a moment, oldest first; null if there are too few.</summary>
    private static int[]? LastDistinct(List<int> products, int moment, int views)
    {
        List<int> last = [];
        for (int i = moment - 1; i >= 0 && last.Count < views; i--)
        {
            if (!last.Contains(products[i]))
            {
                last.Insert(0, products[i]);
            }
        }

        return last.Count == views ? [.. last] : null;
    }
}
