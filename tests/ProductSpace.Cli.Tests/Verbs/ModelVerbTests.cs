using System.Text.Json;

namespace ProductSpace.Cli.Tests.Verbs;

/// <summary>The verbs that turn files into a model and back, and the build from one.</summary>
public sealed class ModelVerbTests : IDisposable
{
    private readonly CliFolder _folder = new();

    public ModelVerbTests() =>
        Succeed("synth", "--products", "400", "--dimension", "12", "--sessions", "20", "--seed", "5", "--hardness", "easy", "--out", _folder.Root);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Import_ThenBuild_GivesTheSnapshotOfTheFiles()
    {
        string text = Import("model");
        Assert.Contains("400 products x 12, IN and OUT vectors, imported from fvecs", text, StringComparison.Ordinal);
        string catalog = _folder.File("products.csv");
        Succeed("build", "--model", _folder.File("model"), "--catalog", catalog, "--out", _folder.File("a.psx"), "--m", "8");
        Succeed("build", "--vectors", _folder.File("vectors.fvecs"), "--next-vectors", _folder.File("next.fvecs"), "--ids", _folder.File("ids.txt"), "--catalog", catalog, "--out", _folder.File("b.psx"), "--m", "8");
        Assert.Equal(Results("a.psx"), Results("b.psx"));
        Assert.Equal(3, Results("a.psx").Length);
    }

    /// <summary>The matrix of a model holds no ids; they lie next to it.</summary>
    [Theory]
    [InlineData("")]
    [InlineData("/vectors.npy")]
    public void Build_VectorsOfAModel_FindItsIds(string matrix)
    {
        Import("model");
        string catalog = _folder.File("products.csv");
        Succeed("build", "--vectors", _folder.File("model") + matrix, "--next-vectors", _folder.File("next.fvecs"), "--catalog", catalog, "--out", _folder.File("a.psx"), "--m", "8");
        Succeed("build", "--vectors", _folder.File("vectors.fvecs"), "--next-vectors", _folder.File("next.fvecs"), "--ids", _folder.File("ids.txt"), "--catalog", catalog, "--out", _folder.File("b.psx"), "--m", "8");
        Assert.Equal(Results("a.psx"), Results("b.psx"));
        File.Delete(_folder.File("model/model.json"));

        // Without its description it is a folder like any other, and the rows have numbers.
        Succeed("build", "--vectors", _folder.File("model/vectors.npy"), "--out", _folder.File("c.psx"), "--m", "8");
        Assert.Contains("not in this snapshot: p0000012", Succeed("query", _folder.File("c.psx"), "--product", "p0000012"), StringComparison.Ordinal);
    }

    [Fact]
    public void Build_ModelWithoutCatalog_TakesItsProducts()
    {
        Import("model");
        string text = Succeed("build", "--model", _folder.File("model"), "--out", _folder.File("a.psx"), "--m", "8");
        Assert.DoesNotContain("without", text, StringComparison.Ordinal);
        Assert.Contains("\"count\"", Succeed("query", _folder.File("a.psx"), "--product", "p0000012", "-k", "1", "--json"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--model brings", "--model", "m", "--vectors", "v")]
    [InlineData("--model brings", "--model", "m", "--ids", "i")]
    [InlineData("omit them with --model", "--model", "m", "--dimension", "3")]
    [InlineData("needs --model or --vectors")]
    [InlineData("give --catalog too", "--model", "m", "--column", "category=x")]
    public void Build_SourcesThatExcludeEachOther_ExitTwo(string message, params string[] args)
    {
        (int code, _, string error) = Cli.Run(["build", "--out", _folder.File("a.psx"), .. args]);
        Assert.Equal(2, code);
        Assert.Contains(message, error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("similar", "model/vectors.npy")]
    [InlineData("next", "model/next-vectors.npy")]
    public void Export_EveryForm_ComesBackEqual(string space, string matrix)
    {
        Import("model");
        foreach (string extension in new[] { "bin", "txt", "vec", "npy" })
        {
            string path = _folder.File($"out.{extension}");
            Assert.Contains("400 products x 12", Succeed("export", _folder.File("model"), "--out", path, "--space", space), StringComparison.Ordinal);
            string[] ids = extension == "npy" ? ["--ids", _folder.File("out.ids.txt")] : [];
            Succeed(["import", path, "--out", _folder.File("back"), .. ids]);
            Assert.Equal(File.ReadAllBytes(_folder.File(matrix)), File.ReadAllBytes(_folder.File("back/vectors.npy")));
        }
    }

    [Fact]
    public void Drift_OfAModelAgainstItself_IsNone()
    {
        Import("model");
        JsonElement report = JsonDocument.Parse(Succeed("drift", _folder.File("model"), _folder.File("model"), "--json")).RootElement;
        Assert.Equal(400, report.GetProperty("commonProducts").GetInt32());
        Assert.InRange(report.GetProperty("meanCosine").GetDouble(), 1 - 1e-6, 1 + 1e-6);
        Assert.InRange(report.GetProperty("meanCosineNext").GetDouble(), 1 - 1e-6, 1 + 1e-6);
        Assert.Equal(1, report.GetProperty("neighborsKept").GetDouble());
        Assert.Contains("400 in both, 0 new, 0 vanished", Succeed("drift", _folder.File("model"), _folder.File("model")), StringComparison.Ordinal);
    }

    [Fact]
    public void Run_WrongFiles_ExitOneWithOneLine()
    {
        Import("model");
        File.WriteAllBytes(_folder.File("ft.bin"), [0xBA, 0x16, 0x4F, 0x2F, 12, 0, 0, 0]);
        Directory.CreateDirectory(_folder.File("damaged"));
        File.WriteAllText(_folder.File("damaged/model.json"), "{");
        foreach ((string words, string[] args) in new (string, string[])[]
        {
            ("--ids", ["import", _folder.File("vectors.fvecs"), "--out", _folder.File("x")]),
            ("cut short", ["import", _folder.File("ft.bin"), "--out", _folder.File("x")]),
            ("productspace import", ["build", "--vectors", _folder.File("ft.bin"), "--out", _folder.File("x.psx")]),
            ("a model already", ["import", _folder.File("model"), "--out", _folder.File("x")]),
            ("no such directory", ["import", _folder.File("vectors.fvecs"), "--out", _folder.File("none/x")]),
            ("no such folder", ["export", _folder.File("none"), "--out", _folder.File("x.bin")]),
            ("extension", ["export", _folder.File("model"), "--out", _folder.File("x.zip")]),
            ("is no model", ["drift", _folder.Root, _folder.File("model")]),
            ("no description", ["build", "--model", _folder.File("damaged"), "--out", _folder.File("x.psx")]),
        })
        {
            (int code, string text, string error) = Cli.Run(args);
            Assert.Equal((1, string.Empty), (code, text));
            Assert.Contains(words, Assert.Single(error.Trim().Split('\n')), StringComparison.Ordinal);
        }

        Assert.DoesNotContain(Directory.GetFileSystemEntries(_folder.Root), path => Path.GetFileName(path).StartsWith('x') || Path.GetFileName(path).StartsWith('.'));
    }

    [Fact]
    public void Import_Cancelled_LeavesNothing()
    {
        int before = Directory.GetFileSystemEntries(_folder.Root).Length;
        using CancellationTokenSource source = new();
        source.Cancel();
        Assert.Equal(130, Cli.Run(source.Token, "import", _folder.File("vectors.fvecs"), "--ids", _folder.File("ids.txt"), "--out", _folder.File("never")).Code);
        Assert.Equal(before, Directory.GetFileSystemEntries(_folder.Root).Length);
    }

    private string Import(string name) =>
        Succeed("import", _folder.File("vectors.fvecs"), "--next", _folder.File("next.fvecs"), "--ids", _folder.File("ids.txt"), "--out", _folder.File(name));

    private string[] Results(string snapshot) =>
        [.. JsonDocument.Parse(Succeed("query", _folder.File(snapshot), "--product", "p0000012", "-k", "3", "--space", "next", "--exact", "--json"))
            .RootElement.GetProperty("results").EnumerateArray().Select(hit => hit.GetRawText())];

    private static string Succeed(params string[] args)
    {
        (int code, string text, string error) = Cli.Run(args);
        Assert.True(code == 0, error);
        return text;
    }
}
