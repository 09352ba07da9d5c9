using System.Text.Json;
using System.Text.RegularExpressions;

namespace ProductSpace.Cli.Tests.Verbs;

/// <summary>`publish`, `generations`, `rollback` and `prune` over one folder.</summary>
public sealed partial class PublishTests(ShopFixture shop) : IClassFixture<ShopFixture>, IDisposable
{
    private readonly CliFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Publish_RollbackPrune_AsOnePersonWould()
    {
        Said("generations", $"{_folder.Root}: no generations\n", "generations", _folder.Root);
        Said("publish", $"{_folder.Root}: generation 1 is current\n", "publish", shop.Snapshot, _folder.Root);
        Said("publish", $"{_folder.Root}: generation 2 is current\n", "publish", shop.Snapshot, _folder.Root);
        Said("publish", $"{_folder.Root}: generation 3 is current\n", "publish", shop.Snapshot, _folder.Root);
        Said("rollback", $"{_folder.Root}: generation 2 is current\n", "rollback", _folder.Root);
        Said("rollback", $"{_folder.Root}: generation 3 is current\n", "rollback", _folder.Root, "--to", "3");
        Said("prune", $"{_folder.Root}: removed 1\n", "prune", _folder.Root, "--keep", "2");
        Said("prune", $"{_folder.Root}: nothing to remove\n", "prune", _folder.Root, "--keep", "2");
        (int code, string text, _) = Cli.Run("generations", _folder.Root);
        Assert.Equal(0, code);
        Assert.Matches(List(), text.ReplaceLineEndings("\n"));
        Assert.Equal(0, Cli.Run("verify", _folder.File("catalog-000003.psx")).Code);
    }

    [Fact]
    public void Verbs_Json_SayTheSame()
    {
        Cli.Run("publish", shop.Snapshot, _folder.Root);
        JsonElement published = Json("publish", shop.Snapshot, _folder.Root, "--json");
        Assert.Equal((2, 2L), (published.GetProperty("generation").GetInt32(), published.GetProperty("publication").GetInt64()));
        Assert.Equal(_folder.File("catalog-000002.psx"), published.GetProperty("path").GetString());
        JsonElement back = Json("rollback", _folder.Root, "--json");
        Assert.Equal((1, 3L), (back.GetProperty("generation").GetInt32(), back.GetProperty("publication").GetInt64()));
        JsonElement[] rows = [.. Json("generations", _folder.Root, "--json").GetProperty("generations").EnumerateArray()];
        Assert.Equal([true, false], rows.Select(row => row.GetProperty("current").GetBoolean()));
        Assert.All(rows, row => Assert.Equal(3000, row.GetProperty("products").GetInt32()));
        Assert.Empty(Json("prune", _folder.Root, "--keep", "1", "--json").GetProperty("removed").EnumerateArray());
    }

    [Fact]
    public void Verify_Folder_LooksAtEveryGeneration()
    {
        Refused("nothing was published here yet", "verify", _folder.Root);
        Cli.Run("publish", shop.Snapshot, _folder.Root);
        Cli.Run("publish", shop.Snapshot, _folder.Root);
        (int code, string text, _) = Cli.Run("verify", _folder.Root);
        Assert.Equal((0, $"{_folder.File("catalog-000001.psx")}: sound\n{_folder.File("catalog-000002.psx")}: sound, current\n"), (code, text.ReplaceLineEndings("\n")));
        byte[] bytes = File.ReadAllBytes(shop.Snapshot);
        bytes[^4096] ^= 1;
        File.Delete(_folder.File("catalog-000001.psx"));
        File.WriteAllBytes(_folder.File("catalog-000001.psx"), bytes);
        (code, text, string error) = Cli.Run("verify", _folder.Root, "--json");
        Assert.Equal(1, code);
        Assert.Single(error.Trim().Split('\n'));
        Assert.Contains("catalog-000001.psx", error, StringComparison.Ordinal);
        Assert.Equal([false, true], JsonDocument.Parse(text).RootElement.GetProperty("generations").EnumerateArray().Select(row => row.GetProperty("sound").GetBoolean()));
        File.Delete(_folder.File("catalog-000002.psx"));
        (code, _, error) = Cli.Run("verify", _folder.Root);
        Assert.Equal(1, code);
        Assert.Contains("generation 2 is current, and is not there", error, StringComparison.Ordinal);
    }

    [Fact]
    public void Verbs_Refused_ExitOneWithOneLine()
    {
        Refused("nothing was published here yet", "rollback", _folder.Root);
        Refused("nothing was published here yet", "prune", _folder.Root, "--keep", "1");
        Refused("no such file", "publish", _folder.File("none.psx"), _folder.Root);
        Refused("no such directory; make it first", "publish", shop.Snapshot, _folder.File("none"));
        Refused("no such directory; make it first", "generations", _folder.File("none"));
        Refused("is not a ProductSpace snapshot", "publish", shop.File("ids.txt"), _folder.Root);
        Cli.Run("publish", shop.Snapshot, _folder.Root);
        Refused("no generation below the current 1", "rollback", _folder.Root);
        Refused("there is no generation 7", "rollback", _folder.Root, "--to", "7");
        using (ProductSpace.Memory.SystemFiles.Instance.TryLock(_folder.File("publish.lock"), "the night job"))
        {
            Refused("the night job publishes here now", "publish", shop.Snapshot, _folder.Root);
        }

        File.WriteAllText(_folder.File("catalog-000009.psx"), "cut");
        (int code, string text, _) = Cli.Run("generations", _folder.Root);
        Assert.Equal(0, code);
        Assert.Contains("is not a ProductSpace snapshot", text, StringComparison.Ordinal);
        File.Delete(_folder.File("CURRENT"));
        File.WriteAllText(_folder.File("CURRENT"), "0");
        Refused("CURRENT: is damaged", "generations", _folder.Root);
    }

    [Theory]
    [InlineData("--keep must be", "prune", "x", "--keep", "0")]
    [InlineData("--to must be", "rollback", "x", "--to", "0")]
    [InlineData("--keep", "prune", "x")]
    [InlineData("publish --help", "publish", "x")]
    public void Verbs_WrongUsage_ExitTwo(string message, params string[] args)
    {
        (int code, _, string error) = Cli.Run(args);
        Assert.Equal(2, code);
        Assert.Contains(message, error, StringComparison.Ordinal);
    }

    private static void Said(string verb, string expected, params string[] args)
    {
        (int code, string text, string error) = Cli.Run(args);
        Assert.True(code == 0, $"{verb}: {error}");
        Assert.Equal(expected, text.ReplaceLineEndings("\n"));
    }

    private static JsonElement Json(params string[] args)
    {
        (int code, string text, string error) = Cli.Run(args);
        Assert.True(code == 0, error);
        return JsonDocument.Parse(text).RootElement;
    }

    private static void Refused(string message, params string[] args)
    {
        (int code, string text, string error) = Cli.Run(args);
        Assert.Equal((1, string.Empty), (code, text));
        Assert.Single(error.Trim().Split('\n'));
        Assert.Contains(message, error, StringComparison.Ordinal);
    }

    [GeneratedRegex(@"^ {7}2  \d{4}-\d\d-\d\d \d\d:\d\d:\d\dZ {8}3,000 products +[\d,]+ bytes  [0-9a-f]{32}\n\* {6}3  .*\n$")]
    private static partial Regex List();
}
