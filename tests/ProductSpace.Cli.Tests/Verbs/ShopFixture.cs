namespace ProductSpace.Cli.Tests.Verbs;

/// <summary>
/// A synthetic shop with its snapshot, made once in the process by the verbs themselves; each test class has a copy, which
/// it may change.
/// </summary>
public sealed class ShopFixture : IDisposable
{
    private static readonly Lazy<MadeShop> s_made = new(() => new MadeShop());

    private readonly CliFolder _folder = new();

    public ShopFixture()
    {
        foreach (string file in Directory.GetFiles(s_made.Value.Folder.Root))
        {
            System.IO.File.Copy(file, File(Path.GetFileName(file)));
        }
    }

    public string Root => _folder.Root;

    public string Snapshot => File(MadeShop.Snapshot);

    public string BuildText => s_made.Value.BuildText;

    /// <summary>The line that builds the shop into another file.</summary>
    public string[] BuildLine(string target) => BuildLine(_folder, target);

    public string File(string name) => _folder.File(name);

    public void Dispose() => _folder.Dispose();

    private static string[] BuildLine(CliFolder folder, string target) =>
    [
        "build", "--vectors", folder.File("vectors.fvecs"), "--next-vectors", folder.File("next.fvecs"), "--ids", folder.File("ids.txt"),
        "--catalog", folder.File("products.csv"), "--out", target, "--m", "8", "--ef-construction", "40",
    ];

    /// <summary>The shop that all copies are of, as long as the process.</summary>
    private sealed class MadeShop
    {
        public const string Snapshot = "shop.psx";

        public MadeShop()
        {
            AppDomain.CurrentDomain.ProcessExit += (_, _) => Folder.Dispose();
            Assert.Equal(0, Cli.Run("synth", "--products", "3000", "--dimension", "24", "--sessions", "200", "--seed", "5", "--hardness", "easy", "--queries", "50", "--out", Folder.Root).Code);
            (int code, string text, string error) = Cli.Run(BuildLine(Folder, Folder.File(Snapshot)));
            Assert.True(code == 0, error);
            BuildText = text;
        }

        public CliFolder Folder { get; } = new();

        public string BuildText { get; }
    }
}
