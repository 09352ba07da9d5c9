using System.Text.Json;

namespace ProductSpace.Cli.Tests.Verbs;

/// <summary>A folder of generations stands wherever a snapshot does: its current one, with its delta.</summary>
public sealed class GenerationFolderTests : IClassFixture<ShopFixture>, IDisposable
{
    private readonly CliFolder _folder = new();
    private readonly string _shop;

    public GenerationFolderTests(ShopFixture shop)
    {
        _shop = Directory.CreateDirectory(_folder.File("shop")).FullName;
        Done("publish", shop.Snapshot, _shop);
    }

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("info", "FOLDER", "--json")]
    [InlineData("verify", "FOLDER", "--json")]
    [InlineData("query", "FOLDER", "--product", "p0000012", "--json")]
    [InlineData("recommend", "FOLDER", "--viewed", "p0000012", "--json")]
    [InlineData("diff", "FOLDER", "FOLDER", "--json")]
    [InlineData("publish", "FOLDER", "FOLDER", "--json")]
    public void Verb_Folder_ReadsTheCurrentGeneration(params string[] args) =>
        Assert.Equal(JsonValueKind.Object, JsonDocument.Parse(Done([.. args.Select(arg => arg == "FOLDER" ? _shop : arg)])).RootElement.ValueKind);

    [Fact]
    public void Query_FolderWithADelta_AnswersAsItsShops()
    {
        Done("delta", "remove", _shop, "--id", "p0000427");
        Assert.True(File.Exists(Path.Combine(_shop, "catalog-000001.psd")));
        Assert.Contains("1 removals", Done("delta", "info", _shop), StringComparison.Ordinal);
        Assert.DoesNotContain("p0000427", Done("query", _shop, "--product", "p0000892", "-k", "2000"), StringComparison.Ordinal);
    }

    [Fact]
    public void Open_AnotherFolder_RefusedWithTheRemedy()
    {
        string model = Directory.CreateDirectory(_folder.File("model")).FullName;
        Assert.Equal(1, Cli.Run("info", model).Code);
        File.WriteAllText(Path.Combine(model, "model.json"), "{}");
        (int code, _, string error) = Cli.Run("info", model);
        Assert.Equal(1, code);
        Assert.Contains("is a model folder; make a snapshot of it first: productspace build --model", error, StringComparison.Ordinal);
    }

    private static string Done(params string[] args)
    {
        (int code, string text, string error) = Cli.Run(args);
        Assert.True(code == 0, error);
        return text;
    }
}
