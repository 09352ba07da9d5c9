using System.Text.Json;
using ProductSpace.Recommendations;

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
        Assert.Equal(7, lines.Length);
        Assert.Matches("^ *score  product +name +category +by +because of$", lines[0]);
        Assert.All(lines[1..6], line => Assert.Matches(@"^ *-?\d+\.\d{3}  p\d+ +Product \d+ +c\d +(vectors|table) +p[12]$", line));
        Assert.Equal("5 of 30 matches, 0 of them filled up by popularity", lines[6]);
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

    /// <summary>The rules of a placement apply, and options of the call change them one by one.</summary>
    [Fact]
    public void Recommend_RulesOfAPlacement_ApplyAndAreChanged()
    {
        _folder.Write("placements.json", """
            { "shelf": { "rules": {
                "boosts": [{ "name": "ours", "amount": 9, "where": { "products": ["p17"] } }],
                "pins": [{ "slot": 2, "id": "p20" }, { "slot": 3, "id": "p21" }],
                "groupLimit": { "categoryLevel": 1, "max": 2 } } } }
            """);
        string[] build = ["build", "--vectors", _folder.File("v.txt"), "--catalog", _folder.File("products.csv"), "--table", _folder.File("after.pst"), "--out", _folder.File("shop.psx"), "--placements", _folder.File("placements.json")];
        Succeed(build);
        string[] shelf = ["--viewed", "p1,p2", "-k", "6", "--placement", "shelf", "--why", "--json"];
        JsonElement[] hits = [.. Json(Recommend(shelf)).GetProperty("results").EnumerateArray()];
        Assert.Equal(["p17", "p20", "p21"], hits[..3].Select(hit => hit.GetProperty("product").GetString()));
        Assert.Contains(hits[0].GetProperty("parts").EnumerateArray(), part => part.GetProperty("rule").GetString() == "ours" && part.GetProperty("value").GetDouble() == 9);
        Assert.All(hits.GroupBy(hit => hit.GetProperty("category").GetString()), group => Assert.InRange(group.Count(), 1, 2));

        JsonElement[] changed = [.. Json(Recommend([.. shelf, "--pin", "2=p22", "--pin", "4=p21", "--boost", "id=p17:1", "--group-limit", "1=1"])).GetProperty("results").EnumerateArray()];
        Assert.Equal(("p17", "p22"), (changed[0].GetProperty("product").GetString(), changed[1].GetProperty("product").GetString()));
        Assert.Equal(10, changed[0].GetProperty("parts").EnumerateArray().Where(part => part.GetProperty("source").GetString() == "rules").Sum(part => part.GetProperty("value").GetDouble()));
        Assert.DoesNotContain(changed, hit => hit.GetProperty("product").GetString() == "p20" && hit.GetProperty("source").GetString() == "pin");
        Assert.All(changed.Where(hit => hit.GetProperty("source").GetString() != "pin").GroupBy(hit => hit.GetProperty("category").GetString()), group => Assert.Single(group));

        _folder.Write("placements.json", "{\"shelf\":{\"rules\":{\"boosts\":[{\"amount\":1,\"where\":{\"categories\":[\"c7\"]}}]}}}");
        (int code, string text, string error) = Cli.Run(build);
        Assert.Equal((1, ""), (code, text));
        Assert.Matches("^[^\n]+placements\\.json: placement \"shelf\": [^\n]*c7[^\n]*; [^\n]+ is written, but this placement fails in it: correct the rule, or let it say allowUnknown, and build again\\s*$", error);
    }

    [Fact]
    public void Recommend_Rules_SlotsBoostsAndLimits()
    {
        JsonElement json = Json(Recommend(
            "--viewed", "p1,p2", "-k", "6", "--pin", "2=p20", "--reserve", "3:category=c2", "--boost", "id=p17:9", "--bury", "category=c0:1",
            "--group-limit", "1=2", "--diversity", "0.5", "--novelty", "0.5", "--explore", "4:1", "--request-number", "7", "--why", "--json"));
        JsonElement[] hits = [.. json.GetProperty("results").EnumerateArray()];
        Assert.Equal(("p17", "rules"), (hits[0].GetProperty("product").GetString(), hits[0].GetProperty("source").GetString()));
        Assert.Equal(("p20", "pin"), (hits[1].GetProperty("product").GetString(), hits[1].GetProperty("source").GetString()));
        Assert.Equal("exploration", hits[3].GetProperty("source").GetString());
        Assert.Equal(4, json.GetProperty("exploredSlot").GetInt32());
        Assert.InRange(json.GetProperty("propensity").GetDouble(), .04, .5);
        Assert.All(hits.GroupBy(hit => hit.GetProperty("category").GetString()), group => Assert.InRange(group.Count(), 1, 2));
        Assert.Contains(hits[0].GetProperty("parts").EnumerateArray(), part => part.GetProperty("rule").GetString() == "boost id=p17" && part.GetProperty("value").GetDouble() == 9);
        Assert.Equal(hits[0].GetProperty("score").GetDouble(), hits[0].GetProperty("parts").EnumerateArray().Sum(part => part.GetProperty("value").GetDouble()), 4);
        string text = Succeed(Recommend("--viewed", "p1,p2", "-k", "3", "--boost", "id=p17:9", "--explore", "3:0.5", "--why", "--why-not", "p1"));
        Assert.Contains("+9.000  rule boost id=p17\n", text, StringComparison.Ordinal);
        Assert.Matches(@"slot 3 was drawn with probability 0\.\d+\n", text);
    }

    /// <summary>A shop writes these tokens into its log as they are; `attribute` reads them.</summary>
    [Fact]
    public void Recommend_Json_HasATokenOfEachResult()
    {
        JsonElement json = Json(Recommend("--viewed", "p1,p2", "-k", "4", "--pin", "2=p20", "--explore", "3:1", "--placement", "product-page", "--json"));
        using ProductIndex index = ProductIndex.Open(_folder.File("shop.psx"));
        double propensity = json.GetProperty("propensity").GetDouble();
        JsonElement[] hits = [.. json.GetProperty("results").EnumerateArray()];
        Assert.Equal(4, hits.Length);
        for (int i = 0; i < hits.Length; i++)
        {
            Assert.True(RecommendationToken.TryParse(hits[i].GetProperty("token").GetString(), out RecommendationToken token));
            Assert.Equal((RecommendationToken.SnapshotOf(index), "product-page", "", i + 1), (token.Snapshot, token.Placement, token.Variant, token.Position));
            Assert.Equal(hits[i].GetProperty("source").GetString(), token.Source.ToString(), ignoreCase: true);
            Assert.Equal(i == 2 ? (float)propensity : 0, token.Propensity);
        }

        JsonElement plain = Json(Recommend("--viewed", "p1", "-k", "1", "--json")).GetProperty("results")[0];
        Assert.True(RecommendationToken.TryParse(plain.GetProperty("token").GetString(), out RecommendationToken unnamed));
        Assert.Equal("default", unnamed.Placement);

        string log = _folder.Write("shown.csv", "time,session,product,token\n" + string.Concat(hits.Select(hit => $"1396437400,s1,{hit.GetProperty("product").GetString()},{hit.GetProperty("token").GetString()}\n")));
        string views = _folder.Write("views.csv", $"session,product,time\ns1,{hits[2].GetProperty("product").GetString()},1396437500\n");
        JsonElement report = Json(["attribute", "--shown", log, "--events", views, "--json"]);
        Assert.Contains("product-page", report.ToString(), StringComparison.Ordinal);
    }

    /// <summary>A placement may have a longer name than a token can hold.</summary>
    [Fact]
    public void Recommend_LongPlacementName_HasNoToken()
    {
        string name = new('a', 33);
        _folder.Write("placements.json", $"{{\"{name}\":{{}}}}");
        Succeed("build", "--vectors", _folder.File("v.txt"), "--table", _folder.File("after.pst"), "--out", _folder.File("shop.psx"), "--placements", _folder.File("placements.json"));
        JsonElement hit = Json(Recommend("--viewed", "p1", "-k", "1", "--placement", name, "--json")).GetProperty("results")[0];
        Assert.Equal(JsonValueKind.Null, hit.GetProperty("token").ValueKind);
    }

    [Fact]
    public void Recommend_MinSimilarityAndFold_TellWhyNot()
    {
        Assert.EndsWith(
            ": is less similar to the session than --min-similarity\n",
            Succeed(Recommend("--viewed", "p1", "-k", "2", "--min-similarity", "0.99", "--why-not", "p16")),
            StringComparison.Ordinal);
        Assert.Contains(
            ": its group has all the places that --group-limit allows, rank ",
            string.Concat(Enumerable.Range(2, 28).Select(i => Succeed(Recommend("--viewed", "p1", "-k", "3", "--group-limit", "1=1", "--why-not", $"p{i}")))),
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--table-weight next: this snapshot has no such table; it has: after", "--table-weight", "next=1")]
    [InlineData("--table-weight after: write a table and a weight of 0 or more: next=0.5", "--table-weight", "after")]
    [InlineData("--vector-weight must be from -100 to 100", "--vector-weight", "-101")]
    [InlineData("there is no placement \"kart\"; this snapshot has: cart, goes-with, home, product-page, returning, similar", "--placement", "kart")]
    [InlineData("--candidates must be from 1 to 10000", "--candidates", "0")]
    [InlineData("-k must be from 1 to 10000", "-k", "0")]
    [InlineData("--boost brand: write category=PATH, FACET=VALUE, price=MIN..MAX, NUMBER=MIN..MAX, id=ID or in-stock, then a colon", "--boost", "brand")]
    [InlineData("--bury brand=acme:0: write category=PATH", "--bury", "brand=acme:0")]
    [InlineData("--boost price=5: write price=MIN..MAX", "--boost", "price=5:1")]
    [InlineData("--pin p17: write a slot from 1 on and a product id: 3=p-17", "--pin", "p17")]
    [InlineData("--reserve 0:in-stock: write a slot from 1 on", "--reserve", "0:in-stock")]
    [InlineData("--group-limit brand: write a facet or a category level", "--group-limit", "brand")]
    [InlineData("--group-limit 17=1: a level is from 1 to 16", "--group-limit", "17=1")]
    [InlineData("--diversity must be from 0 to 100", "--diversity", "101")]
    [InlineData("--explore 3: write a slot from 1 on, a colon and a rate", "--explore", "3")]
    [InlineData("--freshness-half-life-days is about --freshness", "--freshness-half-life-days", "3")]
    [InlineData("--request-number is about --explore", "--request-number", "3")]
    [InlineData("slot 3 of the merchandising rules must be pinned once", "--pin", "3=p1", "--pin", "3=p2")]
    public void Recommend_WrongOption_SaysWhich(string message, params string[] options)
    {
        (int code, _, string error) = Cli.Run(Recommend(["--viewed", "p1", .. options]));
        Assert.NotEqual(0, code);
        Assert.StartsWith(message, error, StringComparison.Ordinal);
    }

    /// <summary>A ranker that puts what stands fourth and later before the first three.</summary>
    [Fact]
    public void Build_WithARanker_IsNamedAndAsked()
    {
        string ranker = _folder.File("late.psr");
        new Ranker(["blend-place"], [new RankerTree([0], [2.5f], [~0], [~1], [-1, 1])], "made for a test").Save(ranker);
        string[] shop = ["build", "--vectors", _folder.File("v.txt"), "--catalog", _folder.File("products.csv"), "--table", _folder.File("after.pst"), "--out", _folder.File("ranked.psx")];
        Succeed([.. shop, "--ranker", ranker]);
        Assert.Contains("\nranker      1 trees over 1 features: made for a test\n", Succeed("info", _folder.File("ranked.psx")), StringComparison.Ordinal);
        string[] plain = Products("ranked.psx");
        Assert.Equal(Products("shop.psx"), plain);
        Assert.Equal([.. plain[3..], .. plain[..3]], Products("ranked.psx", "--use-ranker"));
        string why = Succeed("recommend", _folder.File("ranked.psx"), "--viewed", "p1", "-k", "3", "--use-ranker", "--why");
        Assert.Equal(3, why.Split("+1.000  score of the ranker, which chose this place\n").Length - 1);

        (int code, _, string error) = Cli.Run(Recommend("--viewed", "p1", "--use-ranker"));
        Assert.Equal((2, "--use-ranker: this snapshot has no ranker; build it with --ranker"), (code, error.Trim()));
        byte[] bytes = File.ReadAllBytes(ranker);
        bytes[^1] ^= 1;
        string broken = _folder.File("broken.psr");
        File.WriteAllBytes(broken, bytes);
        (code, _, error) = Cli.Run([.. shop, "--ranker", broken]);
        Assert.Equal(1, code);
        Assert.Contains("broken.psr: has another checksum than its header says; copy it again", error, StringComparison.Ordinal);
    }

    private string[] Products(string snapshot, params string[] more) =>
        [.. Json(["recommend", _folder.File(snapshot), "--viewed", "p1", "-k", "29", "--json", .. more]).GetProperty("results").EnumerateArray().Select(hit => hit.GetProperty("product").GetString()!)];

    private string[] Recommend(params string[] more) => ["recommend", _folder.File("shop.psx"), .. more];

    private static string Succeed(params string[] args)
    {
        (int code, string text, string error) = Cli.Run(args);
        Assert.True(code == 0, error);
        return text.ReplaceLineEndings("\n");
    }

    private static JsonElement Json(string[] args) => JsonDocument.Parse(Succeed(args)).RootElement;
}
