using System.Text.Json;

namespace ProductSpace.Cli.Tests.Verbs;

public sealed class LearnTableTests : IDisposable
{
    private readonly CliFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    /// <summary>What follows what, from two sessions on; the popularity is that of the log.</summary>
    [Fact]
    public void LearnTable_Log_ReachesTheSnapshot()
    {
        string log = Log();
        (int code, string text, string error) = Cli.Run("learn-table", "--events", log, "--kind", "sequential", "--min-support", "2", "--half-life", "0", "--name", "after", "--out", _folder.File("after.pst"));
        Assert.True(code == 0, error);
        Assert.Equal($"What to show after each of 4 products\ntable \"after\": sequential rules of 8 steps, 50 entries, support 2, half-life 0 days\n4 sessions, 4 products, 2 with entries, 3 entries\nwritten to {_folder.File("after.pst")}\n", text.ReplaceLineEndings("\n"));
        Build("--table", _folder.File("after.pst"));
        Assert.Contains("tables      after, with popularity", Cli.Run("info", _folder.File("shop.psx")).Out, StringComparison.Ordinal);
        using ProductIndex index = ProductIndex.Open(_folder.File("shop.psx"));
        Assert.Equal(["after"], index.Tables);
        Assert.Equal([("b", 3f), ("c", 1f)], Row(index, "a"));
        Assert.Equal([("c", 2f)], Row(index, "b"));
        Assert.Equal(3, index.GetPopularity(Ordinal(index, "a")));
    }

    [Theory]
    [InlineData("slist")]
    [InlineData("sequential")]
    [InlineData("association")]
    [InlineData("neighbors")]
    public void LearnTable_EveryKind_IsNamedByIt(string kind)
    {
        (int code, string text, string error) = Cli.Run("learn-table", "--events", Log(), "--min-support", "1", "--kind", kind, "--out", _folder.File("t.pst"), "--json");
        Assert.True(code == 0, error);
        JsonElement json = JsonDocument.Parse(text).RootElement;
        Assert.Equal((kind, 4, 4), (json.GetProperty("name").GetString(), json.GetProperty("sessions").GetInt32(), json.GetProperty("products").GetInt32()));
        Assert.True(json.GetProperty("entries").GetInt32() >= 4);
        Build("--table", _folder.File("t.pst"));
    }

    /// <summary>Carts and purchases of one session; what is bought after a view.</summary>
    [Theory]
    [InlineData("together", "", "a: b 0.816")]
    [InlineData("together", "--measure confidence", "a: b 1")]
    [InlineData("leads-to", "--measure lift", "a: b 1.333 c 1.333")]
    [InlineData("leads-to", "--from cart --to purchase --measure confidence", "a: b 1")]
    public void LearnTable_Events_AreCountedByKind(string kind, string more, string expected)
    {
        string log = _folder.Write("kinds.csv", "session,product,event\n1,a,view\n1,a,cart\n1,b,buy\n2,a,view\n2,a,cart\n2,b,buy\n3,b,cart\n3,d,view\n4,a,view\n4,c,buy\n");
        string[] options = more.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        (int code, _, string error) = Cli.Run(["learn-table", "--events", log, "--min-support", "1", "--kind", kind, .. options, "--out", _folder.File("t.pst")]);
        Assert.True(code == 0, error);
        Build("--table", _folder.File("t.pst"));
        using ProductIndex index = ProductIndex.Open(_folder.File("shop.psx"));
        Assert.Equal(kind, Assert.Single(index.Tables));
        Assert.Equal(expected, $"a: {string.Join(' ', Row(index, "a").OrderBy(entry => entry.Id).Select(entry => $"{entry.Id} {entry.Weight}"))}");
    }

    [Fact]
    public void LearnTable_EventsThatAreNotThere_AreRefused()
    {
        Assert.Equal(
            (1, "the log holds no event of the kind cart or purchase; name its column with --column event=..., or ask for another kind"),
            Refusal("learn-table", "--events", Log(), "--kind", "together", "--out", _folder.File("t.pst")));
        Assert.Equal((2, "--from is for --kind leads-to"), Refusal("learn-table", "--events", Log(), "--from", "cart", "--out", _folder.File("t.pst")));
        Assert.Equal((2, "--measure is for --kind together or leads-to"), Refusal("learn-table", "--events", Log(), "--measure", "lift", "--out", _folder.File("t.pst")));
        Assert.False(File.Exists(_folder.File("t.pst")));
    }

    /// <summary>Any model of `evaluate` can teach a table, so that an index serves it.</summary>
    [Theory]
    [InlineData("v-sknn")]
    [InlineData("gru4rec")]
    public void LearnTable_Teacher_ReachesTheSnapshot(string teacher)
    {
        (int code, string text, string error) = Cli.Run("learn-table", "--events", Log(), "--teacher", teacher, "--min-support", "2", "--out", _folder.File("t.pst"));
        Assert.True(code == 0, error);
        Assert.StartsWith($"What to show after each of 4 products\ntable \"{teacher}\": taught by ", text, StringComparison.Ordinal);
        Build("--table", _folder.File("t.pst"));
        using ProductIndex index = ProductIndex.Open(_folder.File("shop.psx"));
        Assert.Equal("b", Row(index, "a").First(entry => entry.Id != "a").Id);

        // One session holds d: it has no row and is in none.
        Assert.Empty(Row(index, "d"));
        Assert.All(["a", "b", "c"], id => Assert.DoesNotContain(Row(index, id), entry => entry.Id == "d"));
        Assert.Equal(2, Refusal("learn-table", "--events", Log(), "--teacher", teacher, "--kind", "slist", "--out", _folder.File("u.pst")).Code);
        Assert.StartsWith("--teacher gru: there is no such model; the models are: popularity, ", Refusal("learn-table", "--events", Log(), "--teacher", "gru", "--out", _folder.File("u.pst")).Error, StringComparison.Ordinal);
    }

    [Fact]
    public void LearnTable_TooLittleSupport_SaysSo()
    {
        (int code, string text, _) = Cli.Run("learn-table", "--events", Log(), "--kind", "sequential", "--out", _folder.File("t.pst"));
        Assert.Equal(0, code);
        Assert.Contains("no pair of products has the support asked for; lower --min-support", text, StringComparison.Ordinal);
    }

    [Fact]
    public void LearnTable_WrongInput_IsRefused()
    {
        string log = Log();
        Assert.Equal((2, "--entries must be from 1 to 256"), Refusal("learn-table", "--events", log, "--out", _folder.File("t.pst"), "--entries", "257"));
        Assert.Equal(2, Refusal("learn-table", "--events", log, "--out", _folder.File("t.pst"), "--half-life", "NaN").Code);
        Assert.NotEqual(0, Refusal("learn-table", "--events", log, "--out", log).Code);
        Assert.Equal(0, Cli.Run("learn-table", "--events", log, "--min-support", "1", "--out", _folder.File("t.pst")).Code);
        File.Copy(_folder.File("t.pst"), _folder.File("u.pst"));
        Vectors();
        string[] build = ["build", "--vectors", _folder.File("v.txt"), "--out", _folder.File("shop.psx"), "--table"];
        Assert.Equal((2, $"{_folder.File("u.pst")}: another table has the name \"slist\" too; learn one of them with --name"), Refusal([.. build, _folder.File("t.pst"), _folder.File("u.pst")]));
        Assert.Equal((1, $"{_folder.File("none.pst")}: no such file; name one that `learn-table` wrote"), Refusal([.. build, _folder.File("none.pst")]));
        Assert.Equal((1, $"{log}: is no item table; name a file that `learn-table` wrote"), Refusal([.. build, log]));
        Assert.Equal(2, Refusal([.. build, _folder.File("t.pst"), "1", "2", "3", "4"]).Code);
        Assert.False(File.Exists(_folder.File("shop.psx")));
    }

    private string Log() => _folder.Write("log.csv", "session,product,time\n1,a,1396437400\n1,b,1396437401\n1,c,1396437402\n2,a,1396437500\n2,b,1396437501\n2,c,1396437502\n3,a,1396437600\n3,b,1396437601\n4,c,1396437700\n4,d,1396437701\n");

    private void Vectors() => _folder.Write("v.txt", "a 1 0\nb 0 1\nc 1 1\nd 1 2\n");

    private void Build(params string[] more)
    {
        Vectors();
        (int code, _, string error) = Cli.Run(["build", "--vectors", _folder.File("v.txt"), "--out", _folder.File("shop.psx"), .. more]);
        Assert.True(code == 0, error);
    }

    private static (int Code, string Error) Refusal(params string[] args)
    {
        (int code, _, string error) = Cli.Run(args);
        return (code, error.ReplaceLineEndings("\n").Split('\n')[0]);
    }

    private static int Ordinal(ProductIndex index, string id) => index.TryGetOrdinal(id, out int ordinal) ? ordinal : throw new InvalidOperationException(id);

    private static (string Id, float Weight)[] Row(ProductIndex index, string id)
    {
        Neighbor[] row = new Neighbor[10];
        int count = index.ReadTable(0, Ordinal(index, id), row);
        return [.. row.Take(count).Select(entry => (index.GetProductId(entry.Ordinal), MathF.Round(entry.Similarity, 3)))];
    }
}
