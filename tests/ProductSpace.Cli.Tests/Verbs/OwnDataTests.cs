using System.Globalization;
using System.Text;
using System.Text.Json;

namespace ProductSpace.Cli.Tests.Verbs;

/// <summary>The first hour with a shop's own files: a log and a catalogue under their own names, and no mapping.</summary>
public sealed class OwnDataTests : IClassFixture<OwnDataFolder>
{
    private readonly OwnDataFolder _shop;

    public OwnDataTests(OwnDataFolder shop) => _shop = shop;

    [Fact]
    public void TrainAndBuild_RetailRocketLikeFolder_NeedNoMapping()
    {
        Assert.Contains(
            "products.csv: product_id=sku, category, name=title, price, in_stock=stock_qty; levels of categories by '>'\n"
            + "  170 rows; 160 of the 160 products of the log have one; all rows stay with the model\n",
            _shop.TrainText,
            StringComparison.Ordinal);
        Assert.Contains("170 with a price (9.90 to 178.90 EUR)\n", _shop.BuildText, StringComparison.Ordinal);
        Assert.Contains("0 with the time when they came into the shop: --first-seen-after cannot match", _shop.BuildText, StringComparison.Ordinal);

        (int code, string text, string error) = Cli.Run("query", _shop.Snapshot, "--product", "1003", "--category", "shoes/boots", "-k", "4");
        Assert.Equal((0, "category shoes/boots: taken as Shoes/Boots\n"), (code, error));
        string[] lines = text.TrimEnd().Split('\n');
        Assert.Equal(["Asked", "  product  price  name    category", "  1003     12.90  Boot 3  Shoes/Boots", "Similar products"], lines[..4]);
        Assert.All(lines[5..9], line => Assert.EndsWith("Shoes/Boots", line, StringComparison.Ordinal));
        Assert.StartsWith("4 of 40 matches", lines[9], StringComparison.Ordinal);
    }

    /// <summary>A build of the model alone answers as one that reads the catalogue again.</summary>
    [Fact]
    public void Build_ModelAlone_LosesNothing()
    {
        string both = _shop.File("both.psx");
        _shop.Succeed("build", "--model", _shop.Model, "--catalog", _shop.Catalog, "--facet", "brand=title", "--out", both);
        string alone = _shop.File("alone.psx");
        _shop.Succeed("build", "--model", _shop.Model, "--facet", "brand=name", "--out", alone);
        Assert.Equal(File.ReadAllBytes(both), File.ReadAllBytes(alone));
        string[] question = ["--product", "1003", "--price-max", "40", "--in-stock", "--json"];
        JsonElement hit = JsonDocument.Parse(_shop.Succeed(["query", alone, .. question])).RootElement.GetProperty("results")[0];
        Assert.InRange(hit.GetProperty("price").GetDouble(), 9.90, 40);
        Assert.StartsWith("Boot ", hit.GetProperty("payload").GetProperty("name").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Build_ModelAlone_RefusesTheFormOfACatalogueThatIsRead() =>
        _shop.Refused(2, "--category-separator is about a catalogue, and the model brings the one of its training", "build", "--model", _shop.Model, "--category-separator", ">", "--out", _shop.File("x.psx"));

    [Fact]
    public void Query_MistypedId_GetsTheNearest()
    {
        string text = _shop.Succeed("query", _shop.Snapshot, "--session", "1O03,1004");
        Assert.Contains("not in this snapshot: 1O03; did you mean \"1003\"", text, StringComparison.Ordinal);
        Assert.Contains("1004", text, StringComparison.Ordinal);
        Assert.Contains("did you mean \"1003\"", _shop.Succeed("recommend", _shop.Snapshot, "--viewed", "1O03"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("train")]
    [InlineData("tune")]
    [InlineData("evaluate")]
    public void Catalog_WrongHeader_RefusedBeforeTheLogIsRead(string verb)
    {
        string catalog = _shop.Write("codes.csv", "code,title\n1000,Boot\n");
        string[] args = verb switch { "train" => ["--out", _shop.File("never")], "evaluate" => ["--models", "popularity"], _ => [] };
        _shop.Refused(1, "no column looks like the product's id; the header has: code, title", [verb, "--events", _shop.File("no-such-log.csv"), "--catalog", catalog, .. args]);
    }

    [Theory]
    [InlineData("train")]
    [InlineData("tune")]
    [InlineData("evaluate")]
    public void CatalogColumn_OldOption_NamesTheNewOne(string verb)
    {
        string[] args = verb switch { "train" => ["--out", _shop.File("never")], "evaluate" => ["--models", "popularity"], _ => [] };
        _shop.Refused(2, "--catalog-column price=cost: is now --column", [verb, "--events", _shop.Log, "--catalog", _shop.Catalog, "--catalog-column", "price=cost", .. args]);
        Assert.DoesNotContain("--catalog-column", Cli.Run(verb, "--help").Out, StringComparison.Ordinal);
    }

    /// <summary>Every verb that reads a log or a catalogue has the option, under one name.</summary>
    [Fact]
    public void Column_VerbsThatReadLogsOrCatalogs_AllHaveIt()
    {
        string[] readers = [.. AllVerbs.List().Where(one => one.Verb.Options.Any(option => option.Name is "--events" or "--catalog" or "--gate")).Select(one => one.Words)];
        Assert.Superset(new HashSet<string> { "clean", "train", "build", "evaluate", "gate", "publish", "tune-placement", "learn-table", "attribute", "tune" }, readers.ToHashSet());
        Assert.Equal(readers, AllVerbs.List().Where(one => one.Verb.Options.Any(option => option.Name == "--column")).Select(one => one.Words));
        string log = _shop.Write("odd.csv", File.ReadAllText(_shop.Log).Replace("itemid", "thing", StringComparison.Ordinal));
        _shop.Refused(1, "no column looks like the product's id", "gate", _shop.Snapshot, _shop.Snapshot, "--events", log);
        Assert.Contains("not worse", _shop.Succeed("gate", _shop.Snapshot, _shop.Snapshot, "--events", log, "--column", "product=thing"), StringComparison.Ordinal);
        Assert.Contains("not worse", _shop.Succeed("evaluate", "--a", _shop.Snapshot, "--b", _shop.Snapshot, "--events", log, "--column", "product=thing"), StringComparison.Ordinal);
    }

    /// <summary>A feed has a row for each size; its log knows the group.</summary>
    [Fact]
    public void Build_FeedOfVariants_RowsAreMergedIntoTheirGroup()
    {
        string vectors = _shop.Write("groups.txt", "2 2\ng-1 1 0\ng-2 0 1\n");
        string feed = _shop.Write(
            "feed.csv",
            "g:id,g:title,g:item_group_id,g:price,g:availability,g:product_type,g:brand,g:link\n"
            + "v-1,Boot 41,g-1,89.90 EUR,out of stock,Shoes > Boots,acme,https://shop/1\n"
            + "v-2,Boot 42,g-1,79.90 EUR,in stock,Shoes > Winter,zeta,https://shop/2\n"
            + "g-2,Lamp,,19.90 EUR,out of stock,Home,acme,https://shop/3\n");
        string snapshot = _shop.File("feed.psx");
        string text = _shop.Succeed("build", "--vectors", vectors, "--catalog", feed, "--facet", "brand", "--out", snapshot);
        Assert.Contains("  columns: product_id=g:id, category=g:product_type, name=g:title, brand=g:brand, price=g:price, in_stock=g:availability, item_group_id=g:item_group_id\n", text, StringComparison.Ordinal);
        Assert.Contains("1 rows are further variants of a product, and were merged", text, StringComparison.Ordinal);
        using ProductIndex index = ProductIndex.Open(snapshot);
        Assert.True(index.TryGetOrdinal("g-1", out int boot));
        Assert.Equal((7990L, true, "Boot 41", "https://shop/1"), (index.GetPrice(boot), index.IsInStock(boot), index.GetPayload(boot, "name"), index.GetPayload(boot, "link")));
        Assert.Equal(1, index.CreateFilter(f => f.InCategory("Shoes/Boots").Facet("brand", "zeta").InStock()).Count);
        Assert.Equal(1, index.CreateFilter(f => f.InCategory("Shoes/Winter").Facet("brand", "acme")).Count);
    }

    /// <summary>Bytes below a blank would command a terminal; a binary file is full of them.</summary>
    [Theory]
    [InlineData("a.parquet", "PAR1")]
    [InlineData("a.xlsx", "PK\u0003\u0004")]
    [InlineData("a.bin", "\u0001\u0002")]
    [InlineData("a.csv", "sku,\u001b]0;owned\u0007name")]
    public void Catalog_BinaryFile_NoControlCharacterIsPrinted(string name, string head)
    {
        StringBuilder bytes = new(head);
        for (int i = 1; i < 400; i++)
        {
            bytes.Append((char)(i % 32));
        }

        string file = _shop.Write(name, bytes + ",\n");
        foreach (string[] args in new string[][]
        {
            ["build", "--model", _shop.Model, "--catalog", file, "--out", _shop.File("x.psx")],
            ["train", "--events", _shop.Log, "--catalog", file, "--out", _shop.File("x")],
            ["train", "--events", file, "--out", _shop.File("x")],
            ["evaluate", "--events", _shop.Log, "--models", "popularity", "--catalog", file],
            ["info", file],
            ["build", "--vectors", file, "--out", _shop.File("x.psx")],
        })
        {
            (int code, string text, string error) = Cli.Run(args);
            Assert.True(code == 1, $"{string.Join(' ', args)}: {code}");
            Assert.DoesNotContain(text + error, one => one < ' ' && one is not ('\n' or '\r' or '\t'));
            Assert.Single(error.TrimEnd().Split('\n'));
        }
    }
}

/// <summary>A log as RetailRocket exports it and a catalogue of a shop, trained and built without an option about them.</summary>
public sealed class OwnDataFolder : IDisposable
{
    private const int Products = 160;
    private static readonly string[] s_categories = ["Shoes > Boots", "Shoes > Sandals", "Bags > Totes", "Home & Garden > Lamps"];

    private readonly CliFolder _folder = new();

    public OwnDataFolder()
    {
        Random random = new(1);
        StringBuilder log = new("timestamp,visitorid,event,itemid,transactionid\n");
        long time = 1_430_000_000_000;
        for (int visitor = 0; visitor < 900; visitor++)
        {
            int category = random.Next(s_categories.Length);
            for (int view = random.Next(3, 8); view > 0; view--)
            {
                time += random.Next(5_000, 60_000);
                int item = 1000 + (category * 40) + random.Next(40);
                log.Append(CultureInfo.InvariantCulture, $"{time},{visitor},{(random.Next(20) == 0 ? "addtocart" : "view")},{item},\n");
            }
        }

        // Ten products more than anybody viewed.
        StringBuilder catalog = new("sku,title,price,stock_qty,category\n");
        for (int product = 0; product < Products + 10; product++)
        {
            string category = s_categories[Math.Min(product / 40, s_categories.Length - 1)];
            catalog.Append(CultureInfo.InvariantCulture, $"{1000 + product},{category.Split(" > ")[1][..^1]} {product},{9.90 + product:F2} EUR,{product % 5},{category}\n");
        }

        Log = Write("events.csv", log.ToString());
        Catalog = Write("products.csv", catalog.ToString());
        TrainText = Succeed("train", "--events", Log, "--catalog", Catalog, "--dimension", "16", "--epochs", "4", "--min-count", "1", "--out", Model);
        BuildText = Succeed("build", "--model", Model, "--out", Snapshot);
    }

    public string Log { get; }

    public string Catalog { get; }

    public string Model => File("model");

    public string Snapshot => File("catalog.psx");

    public string TrainText { get; }

    public string BuildText { get; }

    public string File(string name) => _folder.File(name);

    public string Write(string name, string text) => _folder.Write(name, text);

    public string Succeed(params string[] args)
    {
        (int code, string text, string error) = Cli.Run(args);
        Assert.True(code == 0, error);
        return text.ReplaceLineEndings("\n");
    }

    public void Refused(int code, string words, params string[] args)
    {
        (int actual, _, string error) = Cli.Run(args);
        Assert.True(code == actual, $"{actual}: {error}");
        Assert.Contains(words, Assert.Single(error.TrimEnd().Split('\n')), StringComparison.Ordinal);
    }

    public void Dispose() => _folder.Dispose();
}
