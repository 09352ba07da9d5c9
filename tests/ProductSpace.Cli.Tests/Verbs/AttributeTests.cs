using System.Text.Json;
using ProductSpace.Recommendations;

namespace ProductSpace.Cli.Tests.Verbs;

public sealed class AttributeTests : IDisposable
{
    private readonly CliFolder _folder = new();
    private readonly string _shown;
    private readonly string _events;

    public AttributeTests()
    {
        _shown = _folder.Write("shown.csv", "time,session,product,token\n" + string.Concat(Enumerable.Range(0, 60).Select(i =>
            $"{1760000000 + i},s{i / 3},p{i % 3},{Token(i)}\n")));
        _events = _folder.Write("events.csv", "time,session,product,event\n" + string.Concat(Enumerable.Range(0, 20).Select(i =>
            $"1760000100,s{i},p{i % 3},view\n1760000200,s{i},p1,{(i % 5 == 0 ? "purchase" : "search")}\n")));
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Attribute_Logs_PrintsRates()
    {
        (int code, string text, string error) = Cli.Run("attribute", "--shown", _shown, "--events", _events);
        Assert.Equal((0, string.Empty), (code, error));
        Snap.Match(text.ReplaceLineEndings("\n"), "Attribute_text");
    }

    [Fact]
    public void Attribute_Json_HasEveryFigure()
    {
        (int code, string text, _) = Cli.Run("attribute", "--shown", _shown, "--events", _events, "--json", "--window", "90s", "--max-weight", "1");
        JsonElement json = JsonDocument.Parse(text).RootElement;
        Assert.Equal((0, 90, 60, "session"), (code, json.GetProperty("windowSeconds").GetInt32(), json.GetProperty("impressions").GetInt32(), json.GetProperty("match").GetString()));
        JsonElement all = json.GetProperty("groups")[0];
        Assert.Equal(("all", 60), (all.GetProperty("dimension").GetString(), all.GetProperty("impressions").GetInt32()));
        Assert.True(json.GetProperty("tooLate").GetInt32() > 0);
        Assert.True(json.GetProperty("exploration")[0].GetProperty("click").GetProperty("cut").GetInt32() > 0);
    }

    [Fact]
    public void Attribute_WrongUse_IsRefused()
    {
        Assert.Equal(2, Cli.Run("attribute", "--events", _events).Code);
        Assert.Equal(2, Cli.Run("attribute", "--shown", _shown, "--events", _events, "--window", "day").Code);
        Assert.Equal(2, Cli.Run("attribute", "--shown", _shown, "--events", _events, "--max-weight", "0").Code);
        (int code, _, string error) = Cli.Run("attribute", "--shown", _events, "--events", _events);
        Assert.Equal((1, $"{_events}: no column looks like the token; name it with --token-column\n"), (code, error.ReplaceLineEndings("\n")));
        string bad = _folder.Write("bad.csv", File.ReadAllText(_shown).Replace(",s1,", ",s1,p0,x", StringComparison.Ordinal));
        (code, _, error) = Cli.Run("attribute", "--shown", bad, "--events", _events);
        Assert.Equal(1, code);
        Assert.StartsWith($"{bad} line 5: ", error, StringComparison.Ordinal);
    }

    private static string Token(int i) => new RecommendationToken
    {
        Snapshot = 0xABCD1234, Placement = i % 2 == 0 ? "home" : "product-page", Variant = i % 4 < 2 ? "a" : "b", Position = 1 + (i % 3),
        Source = (RecommendationSource)(i % 3), Propensity = i % 3 == 2 ? (i % 5 == 0 ? .125f : .5f) : 0,
    }.ToString();
}
