using System.Text;
using System.Text.Json;
using ProductSpace.Interchange;
using ProductSpace.Training.Models;

namespace ProductSpace.Cli.Tests.Verbs;

/// <summary>Vectors in the forms of other tools through the verbs that read and write them.</summary>
public sealed class InterchangeTests : IDisposable
{
    private readonly CliFolder _folder = new();

    public InterchangeTests()
    {
        Succeed("synth", "--products", "300", "--dimension", "12", "--sessions", "20", "--seed", "5", "--hardness", "easy", "--out", _folder.Root);
        Succeed("import", _folder.File("vectors.fvecs"), "--next", _folder.File("next.fvecs"), "--ids", _folder.File("ids.txt"), "--out", _folder.File("model"));
    }

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("v.parquet", "parquet, vectors in embedding, ids in id")]
    [InlineData("v.arrow", "arrow, vectors in embedding, ids in id")]
    [InlineData("v.feather", "arrow, vectors in embedding, ids in id")]
    [InlineData("v.jsonl", "json lines, vectors in embedding, ids in id")]
    [InlineData("v.csv", "csv, vectors in embedding, ids in id")]
    [InlineData("v.fbin", "fbin")]
    public void ExportThenBuildAndImport_GivesTheSnapshotAndTheModel(string name, string form)
    {
        Succeed("export", _folder.File("model"), "--out", _folder.File(name));
        Succeed("export", _folder.File("model"), "--space", "next", "--out", _folder.File("next-" + name));
        string[] ids = name == "v.fbin" ? ["--ids", _folder.File("v.ids.txt")] : [];
        string text = Succeed(["build", "--vectors", _folder.File(name), "--next-vectors", _folder.File("next-" + name), .. ids, "--out", _folder.File("b.psx"), "--m", "8"]);
        Assert.Equal(form != "fbin", text.Contains($"{name}: {form}", StringComparison.Ordinal));
        Succeed("build", "--vectors", _folder.File("vectors.fvecs"), "--next-vectors", _folder.File("next.fvecs"), "--ids", _folder.File("ids.txt"), "--out", _folder.File("a.psx"), "--m", "8");
        Assert.Equal(Results("a.psx"), Results("b.psx"));
        Assert.Contains($"IN and OUT vectors, imported from {form}", Succeed(["import", _folder.File(name), "--next", _folder.File("next-" + name), .. ids, "--out", _folder.File("again")]), StringComparison.Ordinal);
        Assert.Equal(File.ReadAllBytes(_folder.File("model/vectors.npy")), File.ReadAllBytes(_folder.File("again/vectors.npy")));
        Assert.Equal(File.ReadAllBytes(_folder.File("model/" + ModelManifest.NextVectors)), File.ReadAllBytes(_folder.File("again/" + ModelManifest.NextVectors)));

        // Queries and single vectors are read the same way.
        Succeed("bench", _folder.File("a.psx"), "--queries", _folder.File(name));
    }

    [Fact]
    public void Build_BothMatricesInOneFile_ByColumns()
    {
        StringBuilder lines = new();
        for (int i = 0; i < 30; i++)
        {
            lines.Append($"{{\"key\":\"k{i}\",\"a\":[{i + 1},1,2],\"b\":[1,{i + 1},3]}}\n");
        }

        string file = _folder.Write("both.jsonl", lines.ToString());
        string text = Succeed("build", "--vectors", file, "--next-vectors", file, "--vector-column", "a", "--next-vector-column", "b", "--out", _folder.File("c.psx"));
        Assert.Contains("both.jsonl: json lines, vectors in a, ids in key", text, StringComparison.Ordinal);
        Assert.Contains("both.jsonl: json lines, vectors in b, ids in key", text, StringComparison.Ordinal);
        using ProductIndex index = ProductIndex.Open(_folder.File("c.psx"));
        Assert.True(index.HasNext);
        Succeed("query", _folder.File("c.psx"), "--vector", _folder.Write("one.json", "[1,2,3]"), "-k", "3");
        Succeed("import", file, "--next", file, "--vector-column", "a", "--next-vector-column", "b", "--out", _folder.File("m2"));
    }

    [Fact]
    public void Build_Json_SaysWhichColumnsWereTaken()
    {
        Succeed("export", _folder.File("model"), "--out", _folder.File("v.parquet"));
        string text = Succeed("build", "--vectors", _folder.File("v.parquet"), "--next-vectors", _folder.File("next.fvecs"), "--ids", _folder.File("ids.txt"), "--out", _folder.File("j.psx"), "--m", "8", "--json");
        JsonElement files = JsonDocument.Parse(text).RootElement.GetProperty("vectorFiles");
        Snap.Match(files.ToString().Replace(_folder.Root, "ROOT", StringComparison.Ordinal).ReplaceLineEndings("\n"), "Build_vectorFiles");
    }

    [Theory]
    [InlineData("v.parquet")]
    [InlineData("v.jsonl")]
    public void Build_OneFileAsVectorsAndCatalog_TakesBoth(string name)
    {
        string file = _folder.File(name);
        Succeed("export", _folder.File("model"), "--out", file);
        string text = Succeed("build", "--vectors", file, "--catalog", file, "--out", _folder.File("a.psx"), "--m", "8");
        Assert.Contains("300 rows, 300 of them with a vector", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("v.parquet")]
    [InlineData("v.npy")]
    public void Export_OfASnapshot_HoldsItsVectors(string name)
    {
        Succeed("build", "--model", _folder.File("model"), "--out", _folder.File("a.psx"), "--m", "8");
        Assert.Contains("300 products x 12", Succeed("export", _folder.File("a.psx"), "--out", _folder.File(name)), StringComparison.Ordinal);
        using ProductIndex index = ProductIndex.Open(_folder.File("a.psx"));
        using VectorFile file = VectorFile.Open(_folder.File(name));
        Assert.Equal((index.Count, index.Dimension), (file.Count, file.Dimension));
    }

    [Fact]
    public void Run_WrongFiles_ExitOneWithOneLine()
    {
        string text = _folder.Write("text.parquet", "PAR1 no parquet at all PAR1");
        string json = _folder.Write("x.jsonl", "{\"id\":1,\"name\":\"x\"}\n");
        string short_ = _folder.Write("x.fbin", "\u0003\0\0\0\u0002\0\0\0abc");
        Succeed("build", "--model", _folder.File("model"), "--out", _folder.File("a.psx"), "--m", "8");
        foreach ((string words, string[] args) in new (string, string[])[]
        {
            ("footer", ["build", "--vectors", text, "--out", _folder.File("x.psx")]),
            ("no column of arrays of numbers", ["build", "--vectors", json, "--out", _folder.File("x.psx")]),
            ("declares 3 rows of 2 numbers, 32 bytes in all, and has 11: cut short at row 0", ["import", short_, "--out", _folder.File("x")]),
            ("do not apply", ["build", "--vectors", _folder.File("vectors.fvecs"), "--id-column", "x", "--out", _folder.File("x.psx")]),
            (".parquet, .arrow", ["export", _folder.File("a.psx"), "--out", _folder.File("x.bin")]),
            (".bin, .txt, .vec, .parquet", ["export", _folder.File("model"), "--out", _folder.File("x.pdf")]),
            ("is damaged Parquet", ["build", "--model", _folder.File("model"), "--catalog", text, "--out", _folder.File("x.psx")]),
        })
        {
            (int code, string output, string error) = Cli.Run(args);
            Assert.Equal((1, string.Empty), (code, output));
            Assert.Contains(words, error, StringComparison.Ordinal);
            Assert.Single(error.TrimEnd().Split('\n'));
            Assert.DoesNotContain(error.TrimEnd(), char.IsControl);
        }

        (int usage, _, string said) = Cli.Run("build", "--model", _folder.File("model"), "--vector-column", "x", "--out", _folder.File("x.psx"));
        Assert.Equal(2, usage);
        Assert.Contains("omit them with --model", said, StringComparison.Ordinal);
    }

    private string[] Results(string snapshot) =>
        [.. new[] { "p0000003", "p0000012,p0000055" }.Select(session =>
        {
            using JsonDocument json = JsonDocument.Parse(Succeed("query", _folder.File(snapshot), "--session", session, "-k", "10", "--json"));
            return json.RootElement.GetProperty("results").ToString();
        })];

    private static string Succeed(params string[] args)
    {
        (int code, string output, string error) = Cli.Run(args);
        Assert.True(code == 0, error);
        return output;
    }
}
