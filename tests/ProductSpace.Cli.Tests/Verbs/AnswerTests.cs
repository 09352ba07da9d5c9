using System.Text.Json;
using System.Text.RegularExpressions;

namespace ProductSpace.Cli.Tests.Verbs;

/// <summary>The options of `query` about what an answer looks like and what it may cost: diversity, folding, pages, budget.</summary>
public sealed partial class AnswerTests(FacetShopFixture shop) : IClassFixture<FacetShopFixture>
{
    [Fact]
    public void Query_LambdaAndGroups_AsWritten()
    {
        JsonElement plain = Ask("-k", "4", "--exact");
        (int code, string text, string error) = Cli.Run("query", shop.Snapshot, "--product", "p0000012", "-k", "4", "--exact", "--json", "--lambda", "0.5", "--max-per-group", "1", "--group-facet", "brand");
        Assert.True(code == 0, error);
        Snap.Match(Microseconds().Replace(text, "\"microseconds\": 0"), "Query_Diversity");
        JsonElement diverse = JsonDocument.Parse(text).RootElement;
        Assert.Equal(4, Brands(diverse).Distinct().Count());
        Assert.NotEqual(Products(plain), Products(diverse));
    }

    [Fact]
    public void Query_GroupLevel_CapsCategories()
    {
        JsonElement answer = Ask("-k", "50", "--max-per-group", "2", "--group-level", "1");
        string[] tops = [.. answer.GetProperty("results").EnumerateArray().Select(hit => hit.GetProperty("category").GetString()!.Split('/')[0])];
        Assert.InRange(tops.Length, 2, 50);
        Assert.All(tops.Where(top => top.Length > 0).GroupBy(top => top), group => Assert.InRange(group.Count(), 1, 2));
    }

    [Fact]
    public void Query_Pages_TextIsAsWritten()
    {
        (int code, string text, string error) = Cli.Run("query", shop.Snapshot, "--session", "p0000012,nobody", "-k", "3", "--exact", "--pages", "3");
        Assert.True(code == 0, error);
        Snap.Match(TextMicroseconds().Replace(text, "0 us"), "Query_Pages");
    }

    [Theory]
    [InlineData("--target-recall", "0.95")]
    [InlineData("--exact")]
    [InlineData("--ef", "300")]
    [InlineData("--in-stock", "--exact")]
    public void Query_Pages_AreTheAnswerOfOneSearch(params string[] options)
    {
        JsonElement[] pages = [.. Ask(["-k", "4", "--pages", "5", .. options]).GetProperty("pages").EnumerateArray()];
        Assert.Equal(5, pages.Length);
        Assert.Equal(Products(Ask(["-k", "20", .. options])), pages.SelectMany(Products));
        Assert.All(pages[1..], page => Assert.True(page.GetProperty("scored").GetInt64() < pages[0].GetProperty("scored").GetInt64()));
    }

    [Fact]
    public void Query_PagesBehindTheLast_AreNotAsked()
    {
        JsonElement answer = Ask("--only", "p0000003,p0000004,p0000005", "-k", "2", "--pages", "9");
        Assert.Equal([2, 1], answer.GetProperty("pages").EnumerateArray().Select(page => page.GetProperty("results").GetArrayLength()));
    }

    [Fact]
    public void Query_FoldAt_ShowsOneOfTheSimilar()
    {
        string[] plain = Products(Ask("-k", "12", "--exact"));
        string[] folded = Products(Ask("-k", "12", "--exact", "--fold-at", "0.6"));
        Assert.Equal(12, folded.Length);
        Assert.Equal(plain[0], folded[0]);
        Assert.NotEqual(plain, folded);
        Assert.Equal(plain, Products(Ask("-k", "12", "--exact", "--fold-at", "1")));
        Assert.Equal(folded, Ask("-k", "4", "--exact", "--fold-at", "0.6", "--pages", "3").GetProperty("pages").EnumerateArray().SelectMany(Products));
    }

    [Fact]
    public void Query_Budget_SaysTruncated()
    {
        Assert.True(Ask("--exact", "--max-scored", "1").GetProperty("truncated").GetBoolean());
        Assert.False(Ask("--exact", "--time-limit-milliseconds", "3600000").GetProperty("truncated").GetBoolean());
        Assert.True(Ask("--exact", "--pages", "1", "--max-scored", "1").GetProperty("pages")[0].GetProperty("truncated").GetBoolean());
        (int code, string text, _) = Cli.Run("query", shop.Snapshot, "--product", "p0000012", "--exact", "--max-scored", "1");
        Assert.Equal(0, code);
        Assert.Contains(", truncated: the best of what the budget allowed", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(2, "--lambda must be above 0", "--lambda", "0")]
    [InlineData(2, "--lambda must be above 0", "--lambda", "1.5")]
    [InlineData(2, "--max-per-group needs", "--max-per-group", "2")]
    [InlineData(2, "--max-per-group needs", "--group-facet", "brand")]
    [InlineData(2, "--max-per-group must be at least 1", "--max-per-group", "0", "--group-level", "1")]
    [InlineData(2, "--group-level must be from 1", "--max-per-group", "1", "--group-level", "17")]
    [InlineData(2, "exclude each other", "--max-per-group", "1", "--group-level", "1", "--group-facet", "brand")]
    [InlineData(2, "--fold-at must be above 0", "--fold-at", "0")]
    [InlineData(2, "--min-similarity must be from -1 to 1", "--min-similarity", "1.5")]
    [InlineData(2, "--pages must be from 1", "--pages", "0")]
    [InlineData(2, "--max-scored must be at least 1", "--max-scored", "0")]
    [InlineData(2, "--time-limit-milliseconds must be above 0", "--time-limit-milliseconds", "0")]
    [InlineData(2, "omit --fold-at and --pages", "--lambda", "0.5", "--pages", "2")]
    [InlineData(2, "omit --fold-at and --pages", "--max-per-group", "1", "--group-level", "1", "--fold-at", "0.9")]
    [InlineData(2, "--explain shows one plain search", "--explain", "--pages", "2")]
    [InlineData(1, "no facet \"brnd\" in this snapshot; did you mean \"brand\"?", "--max-per-group", "1", "--group-facet", "brnd")]
    public void Query_AnswerWithoutSense_IsOneLine(int exit, string message, params string[] options)
    {
        (int code, _, string error) = Cli.Run(["query", shop.Snapshot, "--product", "p0000012", .. options]);
        Assert.Equal(exit, code);
        Assert.Contains(message, Assert.Single(error.Trim().Split('\n')), StringComparison.Ordinal);
    }

    private JsonElement Ask(params string[] options)
    {
        (int code, string text, string error) = Cli.Run(["query", shop.Snapshot, "--product", "p0000012", "--json", .. options]);
        Assert.True(code == 0, error);
        return JsonDocument.Parse(text).RootElement;
    }

    private static string[] Products(JsonElement answer) =>
        [.. answer.GetProperty("results").EnumerateArray().Select(hit => hit.GetProperty("product").GetString()!)];

    private string[] Brands(JsonElement answer)
    {
        Dictionary<string, string> brands = File.ReadLines(shop.File("products.csv")).Skip(1).Select(line => line.Split(',')).ToDictionary(cells => cells[0], cells => cells[^3]);
        return [.. Products(answer).Select(product => brands[product])];
    }

    [GeneratedRegex("\"microseconds\": [0-9.E+-]+")]
    private static partial Regex Microseconds();

    [GeneratedRegex("[0-9]+ us")]
    private static partial Regex TextMicroseconds();
}
