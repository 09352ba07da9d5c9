using System.Globalization;
using System.Text;

namespace ProductSpace.Cli.Tests.Verbs;

/// <summary>A log of sessions that each stay on one shelf, its catalogue, and what the training tests do with both.</summary>
internal sealed class TrainFolder : IDisposable
{
    public const string SessionMark = "sessionsecret";
    public const string UserMark = "usersecret";

    private readonly CliFolder _folder = new();

    public TrainFolder(int shelves = 12, int sessions = 500)
    {
        Log = WriteLog("log.csv", 1, shelves, sessions);
        StringBuilder catalog = new("product_id,category,name,brand,price\n");
        for (int product = 0; product < shelves * 8; product++)
        {
            catalog.Append(CultureInfo.InvariantCulture, $"p{product},shelf/{product / 8}|sale,Name {product},brand {product % 3},9.99\n");
        }

        Catalog = _folder.Write("products.csv", catalog.ToString());
    }

    public string Log { get; }

    public string Catalog { get; }

    public string Root => _folder.Root;

    public string File(string name) => _folder.File(name);

    public string Write(string name, string text) => _folder.Write(name, text);

    /// <summary>A log in which every session and user has a name that can be looked for.</summary>
    public string WriteLog(string name, int seed, int shelves, int sessions)
    {
        Random random = new(seed);
        StringBuilder log = new("session_id,user_id,timestamp,product_id\n");
        for (int session = 0; session < sessions; session++)
        {
            int shelf = random.Next(shelves);
            for (int view = 0; view < 6; view++)
            {
                log.Append(CultureInfo.InvariantCulture, $"{SessionMark}{session},{UserMark}{session % 50},{1_700_000_000 + (session * 1000) + (view * 20)},p{(shelf * 8) + random.Next(8)}\n");
            }
        }

        return _folder.Write(name, log.ToString());
    }

    /// <summary>`train` on the log with small numbers; later options stand beside these.</summary>
    public string[] Train(string target, params string[] more) =>
        ["train", "--events", Log, "--out", File(target), "--dimension", "8", "--min-count", "1", .. more];

    public string Succeed(string[] args)
    {
        (int code, string text, string error) = Cli.Run(args);
        Assert.True(code == 0, error);
        return text;
    }

    public void RequireEqualFolders(string expected, string actual)
    {
        string[] files = [.. Directory.GetFiles(File(expected)).Select(Path.GetFileName).Order()!];
        Assert.Equal(files, Directory.GetFiles(File(actual)).Select(Path.GetFileName).Order()!);
        Assert.All(files, file => Assert.Equal(System.IO.File.ReadAllBytes(Path.Combine(File(expected), file)), System.IO.File.ReadAllBytes(Path.Combine(File(actual), file))));
    }

    /// <summary>Folders and files of the root, without log and catalogue.</summary>
    public string[] Made() =>
        [.. Directory.GetFileSystemEntries(Root).Select(Path.GetFileName).Where(name => name is not null && !name.EndsWith(".csv", StringComparison.Ordinal)).Order(StringComparer.Ordinal)!];

    public void Dispose() => _folder.Dispose();
}
