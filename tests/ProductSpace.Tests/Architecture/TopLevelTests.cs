namespace ProductSpace.Tests.Architecture;

/// <summary>The top level holds what was agreed, and nothing else but dotfiles.</summary>
public sealed class TopLevelTests
{
    private static readonly string[] s_agreed = ["Engine.sln", "README.md", "bench", "native-free-docs", "src", "tests"];

    [Fact]
    public void TopLevel_OfTheClone_HoldsWhatWasAgreed() =>
        Assert.Equal(s_agreed, Undotted(Path.GetDirectoryName(Sources.PathOf("Engine.sln"))!));

    [Fact]
    public void Twin_OneFileMore_IsSeen()
    {
        using TemporaryFolder folder = new();
        File.WriteAllText(folder.File("Directory.Solution.targets"), "<Project />");
        File.WriteAllText(folder.File(".editorconfig"), string.Empty);
        Assert.Equal(["Directory.Solution.targets"], Undotted(Path.GetDirectoryName(folder.File("a"))!));
    }

    /// <summary>Results of `dotnet test`, which git ignores, may lie there.</summary>
    private static string[] Undotted(string folder) =>
    [
        .. Directory.EnumerateFileSystemEntries(folder)
            .Select(entry => Path.GetFileName(entry)!)
            .Where(name => name[0] != '.' && name != "TestResults")
            .Order(StringComparer.Ordinal),
    ];
}
