using System.Text.Json;

namespace ProductSpace.Cli.Tests.Verbs;

public sealed class RecommendTests : IDisposable
{
    private readonly CliFolder _folder = new();

    public RecommendTests()
    {
        string log = _folder.Write("log.csv", "session,product,time\n" + string.Concat(Enumerable.Range(0, 40).Select(session =>
            string.Concat(Enumerable.Range(0, 5).Select(view => $"{session},p{(session * 3 + view) % 30},{1396437400 + (session * 100) + view}\n")))));
        _folder.Write("v.txt", string.Concat(Enumerable.Range(0, 30).Select(i => FormattableString.Invariant($"p{i} {Math.Cos(i * .3):F4} {Math.Sin(i * .3):F4} {Math.Cos(i * 2.1):F4}\n"))));
        _folder.Write("products.csv", "product_id,category,name\n" + string.Concat(Enumerable.Range(0, 30).Select(i => $"p{i},c{i % 3},Product {i}\n")));
        Succeed("learn-table", "--events", log, "--kind", "sequential", "--min-support", "1", "--name", "after", "--out", _folder.File("after.pst"));
        Succeed("build", "--vectors", _folder.File("v.txt"), "--catalog", _folder.File("products.csv"), "--table", _folder.File("after.pst"), "--out", _folder.File("shop.psx"));
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Recommend_Session_PrintsNamesSourcesAndReasons()
    {
        string text = Succeed(Recommend("--viewed", "p1,p2", "-k", "5"));
        string[] lines = text.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(6, lines.Length);
        Assert.All(lines[..5], line => Assert.Matches(@"^ +-?\d+\.\d{3}  p\d+ +(vectors|table) +because of p[12] +c\d +Product \d+$", line));
        Assert.Equal("5 of 30 matches, 0 of them filled up by popularity", lines[5]);
        Assert.Equal(text, Succeed(Recommend("--viewed", "p1,p2", "-k", "5", "--exact")));
    }

    /// <summary>What is printed of a score adds up to it.</summary>
    [Fact]
    public void Recommend_Why_PartsAddUp()
    {
        JsonElement json = Json(Recommend("--viewed", "p1,p2", "--cart", "p9", "-k", "5", "--why", "--why-not", "p1", "--json"));
        foreach (JsonElement hit in json.GetProperty("results").EnumerateArray())
        {
            Assert.Equal(hit.GetProperty("score").GetDouble(), hit.GetProperty("parts").EnumerateArray().Sum(part => part.GetProperty("value").GetDouble()), 5);
        }

        Assert.Equal("alreadyKnown", json.GetProperty("absence").GetProperty("cause").GetString());
        Assert.Equal(3, json.GetProperty("knownEvents").GetInt32());
        string text = Succeed(Recommend("--viewed", "p1", "--why", "--why-not", "nothing"));
        Assert.Matches(@" [+-]\d+\.\d{3}  table after, p1\n", text);
        Assert.Matches(@" [+-]\d+\.\d{3}  vectors, p1\n", text);
        Assert.Matches(@" [+-]\d+\.\d{3}  the mean product\n", text);
        Assert.EndsWith("nothing: is not in this snapshot\n", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Recommend_NothingKnown_IsFullByPopularity()
    {
        JsonElement json = Json(Recommend("--viewed", "unheard", "--category", "c1", "-k", "30", "--json"));
        Assert.Equal((10, 10, 0), (json.GetProperty("matches").GetInt32(), json.GetProperty("filled").GetInt32(), json.GetProperty("knownEvents").GetInt32()));
        Assert.Equal("unheard", json.GetProperty("unknownIds")[0].GetString());
        Assert.All(json.GetProperty("results").EnumerateArray(), hit => Assert.Equal(("popularInShop", "c1"), (hit.GetProperty("source").GetString(), hit.GetProperty("category").GetString())));
    }

    [Fact]
    public void Recommend_Weights_ChooseTheSource()
    {
        Assert.DoesNotContain("table", Succeed(Recommend("--viewed", "p1", "--table-weight", "after=0")), StringComparison.Ordinal);
        Assert.DoesNotContain("vectors", Succeed(Recommend("--viewed", "p1", "--vector-weight", "0", "-k", "3")), StringComparison.Ordinal);
    }

    /// <summary>A placement of the snapshot decides; an option of the call changes it.</summary>
    [Fact]
    public void Recommend_NamedPlacement_IsThatOfTheSnapshot()
    {
        _folder.Write("placements.json", "{\"cart\":{\"base\":\"product-page\",\"tables\":{\"after\":0},\"excludesViewed\":false},\"rules\":{\"vectorWeight\":0}}");
        string[] build = ["build", "--vectors", _folder.File("v.txt"), "--table", _folder.File("after.pst"), "--out", _folder.File("shop.psx"), "--placements", _folder.File("placements.json")];
        Succeed(build);
        Assert.Contains("placements  cart, goes-with, home, product-page, returning, rules, similar\n", Succeed("info", _folder.File("shop.psx")), StringComparison.Ordinal);
        string cart = Succeed(Recommend("--viewed", "p1", "--placement", "cart"));
        Assert.DoesNotContain("table", cart, StringComparison.Ordinal);
        Assert.Matches(@"  p1 ", cart);
        string rules = Succeed(Recommend("--viewed", "p1", "--placement", "rules", "-k", "3"));
        Assert.DoesNotContain("vectors", rules, StringComparison.Ordinal);
        Assert.Contains("vectors", Succeed(Recommend("--viewed", "p1", "--placement", "rules", "--vector-weight", "9")), StringComparison.Ordinal);
        _folder.Write("placements.json", "{\"cart\":{\"tables\":{\"before\":0}}}");
        (int code, _, string error) = Cli.Run(build);
        Assert.Equal(1, code);
        Assert.StartsWith($"{_folder.File("placements.json")}: placement \"cart\": the snapshot has no table \"before\"; it has: after", error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--table-weight next: this snapshot has no such table; it has: after", "--table-weight", "next=1")]
    [InlineData("--table-weight after: write a table and a weight of 0 or more: next=0.5", "--table-weight", "after")]
    [InlineData("--vector-weight must be from -100 to 100", "--vector-weight", "-101")]
    [InlineData("there is no placement \"kart\"; this snapshot has: cart, goes-with, home, product-page, returning, similar", "--placement", "kart")]
    [InlineData("--candidates must be from 1 to 10000", "--candidates", "0")]
    [InlineData("-k must be from 1 to 10000", "-k", "0")]
    public void Recommend_WrongOption_SaysWhich(string message, params string[] options)
    {
        (int code, _, string error) = Cli.Run(Recommend(["--viewed", "p1", .. options]));
        Assert.NotEqual(0, code);
        Assert.StartsWith(message, error, StringComparison.Ordinal);
    }

    private string[] Recommend(params string[] more) => ["recommend", _folder.File("shop.psx"), .. more];

    private static string Succeed(params string[] args)
    {
        (int code, string text, string error) = Cli.Run(args);
        Assert.True(code == 0, error);
        return text.ReplaceLineEndings("\n");
    }

    private static JsonElement Json(string[] args) => JsonDocument.Parse(Succeed(args)).RootElement;
}
