using System.Diagnostics;

namespace ProductSpace.Cli.Tests.Verbs;

/// <summary>No verb writes over a file that it reads, under whatever name, nor over anything but a file.</summary>
public sealed class OwnInputsTests(ShopFixture shop) : IClassFixture<ShopFixture>, IDisposable
{
    private readonly CliFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("vectors.fvecs")]
    [InlineData("next.fvecs")]
    [InlineData("ids.txt")]
    [InlineData("products.csv")]
    public void Build_OverItsOwnInput_RefusedAndKept(string name) => Kept(shop.File(name), shop.BuildLine(shop.File(name)));

    [Fact]
    public void Build_OverSessionsOrDelta_RefusedAndKept()
    {
        Kept(shop.File("sessions.csv"), [.. shop.BuildLine(shop.File("sessions.csv")), "--sessions", shop.File("sessions.csv")]);
        string snapshot = _folder.File("catalog.psx");
        File.Copy(shop.Snapshot, snapshot);
        Assert.Equal(0, Cli.Run("delta", "set", snapshot, "--id", "p0000012", "--in-stock", "false").Code);
        Kept(_folder.File("catalog.psd"), [.. shop.BuildLine(_folder.File("catalog.psd")), "--delta", _folder.File("catalog.psd")]);
    }

    /// <summary>A folder of generations that is given as the delta: neither a snapshot nor the pointer in it is a place to build.</summary>
    [Fact]
    public void Build_IntoTheFolderOfItsDelta_RefusedAndKept()
    {
        Assert.Equal(0, Cli.Run("publish", shop.Snapshot, _folder.Root).Code);
        Assert.Equal(0, Cli.Run("delta", "set", _folder.File("catalog-000001.psx"), "--id", "p0000012", "--in-stock", "false").Code);
        foreach (string name in new[] { "catalog-000001.psx", "catalog-000001.psd", "CURRENT" })
        {
            Kept(_folder.File(name), [.. shop.BuildLine(_folder.File(name)), "--delta", _folder.Root]);
        }
    }

    [SkippableFact]
    public void Build_OverItsInputByALink_RefusedAndKept()
    {
        Skip.If(OperatingSystem.IsWindows(), "links need a right there");
        File.CreateSymbolicLink(_folder.File("soft"), shop.File("vectors.fvecs"));
        Kept(shop.File("vectors.fvecs"), shop.BuildLine(_folder.File("soft")));
        Skip.IfNot(OperatingSystem.IsLinux(), "identities are read there");
        Run("ln", shop.File("ids.txt"), _folder.File("hard"));
        Kept(shop.File("ids.txt"), shop.BuildLine(_folder.File("hard")));
        Assert.NotNull(new FileInfo(_folder.File("soft")).LinkTarget);
    }

    [Fact]
    public void ModelVerbs_OverWhatTheyRead_RefusedAndKept()
    {
        string model = _folder.File("model");
        string[] import = ["import", shop.File("vectors.fvecs"), "--next", shop.File("next.fvecs"), "--ids", shop.File("ids.txt")];
        Assert.Equal(0, Cli.Run([.. import, "--out", model]).Code);
        Kept(_folder.File("model/vectors.npy"), ["export", model, "--out", _folder.File("model/vectors.npy")]);
        Kept(_folder.File("model/ids.txt"), ["export", model, "--out", _folder.File("model/ids.txt")]);
        Kept(_folder.File("model/vectors.npy"), ["import", _folder.File("model/vectors.npy"), "--ids", shop.File("ids.txt"), "--out", model]);
        Kept(_folder.File("model/vectors.npy"), ["build", "--model", model, "--out", _folder.File("model/vectors.npy")]);
        Kept(_folder.File("model/products.csv"), ["train", "--events", shop.File("sessions.csv"), "--catalog", _folder.File("model/products.csv"), "--out", model]);
        Kept(_folder.File("model/products.csv"), ["train", "--events", shop.File("sessions.csv"), "--catalog", _folder.File("model/products.csv"), "--out", _folder.File("m"), "--checkpoint", model]);
    }

    [SkippableFact]
    public void Clean_OverItsLogByALink_RefusedAndKept()
    {
        Skip.If(OperatingSystem.IsWindows(), "links need a right there");
        string users = _folder.Write("users.txt", "u\n");
        File.CreateSymbolicLink(_folder.File("soft"), shop.File("sessions.csv"));
        Kept(shop.File("sessions.csv"), ["clean", "--events", shop.File("sessions.csv"), "--out", _folder.File("soft")]);
        Kept(shop.File("sessions.csv"), ["clean", "--events", shop.File("sessions.csv"), "--out", _folder.File("c.csv"), "--report", _folder.File("soft")]);
        Kept(users, ["clean", "--events", shop.File("sessions.csv"), "--exclude-users", users, "--out", users]);
    }

    /// <summary>A delta that is no delta is never written over: it is read first.</summary>
    [Fact]
    public void Delta_OverSnapshotOrVector_RefusedAndKept()
    {
        string snapshot = _folder.File("catalog.psx");
        File.Copy(shop.Snapshot, snapshot);
        string vector = _folder.Write("one.txt", "p 1 2 3\n");
        foreach (string input in new[] { snapshot, vector })
        {
            byte[] before = File.ReadAllBytes(input);
            (int code, _, string error) = Cli.Run("delta", "add", snapshot, "--id", "x", "--vector", vector, "--delta", input);
            Assert.Equal((1, true), (code, error.Contains("is no delta", StringComparison.Ordinal)));
            Assert.Equal(before, File.ReadAllBytes(input));
        }
    }

    /// <summary>A generation can be published again: it gets another number, and stays.</summary>
    [Fact]
    public void Publish_AGenerationOfTheFolder_IsKept()
    {
        Assert.Equal(0, Cli.Run("publish", shop.Snapshot, _folder.Root).Code);
        byte[] before = File.ReadAllBytes(_folder.File("catalog-000001.psx"));
        Assert.Equal(0, Cli.Run("publish", _folder.File("catalog-000001.psx"), _folder.Root).Code);
        Assert.Equal(before, File.ReadAllBytes(_folder.File("catalog-000001.psx")));
    }

    /// <summary>A pipe in the way of each verb that writes a file: refused at once, and still a pipe.</summary>
    [SkippableFact]
    public void Verbs_PipeInPlaceOfTheTarget_RefusedAndStays()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "pipes have names there");
        string model = _folder.File("model");
        Assert.Equal(0, Cli.Run("import", shop.File("vectors.fvecs"), "--ids", shop.File("ids.txt"), "--out", model).Code);
        string pipe = _folder.File("pipe.vec");
        Run("mkfifo", pipe);
        string[][] lines =
        [
            shop.BuildLine(pipe),
            ["export", model, "--out", pipe],
            ["clean", "--events", shop.File("sessions.csv"), "--out", pipe],
            ["clean", "--events", shop.File("sessions.csv"), "--out", _folder.File("c.csv"), "--report", pipe],
        ];
        foreach (string[] line in lines)
        {
            (int code, _, string error) = Cli.Run(line);
            Assert.Equal((1, true), (code, error.Contains($"{pipe}: is a pipe, which a file would replace; name a file", StringComparison.Ordinal)));
            Assert.Single(error.Trim().Split('\n'));
        }

        Directory.CreateDirectory(_folder.File("shop"));
        Run("mkfifo", _folder.File("shop/vectors.fvecs"));
        Assert.Contains("is a pipe", Cli.Run("synth", "--products", "300", "--dimension", "8", "--sessions", "20", "--out", _folder.File("shop")).Error, StringComparison.Ordinal);
        string copy = _folder.File("catalog.psx");
        File.Copy(shop.Snapshot, copy);
        Run("mkfifo", _folder.File("catalog.psd.lock"));
        Assert.Contains("is a pipe", Cli.Run("delta", "set", copy, "--id", "p0000012", "--in-stock", "false").Error, StringComparison.Ordinal);
        Assert.Equal(3, Pipes(_folder.Root));
        Assert.False(File.Exists(_folder.File("c.csv")));
    }

    /// <summary>As the issue has it: a mark by one command, a night by the next, and the mark is still there.</summary>
    [Fact]
    public void Publish_AfterDeltaSet_MarkIsInTheNextGeneration()
    {
        Assert.Equal(0, Cli.Run("publish", shop.Snapshot, _folder.Root).Code);
        Assert.Equal(0, Cli.Run("delta", "set", _folder.File("catalog-000001.psx"), "--id", "p0000012", "--price", "987654.01").Code);
        Assert.Equal(0, Cli.Run("publish", shop.Snapshot, _folder.Root).Code);
        Assert.Equal(0, Cli.Run("delta", "set", _folder.File("catalog-000002.psx"), "--id", "p0000013", "--price", "987654.02").Code);
        (int code, string text, string error) = Cli.Run("query", _folder.File("catalog-000002.psx"), "--delta", _folder.File("catalog-000002.psd"), "--product", "p0000014", "--price-min", "987654", "-k", "5", "--json");
        Assert.True(code == 0, error);
        Assert.Contains("p0000012", text, StringComparison.Ordinal);
        Assert.Contains("p0000013", text, StringComparison.Ordinal);
    }

    private static void Kept(string input, string[] line)
    {
        byte[] before = File.ReadAllBytes(input);
        (int code, _, string error) = Cli.Run(line);
        Assert.Equal((2, true), (code, error.Contains("would replace", StringComparison.Ordinal)));
        Assert.Equal(before, File.ReadAllBytes(input));
    }

    /// <summary>Pipes below a folder, as the system's own tool counts them.</summary>
    private static int Pipes(string folder)
    {
        using Process process = Process.Start(new ProcessStartInfo("find", [folder, "-type", "p"]) { RedirectStandardOutput = true })!;
        string[] found = process.StandardOutput.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries);
        process.WaitForExit();
        return found.Length;
    }

    private static void Run(string program, params string[] args)
    {
        using Process process = Process.Start(program, args);
        process.WaitForExit();
        Assert.Equal(0, process.ExitCode);
    }
}
