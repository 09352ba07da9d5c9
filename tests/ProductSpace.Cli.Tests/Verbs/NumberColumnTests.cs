using System.Globalization;
using System.Text.Json;

namespace ProductSpace.Cli.Tests.Verbs;

/// <summary>Number columns from the catalogue's columns to the answers of every verb that knows them.</summary>
public sealed class NumberColumnTests : IDisposable
{
    private const int Products = 40;

    private readonly CliFolder _folder = new();
    private readonly string _snapshot;

    public NumberColumnTests()
    {
        _folder.Write("vectors.txt", string.Concat(Enumerable.Range(0, Products).Select(i => FormattableString.Invariant($"p{i} {Math.Sin(i)} {Math.Cos(i)} 1\n"))));
        _folder.Write("products.csv", Catalog(i => Rating(i)));
        _snapshot = Build("shop.psx", "products.csv");
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Build_NumberColumns_AreToldByBuildAndInfo()
    {
        string told = Done("build", "--vectors", _folder.File("vectors.txt"), "--catalog", _folder.File("products.csv"), "--out", _folder.File("told.psx"), "--number", "rating", "--number", "size=eu_size");
        Assert.Contains($"  {Products - 8} with the number rating (0.5 to 4.5)", told, StringComparison.Ordinal);
        Assert.Contains("with the number size (36 to 40.5)", told, StringComparison.Ordinal);
        Assert.Contains($"number      rating: {Products - 8} products, 0.5 to 4.5", Done("info", _snapshot), StringComparison.Ordinal);
        using JsonDocument info = JsonDocument.Parse(Done("info", _snapshot, "--json"));
        Assert.Equal(["rating", "size"], info.RootElement.GetProperty("info").GetProperty("numberColumns").EnumerateArray().Select(name => name.GetString()));
        JsonElement size = info.RootElement.GetProperty("numbers")[1];
        Assert.Equal(("size", 36, 40.5), (size.GetProperty("name").GetString(), size.GetProperty("least").GetDouble(), size.GetProperty("greatest").GetDouble()));
        Done("verify", _snapshot);
    }

    [Theory]
    [InlineData("rating=3..4", "size=36..99")]
    [InlineData("rating=3..", null)]
    [InlineData("size=..36", null)]
    [InlineData("size=36.5..36.5", null)]
    public void Query_Between_MatchesTheCatalogue(string range, string? other)
    {
        string[] options = other is null ? ["--between", range] : ["--between", range, "--between", other];
        using JsonDocument answer = JsonDocument.Parse(Done(["query", _snapshot, "--product", "p0", "-k", "100", "--json", .. options]));
        string[] found = [.. answer.RootElement.GetProperty("results").EnumerateArray().Select(hit => hit.GetProperty("product").GetString()!)];
        string[] right = [.. Enumerable.Range(1, Products - 1).Where(i => Matches(i, range) && (other is null || Matches(i, other))).Select(i => $"p{i}")];
        Assert.NotEmpty(right);
        Assert.Equal(right.Order(StringComparer.Ordinal), found.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Numbers_WrongTexts_AreRefusedWithWhatToWrite()
    {
        Refused(2, "write --between name=MIN..MAX, one may be empty", "query", _snapshot, "--product", "p0", "--between", "rating=4");
        Refused(2, "write --between name=MIN..MAX, one may be empty", "query", _snapshot, "--product", "p0", "--between", "rating=a..b");
        Refused(1, "no number column \"ratng\" in this snapshot; did you mean \"rating\"?; it has: rating, size", "query", _snapshot, "--product", "p0", "--between", "ratng=4..5");
        Refused(2, "--number names a column of the catalogue; give --catalog too", "build", "--vectors", _folder.File("vectors.txt"), "--out", _folder.File("x.psx"), "--number", "rating");
        Refused(1, "no column \"ratng\" for a number column; the header has: product_id, category, rating, eu_size; name it with --number ratng=...", "build", "--vectors", _folder.File("vectors.txt"), "--catalog", _folder.File("products.csv"), "--out", _folder.File("x.psx"), "--number", "ratng");
        _folder.Write("bad.csv", Catalog(i => i == 3 ? "1e999" : Rating(i)));
        Refused(1, "bad.csv line 5, column rating: \"1e999\" is no number; write it like 4.5, and several like 38|39.5", "build", "--vectors", _folder.File("vectors.txt"), "--catalog", _folder.File("bad.csv"), "--out", _folder.File("x.psx"), "--number", "rating");
        Refused(2, "--number rating: \"good\" is no number", "delta", "set", _snapshot, "--delta", _folder.File("no.psd"), "--id", "p1", "--number", "rating=good");
    }

    [Fact]
    public void Diff_OtherNumbers_AreListed()
    {
        _folder.Write("later.csv", Catalog(i => i == 3 ? "0.25|1" : Rating(i)));
        Assert.Contains($"changed number rating: 1 (p3: {Rating(3)} -> 0.25|1)", Done("diff", _snapshot, Build("later.psx", "later.csv")), StringComparison.Ordinal);
        using JsonDocument json = JsonDocument.Parse(Done("diff", _snapshot, _folder.File("later.psx"), "--json"));
        Assert.Equal(1, json.RootElement.GetProperty("changes").GetProperty("numbers").GetProperty("rating").GetProperty("count").GetInt32());
    }

    /// <summary>A delta changes numbers, brings a column and a facet of its own, says that they are new, and a build takes them in.</summary>
    [Fact]
    public void Delta_Numbers_ShowInAnswersAndInTheNextBuild()
    {
        string delta = _folder.File("shop.psd");
        Assert.Contains("changed p1; new here: facet series, number column weight", Done("delta", "set", _snapshot, "--id", "p1", "--number", "rating=9", "--number", "weight=2.5|1", "--number", "size=", "--facet", "series=s1"), StringComparison.Ordinal);
        Assert.DoesNotContain("new here", Done("delta", "add", _snapshot, "--id", "fresh", "--like", "p1,p2", "--number", "weight=3", "--facet", "series=s2"), StringComparison.Ordinal);
        Assert.Equal(["fresh", "p1"], Found("--delta", delta, "--between", "weight=0.."));
        Assert.Equal(["p1"], Found("--delta", delta, "--between", "rating=5.."));
        Assert.Equal(["fresh"], Found("--delta", delta, "--facet", "series=s2"));
        Done("delta", "compact", _snapshot);
        Assert.Equal(["fresh", "p1"], Found("--delta", delta, "--between", "weight=0.."));
        string next = Build("next.psx", "products.csv", "--delta", delta);
        using JsonDocument info = JsonDocument.Parse(Done("info", next, "--json"));
        Assert.Equal(["rating", "size", "weight"], info.RootElement.GetProperty("info").GetProperty("numberColumns").EnumerateArray().Select(name => name.GetString()));
        Assert.Equal(["series"], info.RootElement.GetProperty("info").GetProperty("facets").EnumerateArray().Select(name => name.GetString()));
    }

    [Fact]
    public void Recommend_BoostByNumber_LiftsWhatLiesInTheRange()
    {
        using JsonDocument answer = JsonDocument.Parse(Done("recommend", _snapshot, "--viewed", "p0", "-k", "5", "--json", "--boost", "rating=4..:50"));
        string[] found = [.. answer.RootElement.GetProperty("results").EnumerateArray().Select(hit => hit.GetProperty("product").GetString()!)];
        Assert.Equal(5, found.Length);
        Assert.All(found, id => Assert.True(Matches(int.Parse(id[1..], CultureInfo.InvariantCulture), "rating=4.."), id));
    }

    private static string Rating(int i) => i % 5 == 4 ? string.Empty : ((i % 9 * 0.5) + 0.5).ToString(CultureInfo.InvariantCulture);

    private static double[] Sizes(int i) => [36 + (i % 3), .. i % 4 == 0 ? new[] { 36.5 + (i % 6) } : []];

    private static string Catalog(Func<int, string> rating) =>
        "product_id,category,rating,eu_size\n" + string.Concat(Enumerable.Range(0, Products).Select(i => $"p{i},shoes,{rating(i)},{string.Join('|', Sizes(i).Select(size => size.ToString(CultureInfo.InvariantCulture)))}\n"));

    private static bool Matches(int product, string range)
    {
        (string column, string bounds) = (range.Split('=')[0], range.Split('=')[1]);
        double[] own = column == "size" ? Sizes(product) : Rating(product).Length == 0 ? [] : [double.Parse(Rating(product), CultureInfo.InvariantCulture)];
        string[] ends = bounds.Split("..");
        double least = ends[0].Length == 0 ? double.NegativeInfinity : double.Parse(ends[0], CultureInfo.InvariantCulture);
        double most = ends[1].Length == 0 ? double.PositiveInfinity : double.Parse(ends[1], CultureInfo.InvariantCulture);
        return own.Any(number => number >= least && number <= most);
    }

    private string[] Found(params string[] options)
    {
        using JsonDocument answer = JsonDocument.Parse(Done(["query", _snapshot, "--product", "p0", "-k", "100", "--json", .. options]));
        return [.. answer.RootElement.GetProperty("results").EnumerateArray().Select(hit => hit.GetProperty("product").GetString()!).Order(StringComparer.Ordinal)];
    }

    private string Build(string file, string catalog, params string[] more)
    {
        Done(["build", "--vectors", _folder.File("vectors.txt"), "--catalog", _folder.File(catalog), "--out", _folder.File(file), "--number", "rating", "--number", "size=eu_size", .. more]);
        return _folder.File(file);
    }

    private static string Done(params string[] arguments)
    {
        (int code, string text, string error) = Cli.Run(arguments);
        Assert.True(code == 0, error);
        return text;
    }

    private static void Refused(int code, string words, params string[] arguments)
    {
        (int got, string _, string error) = Cli.Run(arguments);
        Assert.True(got == code, $"{got}: {error}");
        Assert.Contains(words, error, StringComparison.Ordinal);
    }
}
