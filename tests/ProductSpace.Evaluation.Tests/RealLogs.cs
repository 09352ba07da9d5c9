using System.Globalization;
using System.IO.Compression;
using ProductSpace.Training;

namespace ProductSpace.Evaluation.Tests;

/// <summary>
/// Real logs as sessions in memory. Products of the training part are numbered in the order of their first event, or of their
/// ids where these are numbers; those of the test part alone follow, out of the models' range. Views stand in the order of the
/// file, sessions in that of their last view.
/// </summary>
internal sealed class RealLogs
{
    private readonly Dictionary<string, int> _products = [];

    private RealLogs(string[] train, string[] test, char separator, Func<string, long> microseconds, bool byNumber)
    {
        if (byNumber)
        {
            foreach (string id in Rows(train, separator).Select(row => row[Item(separator)]).Distinct().OrderBy(id => int.Parse(id, CultureInfo.InvariantCulture)))
            {
                _products.Add(id, _products.Count);
            }
        }

        Train = Read(train, separator, microseconds, null);
        Test = Read(test, separator, microseconds, Train.ProductCount);
    }

    public SessionSet Train { get; }

    public SessionSet Test { get; }

    /// <summary>Number of each product, by its id.</summary>
    public IReadOnlyDictionary<string, int> Products => _products;

    /// <summary>Id of each session of the test part.</summary>
    public string[] TestIds { get; private set; } = [];

    /// <summary>RSC15-100k: train_full and test, or train_tr and train_valid to choose settings.</summary>
    public static RealLogs Yoochoose(string train = "train_full", string test = "test") => new(
        ["yoochoose-100k", $"yoochoose-clicks-100k_{train}.txt.gz"],
        ["yoochoose-100k", $"yoochoose-clicks-100k_{test}.txt.gz"],
        '\t',
        time => (long)(double.Parse(time, CultureInfo.InvariantCulture) * 1e6),
        byNumber: false);

    /// <summary>The example of Serenade.</summary>
    public static RealLogs Serenade() => new(
        ["serenade-toy", "events_train.csv.gz"],
        ["serenade-toy", "events_test.csv.gz"],
        ',',
        time => long.Parse(time, CultureInfo.InvariantCulture) * 1000,
        byNumber: true);

    /// <summary>Column of the product; the time has the other one.</summary>
    private static int Item(char separator) => separator == ',' ? 2 : 1;

    /// <summary>Rows of a compressed text file without its header.</summary>
    public static IEnumerable<string[]> Rows(string[] file, char separator)
    {
        using StreamReader reader = new(new GZipStream(File.OpenRead(TestData.Find(file)), CompressionMode.Decompress));
        reader.ReadLine();
        while (reader.ReadLine() is string line)
        {
            yield return line.Split(separator);
        }
    }

    private SessionSet Read(string[] file, char separator, Func<string, long> microseconds, int? known)
    {
        Dictionary<string, List<(long Time, int Product)>> sessions = [];
        foreach (string[] row in Rows(file, separator))
        {
            _products.TryAdd(row[Item(separator)], _products.Count);
            sessions.TryAdd(row[0], []);
            sessions[row[0]].Add((microseconds(row[3 - Item(separator)]), _products[row[Item(separator)]]));
        }

        string[] ids = [.. sessions.Keys.OrderBy(id => sessions[id][^1].Time)];
        TestIds = ids;
        int[] starts = new int[ids.Length + 1];
        for (int i = 0; i < ids.Length; i++)
        {
            starts[i + 1] = starts[i] + sessions[ids[i]].Count;
        }

        return new SessionSet(
            known ?? _products.Count,
            [.. ids.SelectMany(id => sessions[id].Select(view => view.Product))],
            starts,
            [.. ids.SelectMany(id => sessions[id].Select(view => view.Time))]);
    }
}
