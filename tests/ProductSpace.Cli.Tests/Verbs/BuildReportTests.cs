using System.Text;
using System.Text.Json;

namespace ProductSpace.Cli.Tests.Verbs;

/// <summary>What `build` says about its files, before anyone searches.</summary>
public sealed class BuildReportTests : IDisposable
{
    private readonly CliFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Build_Feed_BeginsWithWhatWasRead()
    {
        string text = Build(0, "id,title,product_type,price,availability,brand\np-1,Boot,Shoes > Boots,89.90 EUR,in stock,acme\n,,,,,\np-2,Low,Shoes,49.90 EUR,out of stock,\np-2,Low,Shoes,39.90 EUR,in stock,zeta\nx,Gone,Shoes,1 EUR,no,zeta\n", "--facet", "brand").Out;
        string[] lines = text.ReplaceLineEndings("\n").Split('\n');
        Assert.Equal(
            [
                $"{_folder.File("p.csv")}: 4 rows, 3 of them with a vector",
                "  1 empty rows skipped",
                "  columns: product_id=id, category=product_type, name=title, brand, price, in_stock=availability",
                "  2 products with a row, 2 in a category",
                "  2 categories of up to 2 levels separated by '>'",
                "  1 rows are further variants of a product, and were merged",
                "  2 with a price (39.90 to 89.90 EUR)",
                "  3 in stock",
                "  0 with the time when they came into the shop: --first-seen-after cannot match; name the column with --column first_seen=...",
                "  2 with the facet brand, 2 values",
            ],
            lines[..10]);
        Assert.StartsWith($"{_folder.File("out.psx")}: 3 products x 2", lines[10], StringComparison.Ordinal);
    }

    [Fact]
    public void Build_Json_HasTheSame()
    {
        string text = Build(0, "product_id,category,first_seen\np-1,a/b,04-03-2026\n,,\np-2,a,05-03-2026\n", "--date-format", "dd-MM-yyyy", "--json").Out;
        using JsonDocument json = JsonDocument.Parse(text);
        JsonElement report = json.RootElement.GetProperty("report").GetProperty("catalog");
        Assert.Equal((2, 2, 2), (report.GetProperty("rows").GetInt32(), report.GetProperty("joined").GetInt32(), report.GetProperty("withFirstSeen").GetInt32()));
        Assert.Equal("2026-03-04T00:00:00+00:00", report.GetProperty("firstSeenFrom").GetString());
        Assert.Equal("2026-03-05T00:00:00+00:00", report.GetProperty("firstSeenTo").GetString());
        JsonElement reading = json.RootElement.GetProperty("catalog");
        Assert.Equal((1, "/"), (reading.GetProperty("emptyRows").GetInt32(), reading.GetProperty("categorySeparator").GetString()));
    }

    [Fact]
    public void Build_IdsThatNeverMeet_StopsUnlessAllowed()
    {
        const string products = "product_id,price\n1,5\n2,5\n";
        string vectors = _folder.Write("v.txt", "2 2\n01 1 0\n02 0 1\n");
        string error = Build(1, products, "--vectors", vectors).Error;
        Assert.Contains("p.csv line 2: the catalogue and the vectors do not belong together: 0 of 2", error, StringComparison.Ordinal);
        Assert.Contains("ids meet without leading zeros: the catalogue has \"1\", the vectors \"01\"", error, StringComparison.Ordinal);
        Assert.False(File.Exists(_folder.File("out.psx")));
        Assert.Contains("warning: more ids meet without leading zeros", Build(0, products, "--vectors", vectors, "--allow-unjoined-catalog").Out, StringComparison.Ordinal);
    }

    [Fact]
    public void Build_Windows1252Everywhere_NeedsTheEncoding()
    {
        byte[] ids = Encoding.Latin1.GetBytes("gr\u00FCn\ngr\u00F6n\n");
        File.WriteAllBytes(_folder.File("ids.txt"), ids);
        File.WriteAllBytes(_folder.File("p.csv"), [.. "product_id,category\n"u8, .. Encoding.Latin1.GetBytes("gr\u00FCn,M\u00F6bel\ngr\u00F6n,M\u00FCsli\n")]);
        string[] args = ["--vectors", _folder.Write("v.txt", "1.5 0\n0 1.5\n"), "--ids", _folder.File("ids.txt"), "--catalog", _folder.File("p.csv"), "--out", _folder.File("out.psx")];
        Assert.Contains("p.csv line 2: byte 22 (0xFC) is no UTF-8", Run(1, ["build", .. args]).Error, StringComparison.Ordinal);
        Assert.Contains("ids.txt line 1: byte 2 (0xFC) is no UTF-8", Run(1, ["build", .. args[..4], .. args[6..]]).Error, StringComparison.Ordinal);
        Run(0, ["build", .. args, "--encoding", "windows-1252"]);
        Assert.Contains("gr\u00F6n", Run(0, "query", _folder.File("out.psx"), "--product", "gr\u00FCn", "--category", "M\u00FCsli").Out, StringComparison.Ordinal);
        Run(2, ["build", .. args, "--encoding", "klingon"]);
    }

    [Theory]
    [InlineData("--date-format", "dd-MM-yyyy")]
    [InlineData("--category-separator", ">")]
    [InlineData("--allow-unjoined-catalog")]
    public void Build_CatalogOptionsWithoutACatalog_AreUsage(params string[] options) =>
        Assert.Contains("give --catalog too", Run(2, ["build", "--vectors", "v.npy", "--out", _folder.File("out.psx"), .. options]).Error, StringComparison.Ordinal);

    [Fact]
    public void Import_NumbersOnlyAndEncodedIds_AreRead()
    {
        File.WriteAllBytes(_folder.File("ids.txt"), Encoding.Latin1.GetBytes("gr\u00FCn\nb\n"));
        string[] args = ["import", _folder.Write("v.txt", "1.5 0.5 2\n0.5 1.5 3\n"), "--ids", _folder.File("ids.txt"), "--out", _folder.File("model")];
        Assert.Contains("byte 2 (0xFC) is no UTF-8", Run(1, args).Error, StringComparison.Ordinal);
        Assert.Contains("2 products x 3", Run(0, [.. args, "--encoding", "latin1"]).Out, StringComparison.Ordinal);
    }

    private (string Out, string Error) Build(int code, string products, params string[] more)
    {
        string[] vectors = more.Contains("--vectors") ? [] : ["--vectors", _folder.Write("v.txt", "3 2\np-1 1 0\np-2 0 1\np-3 1 1\n")];
        return Run(code, ["build", .. vectors, "--catalog", _folder.Write("p.csv", products), "--out", _folder.File("out.psx"), .. more]);
    }

    private static (string Out, string Error) Run(int code, params string[] args)
    {
        (int found, string output, string error) = Cli.Run(args);
        Assert.True(found == code, $"exit {found}: {error}");
        return (output, error);
    }
}
