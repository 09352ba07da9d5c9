using System.Text.Json;

namespace ProductSpace.Cli.Tests.Verbs;

/// <summary>An id is any text: commas, quotes, blanks, marks of options and files, every letter of Unicode.</summary>
public sealed class AnyIdTests : IDisposable
{
    private static readonly string[] s_ids =
    [
        "plain", "a,b", "a", "x,y", "x", "y", ",", "\"quoted\"", "it's", "two words", " blank ends ", "@at", "--json", "-k", "[suggest]",
        "Möbel/東京 🙂", "a=b", "a:b", "back\\slash", "$HOME", "%41", "# no comment", "tab\tin", "line\nend",
    ];

    private readonly CliFolder _folder = new();
    private readonly string _snapshot;

    public AnyIdTests()
    {
        _snapshot = _folder.File("shop.psx");
        Random random = new(3);
        float[] vectors = [.. Enumerable.Range(0, s_ids.Length * 4).Select(_ => random.NextSingle() - 0.5f)];
        new ProductIndexBuilder(new BuildOptions { M = 4, EfConstruction = 20, Threads = 1 })
            .UseVectors(vectors, 4).UseIds(s_ids).Build(_snapshot);
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Query_AnyId_FindsItsProduct()
    {
        string file = _folder.File("ids.txt");
        foreach (string id in s_ids.Where(id => id != "plain"))
        {
            foreach (string option in new[] { "--product", "--session" })
            {
                // One text that is an id, and others beside it, is not what this asks.
                if (option == "--session" && id == "x,y")
                {
                    continue;
                }

                Assert.Empty(Unknown([$"{option}={id}"]));
            }

            Assert.Empty(Unknown([$"--session={id}", "--session=plain"]));
            Assert.Equal([id], Results(["--product=plain", $"--only={id}", "--only=plain"]));
            if (!id.Contains('\n', StringComparison.Ordinal))
            {
                File.WriteAllText(file, $"{id}\r\n\nplain\n");
                Assert.Empty(Unknown(["--session-file", file]));
                Assert.Equal([id], Results(["--product=plain", "--only-file", file]));
            }
        }
    }

    [Theory]
    [InlineData("plain,a", 2)]
    [InlineData(" plain , a ,", 2)]
    [InlineData("a,b", 1)]
    [InlineData("plain,nobody", 2, "nobody")]
    public void Query_OneTextWithCommas_IsAListUnlessItIsAnId(string text, int views, params string[] unknown)
    {
        Assert.Equal(unknown, Unknown(["--session", text]));
        Assert.Equal(s_ids.Length - views + unknown.Length, Results(["--session", text, "-k", "100"]).Length);
    }

    [Fact]
    public void Query_TextThatIsAnIdAndAList_IsRefusedWithTheWayOut()
    {
        (int code, string text, string error) = Cli.Run("query", _snapshot, "--session", "x,y");
        Assert.Equal((2, string.Empty), (code, text));
        Assert.Contains("--session-file", error, StringComparison.Ordinal);
        Assert.Equal(s_ids.Length - 2, Results(["--session", "x", "--session", "y", "-k", "100"]).Length);
        string file = _folder.Write("one.txt", "x,y\n");
        Assert.Equal(s_ids.Length - 1, Results(["--session-file", file, "-k", "100"]).Length);
    }

    [Fact]
    public void DeltaAdd_LikeAnyId_IsUnderstood()
    {
        Assert.Equal(0, Cli.Run("delta", "add", _snapshot, "--id=new,one", "--like=a,b", "--like=@at").Code);
        Assert.Equal(0, Cli.Run("delta", "add", _snapshot, "--id=@new", "--like-file", _folder.Write("like.txt", "x,y\n")).Code);
        Assert.Equal(0, Cli.Run("delta", "set", _snapshot, "--id=a,b", "--price", "3").Code);
        Assert.Equal(0, Cli.Run("delta", "remove", _snapshot, "--id=--json").Code);
    }

    [Fact]
    public void Query_WrongIdFile_IsRefusedByNameAndLine()
    {
        File.WriteAllBytes(_folder.File("latin.txt"), [(byte)'a', (byte)'\n', 0xFC, (byte)'\n']);
        Refused(1, "latin.txt line 2: is no UTF-8", "--session-file", _folder.File("latin.txt"));
        Refused(1, "holds no id", "--session-file", _folder.Write("empty.txt", "\n\n"));
        Refused(1, "is a directory", "--session-file", _folder.Root);
        Refused(1, "none.txt", "--session-file", _folder.File("none.txt"));
        Refused(2, "exclude each other", "--session", "a", "--session-file", _folder.Write("a.txt", "a\n"));
    }

    private void Refused(int expected, string words, params string[] more)
    {
        (int code, string _, string error) = Cli.Run(["query", _snapshot, .. more]);
        Assert.Equal(expected, code);
        Assert.Contains(words, error, StringComparison.Ordinal);
    }

    private string[] Unknown(string[] question) =>
        [.. Json(question).GetProperty("unknownIds").EnumerateArray().Select(id => id.GetString()!)];

    private string[] Results(string[] question) =>
        [.. Json([.. question, "--exact"]).GetProperty("results").EnumerateArray().Select(hit => hit.GetProperty("product").GetString()!)];

    private JsonElement Json(string[] question)
    {
        (int code, string text, string error) = Cli.Run(["query", _snapshot, .. question, "--json"]);
        Assert.True(code == 0, $"{string.Join(' ', question)}: {error}");
        return JsonDocument.Parse(text).RootElement;
    }
}
