namespace ProductSpace.Cli.Tests.Verbs;

/// <summary>A synthetic shop with brand, colour and season, and its snapshot with these as facets.</summary>
public sealed class FacetShopFixture : IDisposable
{
    private readonly CliFolder _folder = new();

    public FacetShopFixture()
    {
        Assert.Equal(0, Cli.Run("synth", "--products", "600", "--dimension", "16", "--sessions", "20", "--seed", "3", "--hardness", "easy", "--facets", "--out", _folder.Root).Code);
        (int code, string _, string error) = Cli.Run(
            "build", "--vectors", File("vectors.fvecs"), "--ids", File("ids.txt"), "--catalog", File("products.csv"), "--out", Snapshot,
            "--m", "8", "--ef-construction", "20", "--facet", "brand", "--facet", "hue=colour", "--facet", "season");
        Assert.True(code == 0, error);
    }

    public string Snapshot => File("shop.psx");

    public string File(string name) => _folder.File(name);

    public void Dispose() => _folder.Dispose();
}
