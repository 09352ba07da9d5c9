using System.Text.Json;

namespace ProductSpace.Cli.Tests.Verbs;

/// <summary>`fetch` between two folders. What a link and a server do wrong is the business of the fetcher's own tests.</summary>
public sealed class FetchTests(ShopFixture shop) : IClassFixture<ShopFixture>, IDisposable
{
    private readonly CliFolder _source = new();
    private readonly CliFolder _target = new();

    public void Dispose()
    {
        _source.Dispose();
        _target.Dispose();
    }

    [Fact]
    public void Fetch_Folder_SaysWhatCame()
    {
        Cli.Run("publish", shop.Snapshot, _source.Root);
        (int code, string text, string error) = Cli.Run("fetch", _source.Root, "--to", _target.Root);
        Assert.True(code == 0, error);
        Assert.StartsWith($"{_target.Root}: generation 1 is current; ", text, StringComparison.Ordinal);
        Assert.Equal($"{_target.Root}: generation 1 is the source's already\n", Cli.Run("fetch", _source.Root, "--to", _target.Root).Out.ReplaceLineEndings("\n"));
        JsonElement json = JsonDocument.Parse(Cli.Run("fetch", _source.Root, "--to", _target.Root, "--json").Out).RootElement;
        Assert.Equal((1, false, 0L), (json.GetProperty("generation").GetInt32(), json.GetProperty("isNew").GetBoolean(), json.GetProperty("fetchedBytes").GetInt64()));
        Assert.Equal(File.ReadAllBytes(shop.Snapshot), File.ReadAllBytes(_target.File("catalog-000001.psx")));
    }

    [Fact]
    public void Fetch_Refused_ExitsOneWithOneLine()
    {
        Refused(1, "no such file", "fetch", _source.File("none"), "--to", _target.Root);
        Cli.Run("publish", shop.Snapshot, _source.Root);
        Refused(1, "no such directory; make it first", "fetch", _source.Root, "--to", _target.File("none"));
        Refused(1, "are allowed", "fetch", _source.Root, "--to", _target.Root, "--max-bytes", "1000");
        Refused(2, "--max-bytes must be", "fetch", _source.Root, "--to", _target.Root, "--max-bytes", "0");
        Refused(1, "is not the address", "fetch", "http://", "--to", _target.Root);
        Assert.Empty(Directory.GetFiles(_target.Root, "*.psx"));
    }

    [Fact]
    public void Fetch_Interrupted_SaysHowToGoOn()
    {
        Cli.Run("publish", shop.Snapshot, _source.Root);
        using CancellationTokenSource end = new();
        end.Cancel();
        (int code, string text, string error) = Cli.Run(end.Token, "fetch", _source.Root, "--to", _target.Root);
        Assert.Equal((130, string.Empty), (code, text));
        Assert.Contains("the same command goes on from there", error, StringComparison.Ordinal);
        Assert.Equal(0, Cli.Run("fetch", _source.Root, "--to", _target.Root).Code);
    }

    private static void Refused(int expected, string message, params string[] args)
    {
        (int code, string text, string error) = Cli.Run(args);
        Assert.Equal((expected, string.Empty), (code, text));
        Assert.Contains(message, error, StringComparison.Ordinal);
    }
}
