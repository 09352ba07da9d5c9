using System.Globalization;
using System.IO.Compression;
using ProductSpace.Training;

namespace ProductSpace.Evaluation.Tests;

/// <summary>
/// Reads the real logs that stand outside the project. Products are numbered by the training part; those that only the test
/// part has get numbers from its product count on.
/// </summary>
internal static class RealLogs
{
    /// <summary>Reads two parts of RSC15-100k, such as <c>train_full</c> and <c>test</c>.</summary>
    public static (SessionSet Train, SessionSet Test) Yoochoose(string train = "train_full", string test = "test")
    {
        Dictionary<string, int> products = [];
        Dictionary<string, List<(int Product, long Time)>> trained = Sessions(train, products);
        int known = products.Count;
        Dictionary<string, List<(int Product, long Time)>> tested = Sessions(test, products);
        return (ToSet(trained, known), ToSet(tested, known));
    }

    /// <summary>
    /// Names of the sessions of a part of RSC15-100k in the order of <see cref="Yoochoose"/>.
    /// </summary>
    public static string[] YoochooseNames(string part) => [.. Ordered(Sessions(part, [])).Select(session => session.Key)];

    /// <summary>Rows of a compressed text file without its header.</summary>
    public static IEnumerable<string[]> Rows(string folder, string file, char separator)
    {
        using StreamReader reader = new(new GZipStream(File.OpenRead(TestData.Find(folder, file)), CompressionMode.Decompress));
        reader.ReadLine();
        while (reader.ReadLine() is string line)
        {
            yield return line.Split(separator);
        }
    }

    private static Dictionary<string, List<(int Product, long Time)>> Sessions(string part, Dictionary<string, int> products)
    {
        Dictionary<string, List<(int Product, long Time)>> sessions = [];
        foreach (string[] row in Rows("yoochoose-100k", $"yoochoose-clicks-100k_{part}.txt.gz", '\t'))
        {
            products.TryAdd(row[1], products.Count);
            long time = (long)(double.Parse(row[2], CultureInfo.InvariantCulture) * 1_000_000);
            (sessions.TryGetValue(row[0], out List<(int, long)>? views) ? views : sessions[row[0]] = []).Add((products[row[1]], time));
        }

        return sessions;
    }

    /// <summary>By the time of the last view, as a shop would see them end.</summary>
    private static IEnumerable<KeyValuePair<string, List<(int Product, long Time)>>> Ordered(
        Dictionary<string, List<(int Product, long Time)>> sessions) => sessions.OrderBy(session => session.Value[^1].Time);

    private static SessionSet ToSet(Dictionary<string, List<(int Product, long Time)>> sessions, int known)
    {
        List<int> products = [];
        List<long> times = [];
        List<int> starts = [0];
        foreach ((_, List<(int Product, long Time)> views) in Ordered(sessions))
        {
            products.AddRange(views.Select(view => view.Product));
            times.AddRange(views.Select(view => view.Time));
            starts.Add(products.Count);
        }

        return new SessionSet(known, [.. products], [.. starts], [.. times]);
    }
}
