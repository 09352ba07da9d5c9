using System.Text;

namespace ProductSpace.Cli.Tests.Verbs;

/// <summary>
/// A shop whose ids, names, categories, facets and columns hold what a terminal obeys or reads as an end of a line:
/// whichever verb shows them, and whatever it refuses, none of it arrives.
/// </summary>
public sealed class ForeignTextTests : IDisposable
{
    private const string Bad = "\u001b[31m\r\n\t\u0007\u007f\u0085\u009b2J\u202e\u2066\u200f\u2028";
    private const string Facet = "brand\u001b[31m\u0007\u009b2J\u202e.";
    private const int Products = 40;
    private const int Dimension = 4;

    private readonly CliFolder _folder = new();

    public ForeignTextTests()
    {
        Build("a.psx", "x");
        Build("b.psx", "y");
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Run_EveryVerbOverForeignText_WritesPlainLinesOnly()
    {
        string a = _folder.File("a.psx");
        string b = _folder.File("b.psx");
        string id = $"p1{Bad}";
        string[] ask = ["query", a, "--product", id];
        (string[] Line, int Code)[] lines =
        [
            (ask, 0), ([.. ask, "--json"], 0), ([.. ask, "--explain"], 0), ([.. ask, "--pages", "2"], 0),
            ([.. ask, "--max-per-group", "1", "--group-facet", Facet], 0),
            (["query", a, "--session", id, "--session", $"nobody{Bad}"], 0),
            (["query", a, "--session", id, "--session", $"nobody{Bad}", "--json"], 0),
            ([.. ask, "--category", $"nothing{Bad}"], 1), ([.. ask, "--facet", $"{Facet}=none{Bad}"], 1),
            ([.. ask, "--facet", $"none{Bad}=x"], 1), ([.. ask, "--facet", Bad], 2), ([.. ask, "--price-min", $"1{Bad}"], 2),
            ([.. ask, "--first-seen-after", $"1{Bad}"], 2), ([.. ask, "--group-facet", $"no{Bad}", "--max-per-group", "1"], 1),
            (["query", $"{a}{Bad}", "--product", "x"], 1), (["query", a, "--vector", $"{a}{Bad}"], 1),
            (["query", a, $"--wrong{Bad}"], 2), ([$"verb{Bad}"], 2), (["query", a, "--ef", Bad], 2),
            (["info", a], 0), (["info", a, "--all"], 0), (["info", a, "--json"], 0),
            (["info", a, "--facet", Facet], 0), (["info", a, "--facet", $"none{Bad}"], 1), (["info", $"none{Bad}"], 1),
            (["verify", a], 0), (["verify", $"none{Bad}"], 1), (["verify", a, "--sha256", $"none{Bad}"], 2),
            (["diff", a, b], 0), (["diff", a, b, "--json"], 0), (["diff", a, $"none{Bad}"], 1),
            (["delta", "set", a, "--id", id, "--price", "2"], 0), (["delta", "set", a, "--id", id, "--price", "2", "--json"], 0),
            (["delta", "set", a, "--id", $"none{Bad}", "--price", "2"], 1), (["delta", "set", a, "--id", id, "--price", Bad], 2),
            (["delta", "set", a, "--id", id, "--in-stock", Bad], 2), (["delta", "set", a, "--id", id, "--first-seen", Bad], 2),
            (["delta", "set", a, "--id", id, "--facet", Bad], 2), (["delta", "set", a, "--id", id, "--payload", $"none{Bad}=1"], 1),
            (["delta", "set", a, "--id", id, "--category", $"other{Bad}"], 0),
            (["delta", "add", a, "--id", $"new{Bad}", "--like", id], 0), (["delta", "add", a, "--id", "new", "--like", $"none{Bad}"], 1),
            (["delta", "add", a, "--id", "new", "--vector", $"none{Bad}"], 1),
            (["delta", "remove", a, "--id", id], 0), (["delta", "remove", a, "--id", $"none{Bad}"], 1),
            (["delta", "info", $"none{Bad}"], 1), (["delta", "info", _folder.File("a.psd"), "--json"], 0),
            (["delta", "compact", a], 0), (["delta", "compact", $"none{Bad}"], 1),
            (["publish", $"none{Bad}", _folder.File("shop")], 1), (["generations", $"none{Bad}"], 1),
            (["rollback", $"none{Bad}"], 1), (["prune", $"none{Bad}", "--keep", "3"], 1), (["bench", $"none{Bad}"], 1),
            (["build", "--vectors", $"none{Bad}", "--out", _folder.File("c.psx")], 1),
            (["clean", "--events", $"none{Bad}", "--out", _folder.File("c.csv")], 1),
            (["import", $"none{Bad}", "--out", _folder.File("m")], 1),
            (["export", $"none{Bad}", "--out", _folder.File("m.bin"), "--space", "similar"], 1),
            (["drift", $"none{Bad}", $"other{Bad}"], 1), (["train", "--events", $"none{Bad}", "--out", _folder.File("m")], 1),
            (["tune", "--events", $"none{Bad}", "--budget", Bad], 2), (["fetch", $"none{Bad}", "--to", _folder.Root], 1),
            (["synth", "--products", Bad, "--out", _folder.File("s")], 2),
        ];
        foreach ((string[] line, int code) in lines)
        {
            (int got, string output, string error) = Cli.Run(line);
            string what = string.Join(' ', line).Replace("\u001b", "ESC", StringComparison.Ordinal);
            Assert.True(code == got, $"{what}: {got}, {output}{error}");
            foreach (string text in new[] { output, error })
            {
                Assert.True(IsPlain(text), $"{what}: {Convert.ToHexString(Encoding.UTF8.GetBytes(text))}");
            }

            if (code == 1)
            {
                Assert.Single(error.TrimEnd().Split('\n'));
            }
        }
    }

    /// <summary>The judge must be able to refuse.</summary>
    [Theory]
    [InlineData("plain\n", true)]
    [InlineData("a\u001bb\n", false)]
    [InlineData("a\tb\n", false)]
    [InlineData("a\u202eb\n", false)]
    public void IsPlain_Text_TellsWhatATerminalObeys(string text, bool expected) => Assert.Equal(expected, IsPlain(text));

    /// <summary>Told by categories of Unicode, not by the list of the program.</summary>
    private static bool IsPlain(string text) => text.ReplaceLineEndings("\n") is string lines && !lines.Contains('\r', StringComparison.Ordinal)
        && lines.All(character => character == '\n' || (!char.IsControl(character) && "\u061c\u200e\u200f\u2028\u2029\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069".IndexOf(character, StringComparison.Ordinal) < 0));

    private void Build(string name, string kind)
    {
        float[] vectors = new float[Products * Dimension];
        string[] ids = new string[Products];
        List<CatalogProduct> catalog = [];
        Random random = new(1);
        for (int i = 0; i < Products; i++)
        {
            for (int j = 0; j < Dimension; j++)
            {
                vectors[(i * Dimension) + j] = random.NextSingle() - 0.5f;
            }

            ids[i] = $"p{i}{Bad}";
            catalog.Add(new CatalogProduct
            {
                Id = ids[i],
                Category = $"top{Bad}/{kind}{Bad}|sale{Bad}",
                Price = 100,
                Payload = [$"{kind}{Bad}", $"{kind}{Bad}"],
                Facets = [$"{kind}{Bad}"],
            });
        }

        new ProductIndexBuilder(new BuildOptions { M = 4, EfConstruction = 20, Threads = 1 })
            .UseVectors(vectors, Dimension).UseIds(ids)
            .UseCatalog(catalog, ["name", $"column{Bad}"], [Facet]).Build(_folder.File(name));
    }
}
