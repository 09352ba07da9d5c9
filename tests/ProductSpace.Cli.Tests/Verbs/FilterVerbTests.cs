using System.Text.Json;
using ProductSpace.Cli.Catalog;

namespace ProductSpace.Cli.Tests.Verbs;

/// <summary>Facets from the catalogue's columns to the query's options, against the catalogue itself.</summary>
public class FilterVerbTests(FacetShopFixture shop) : IClassFixture<FacetShopFixture>
{
    [Fact]
    public void Info_Facets_AreListedWithTheirValues()
    {
        (int code, string text, _) = Cli.Run("info", shop.Snapshot, "--facet", "season");
        Assert.Equal(0, code);
        Assert.Contains("facets      brand (", text, StringComparison.Ordinal);
        Assert.Contains("hue (14), season (4)", text, StringComparison.Ordinal);
        Assert.Matches(@"\n  summer +[0-9]+\n", text.ReplaceLineEndings("\n"));
        text = Cli.Run("info", shop.Snapshot, "--all").Out;
        Assert.Contains("facet       hue: 14 values, 600 products", text, StringComparison.Ordinal);
        Assert.Contains("facet       season: 4 values, ", text, StringComparison.Ordinal);
        using JsonDocument json = JsonDocument.Parse(Cli.Run("info", shop.Snapshot, "--facet", "season", "--json").Out);
        Assert.Equal(3, json.RootElement.GetProperty("facets").GetArrayLength());
        Assert.Equal(["autumn", "spring", "summer", "winter"], json.RootElement.GetProperty("values").EnumerateArray().Select(value => value.GetProperty("value").GetString()));
    }

    [Fact]
    public void Query_EveryFilterOption_MatchesTheCatalogue()
    {
        string[][] lines = [.. File.ReadLines(shop.File("products.csv")).Skip(1).Where(line => !line.Contains('"', StringComparison.Ordinal)).Select(line => line.Split(','))];
        int quoted = File.ReadLines(shop.File("products.csv")).Count(line => line.Contains('"', StringComparison.Ordinal));
        Matches([], _ => true);
        Matches(["--facet", "hue=black", "--facet", "hue=white"], line => line[7].Split('|').Intersect(["black", "white"]).Any());
        Matches(["--facet", "hue=black", "--facet", "season=summer"], line => line[7].Split('|').Contains("black") && line[8] == "summer");
        Matches(["--not-facet", "season=summer", "--not-facet", "season=winter"], line => line[8] is not ("summer" or "winter"));
        Matches(["--price-min", "30", "--price-max", "60.99"], line => decimal.Parse(line[3], System.Globalization.CultureInfo.InvariantCulture) is >= 30m and <= 60.99m);
        Matches(["--in-stock"], line => line[4] == "1");
        Matches(["--first-seen-after", "2024-06-01", "--first-seen-before", "2025-01-01"], line => string.CompareOrdinal(line[5], "2024-06-01") >= 0 && string.CompareOrdinal(line[5], "2025-01-01") < 0);
        Matches(["--only", "p0000003,p0000004,nobody"], line => line[0] is "p0000003" or "p0000004");
        Matches(["--facet", "hue=mauve", "--allow-unknown"], _ => false);

        void Matches(string[] options, Func<string[], bool> matches)
        {
            (int code, string text, string error) = Cli.Run(["query", shop.Snapshot, "--product", "p0000012", "-k", "600", "--json", .. options]);
            Assert.True(code == 0, error);
            using JsonDocument json = JsonDocument.Parse(text);
            string[] found = [.. json.RootElement.GetProperty("results").EnumerateArray().Select(hit => hit.GetProperty("product").GetString()!)];
            int expected = json.RootElement.GetProperty("matches").GetInt32();
            Assert.InRange(expected, lines.Count(matches), lines.Count(matches) + quoted);
            Assert.InRange(found.Length, expected - 1, expected);
            Assert.All(lines.Where(line => found.Contains(line[0])), line => Assert.True(matches(line)));
            Assert.All(lines.Where(matches), line => Assert.True(found.Contains(line[0]) || line[0] == "p0000012"));
        }
    }

    [Theory]
    [InlineData(1, "facet \"hue\" has no value \"blakc\" in this snapshot; did you mean \"black\"?", "--facet", "hue=blakc")]
    [InlineData(1, "no facet \"colour\" in this snapshot; it has: brand, hue, season", "--facet", "colour=black")]
    [InlineData(2, "--facet brand: write --facet name=value", "--facet", "brand")]
    [InlineData(2, "--price-min: \"cheap\" is no price", "--price-min", "cheap")]
    [InlineData(2, "--first-seen-after: \"yesterday\" is no time", "--first-seen-after", "yesterday")]
    [InlineData(2, "--allow-unknown is about a filter", "--allow-unknown")]
    public void Query_FilterWithoutSense_IsOneLine(int exit, string message, params string[] options)
    {
        (int code, _, string error) = Cli.Run(["query", shop.Snapshot, "--product", "p0000012", .. options]);
        Assert.Equal(exit, code);
        Assert.Contains(message, Assert.Single(error.Trim().Split('\n')), StringComparison.Ordinal);
    }

    [Fact]
    public void Build_FacetsWithoutSense_AreRefused()
    {
        Refused(1, "no column \"size\" for a facet; the header has: product_id", "--facet", "size");
        Refused(1, "no column \"size\" for a facet", "--facet", "shoe=size");
        Refused(1, "facet \"brand\" is named twice", "--facet", "brand", "--facet", "brand");
        Refused(2, "write --facet name", "--facet", "=brand");
        Refused(2, "--facet-separator: is empty", "--facet", "brand", "--facet-separator", "");
        (int code, _, string error) = Cli.Run("build", "--vectors", shop.File("vectors.fvecs"), "--out", shop.File("x.psx"), "--facet", "brand");
        Assert.Equal(2, code);
        Assert.Contains("give --catalog too", error, StringComparison.Ordinal);

        void Refused(int exit, string message, params string[] options)
        {
            (int code, _, string error) = Cli.Run(["build", "--vectors", shop.File("vectors.fvecs"), "--ids", shop.File("ids.txt"), "--catalog", shop.File("products.csv"), "--out", shop.File("x.psx"), .. options]);
            Assert.Equal(exit, code);
            Assert.Contains(message, error, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void CatalogReader_OtherSeparator_DividesByIt()
    {
        File.WriteAllText(shop.File("p.csv"), "sku,material,brand\na, wool ; silk,acme\nb,,\n");
        CatalogReader reader = CatalogReader.Open(shop.File("p.csv"), ColumnNames.Parse(["product_id=sku"]), FacetNames.Parse(["material", "maker=brand"], ";"));
        CatalogProduct[] rows = [.. reader.Read()];
        Assert.Equal(["material", "maker"], reader.Facets);
        Assert.Equal(["material", "brand"], reader.PayloadColumns);
        Assert.Equal(["wool | silk", "acme"], rows[0].Facets);
        Assert.Equal(["", ""], rows[1].Facets);
        File.WriteAllText(shop.File("p.csv"), "sku,material\na,wool|silk\n");
        BuildInputException error = Assert.Throws<BuildInputException>(() => CatalogReader.Open(shop.File("p.csv"), ColumnNames.Parse(["product_id=sku"]), FacetNames.Parse(["material"], ";")).Read().ToList());
        Assert.Contains("line 2, column material: \"wool|silk\" holds '|'", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Synth_Facets_ChangeTheCatalogueOnly()
    {
        Assert.Equal(0, Cli.Run("synth", "--products", "600", "--dimension", "16", "--sessions", "20", "--seed", "3", "--hardness", "easy", "--out", shop.File("plain")).Code);
        foreach (string name in new[] { "vectors.fvecs", "next.fvecs", "ids.txt", "sessions.csv" })
        {
            Assert.Equal(File.ReadAllBytes(shop.File(name)), File.ReadAllBytes(shop.File("plain/" + name)));
        }

        Assert.Equal(File.ReadLines(shop.File("products.csv")).Select(line => string.Join(',', line.Split(',')[..^3])), File.ReadLines(shop.File("plain/products.csv")));
    }
}
