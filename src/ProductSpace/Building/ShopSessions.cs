using System.Linq;
using System.Text;
using ProductSpace.Numerics;

namespace ProductSpace.Building;

/// <summary>
/// Sessions of the shop's own shoppers as questions for the calibration: of each length that is measured a seeded sample
/// (Vitter 1985, algorithm R), each the last distinct products of a session up to a moment drawn at random. Nothing of
/// them goes into the file but counts. Depends on the order of the sessions and the seed alone.
/// </summary>
internal sealed class ShopSessions
{
    /// <summary>Views of a session that are looked at; the rest of a longer one is a robot's or a catalogue's.</summary>
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
    /// <param name="views">Lengths of the questions.</param>
    /// <param name="count">Questions of a length, at most.</param>
    /// <param name="find">The number of a product, or -1.</param>
    /// <param name="seed">Of the sample.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <exception cref="BuildInputException">no session holds a product of the shop, or one is null.</exception>
    public static ShopSessions Read(IEnumerable<IReadOnlyList<string>> sessions, int[] views, int count, Finder find, ulong seed, CancellationToken cancellationToken)
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
                if (products.Count == 0 || LastDistinct(products, 1 + random.NextInt(products.Count), views[length]) is not int[] question)
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
                    read._samples[length].Add(question);
                }
                else
                {
                    read._samples[length][(int)place] = question;
                }
            }
        }

        if (read.Count == 0)
        {
            throw new BuildInputException($"{number:N0} sessions, and none holds a product of the shop; are its ids those of the vectors?");
        }

        return read;
    }

    public delegate int Finder(ReadOnlySpan<byte> id);

    /// <summary>Questions of all lengths.</summary>
    public int Count => _samples.Sum(sample => sample.Count);

    /// <summary>The questions of so many views, as products; few or none where few sessions are so long.</summary>
    public IReadOnlyList<int[]> Of(int views) => _samples[Array.IndexOf(_views, views)];

    /// <summary>The last so many distinct products before a moment, oldest first; null where there are fewer.</summary>
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
