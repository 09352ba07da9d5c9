using System.Security.Cryptography;
using System.Text.Json;

namespace ProductSpace.Cli.Tests.Verbs;

/// <summary>`verify --sha256`: the sum that `sha256sum` prints, and a comparison that another file does not pass.</summary>
public sealed class Sha256Tests(ShopFixture shop) : IClassFixture<ShopFixture>, IDisposable
{
    private readonly CliFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    private string Sum => Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(shop.Snapshot)));

    [Fact]
    public void Verify_Sha256_PrintsAsSha256sum()
    {
        (int code, string text, string error) = Cli.Run("verify", shop.Snapshot, "--sha256");
        Assert.Equal((0, string.Empty), (code, error));
        Assert.EndsWith($"\n{Sum}  {Path.GetFileName(shop.Snapshot)}\n", text.ReplaceLineEndings("\n"), StringComparison.Ordinal);
        Assert.Equal(Sum, JsonDocument.Parse(Cli.Run("verify", shop.Snapshot, "--json", "--sha256").Out).RootElement.GetProperty("sha256").GetString());
        Assert.DoesNotContain(Sum, Cli.Run("verify", shop.Snapshot).Out, StringComparison.Ordinal);
    }

    [Fact]
    public void Verify_Sha256Given_IsCompared()
    {
        Assert.Equal(0, Cli.Run("verify", shop.Snapshot, "--sha256", Sum.ToUpperInvariant()).Code);
        Refused("its SHA-256 is", "verify", shop.Snapshot, "--sha256", (Sum[0] == '0' ? '1' : '0') + Sum[1..]);
        string list = _folder.Write("sums", $"{new string('a', 64)}  other.psx\n{Sum} *{Path.GetFileName(shop.Snapshot)}\n");
        Assert.Equal(0, Cli.Run("verify", shop.Snapshot, "--sha256", list).Code);
        Refused("has no sum for it", "verify", shop.Snapshot, "--sha256", _folder.Write("others", $"{new string('a', 64)}  other.psx\n"));
        Refused("line 2 is not as sha256sum", "verify", shop.Snapshot, "--sha256", _folder.Write("wild", $"{Sum}  x\n{Sum}\n"));
        Assert.Equal(2, Cli.Run("verify", shop.Snapshot, "--sha256", "12ab").Code);
    }

    [Fact]
    public void Verify_FolderWithSums_NamesTheOneThatDiffers()
    {
        Cli.Run("publish", shop.Snapshot, _folder.Root);
        Cli.Run("publish", shop.Snapshot, _folder.Root);
        string sums = string.Concat(Cli.Run("verify", _folder.Root, "--sha256").Out.ReplaceLineEndings("\n").Split('\n').Where(line => line.Contains("  catalog-", StringComparison.Ordinal)).Select(line => line + "\n"));
        Assert.Equal(2, sums.Count(sign => sign == '\n'));
        string list = _folder.Write("sums", sums);
        Assert.Equal(0, Cli.Run("verify", _folder.Root, "--sha256", list).Code);
        _folder.Write("sums", sums.Replace($"{Sum}  catalog-000002", $"{new string('0', 64)}  catalog-000002", StringComparison.Ordinal));
        (int code, _, string error) = Cli.Run("verify", _folder.Root, "--sha256", list);
        Assert.Equal(1, code);
        Assert.Contains("catalog-000002.psx: its SHA-256 is", error, StringComparison.Ordinal);
    }

    private static void Refused(string message, params string[] args)
    {
        (int code, _, string error) = Cli.Run(args);
        Assert.Equal(1, code);
        Assert.Single(error.Trim().Split('\n'));
        Assert.Contains(message, error, StringComparison.Ordinal);
    }
}
