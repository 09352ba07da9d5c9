using System.Globalization;

namespace ProductSpace.Cli.Tests.Verbs;

/// <summary>A small shop with all that any verb needs: logs, vectors, a model, snapshots, folders of generations.</summary>
public sealed class ProgressFixture : IDisposable
{
    private const int Products = 3000;
    private const int Shelf = 60;

    private readonly CliFolder _folder = new();

    public ProgressFixture()
    {
        Succeed("synth", "--products", $"{Products}", "--dimension", "16", "--sessions", "1500", "--seed", "5", "--hardness", "easy", "--out", _folder.File("shop"));
        Succeed("train", "--events", File("shop/sessions.csv"), "--dimension", "8", "--epochs", "1", "--min-count", "1", "--table", "slist", "--out", File("model"));
        Succeed("build", "--model", File("model"), "--out", File("a.psx"), "--m", "8", "--ef-construction", "40");
        Succeed("build", "--vectors", File("shop/vectors.fvecs"), "--ids", File("shop/ids.txt"), "--out", File("b.psx"), "--m", "8", "--ef-construction", "40");
        foreach (string name in new[] { "gens", "back", "source", "target", "again", "other" })
        {
            Directory.CreateDirectory(File(name));
        }

        Succeed("publish", File("a.psx"), File("back"));
        Succeed("publish", File("b.psx"), File("back"));
        Succeed("publish", File("a.psx"), File("other"));
        Succeed("publish", File("b.psx"), File("other"));
        Succeed("publish", File("b.psx"), File("source"));
        _folder.Write("shown.csv", "time,session,product,token\n2026-01-01T10:00:00Z,s1,a,AQFNPCsaAwAAAAA-DHByb2R1Y3QtcGFnZQFiSNJ09w\n");
        _folder.Write("later.csv", "session,time,product,event\ns1,2026-01-01T10:01:00Z,a,view\n");
        _folder.Write("walks.csv", "session,product,time\n" + string.Concat(Enumerable.Range(0, 300).Select(Walk)));
        Succeed("synth", "--products", "400", "--dimension", "8", "--sessions", "1500", "--seed", "5", "--hardness", "easy", "--out", _folder.File("tiny"));
    }

    /// <summary>Runs a command line whose words that begin with '@' are files of this shop.</summary>
    public (int Code, string Error, IReadOnlyList<BuildProgress> Progress) Watch(string line) =>
        Cli.Watch([.. line.Split(' ').Select(word => word.StartsWith('@') ? File(word[1..]) : word)]);

    public void Dispose() => _folder.Dispose();

    private static string Walk(int session) => string.Concat(Enumerable.Range(0, 5).Select(view => string.Create(
        CultureInfo.InvariantCulture,
        $"{session},p{((session % (Products / Shelf)) * Shelf) + view:D7},{1396437400 + (session * 1000) + (view * 40)}\n")));

    private static void Succeed(params string[] args)
    {
        (int code, _, string error) = Cli.Run(args);
        Assert.True(code == 0, error);
    }

    private string File(string name) => _folder.File(name);
}
