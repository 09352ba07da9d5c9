namespace ProductSpace.Cli.Tests.Verbs;

/// <summary>A synthetic shop with its snapshot, made once by the verbs themselves.</summary>
public sealed class ShopFixture : IDisposable
{
    private readonly CliFolder _folder = new();

    public ShopFixture()
    {
        Assert.Equal(0, Cli.Run("synth", "--products", "3000", "--dimension", "24", "--sessions", "200", "--seed", "5", "--hardness", "easy", "--queries", "50", "--out", Root).Code);
        (int code, string text, string error) = Cli.Run(BuildLine(Snapshot));
        Assert.True(code == 0, error);
        BuildText = text;
    }

    public string Root => _folder.Root;

    public string Snapshot => File("shop.psx");

    public string BuildText { get; }

    /// <summary>The line that builds the shop into another file.</summary>
    public string[] BuildLine(string target) =>
    [
        "build", "--vectors", File("vectors.fvecs"), "--next-vectors", File("next.fvecs"), "--ids", File("ids.txt"),
        "--catalog", File("products.csv"), "--out", target, "--m", "8", "--ef-construction", "40",
    ];

    public string File(string name) => _folder.File(name);

    public void Dispose() => _folder.Dispose();
}
