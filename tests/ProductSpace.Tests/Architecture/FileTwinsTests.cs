namespace ProductSpace.Tests.Architecture;

/// <summary>Planning and Search: a test file for each file.</summary>
public sealed class FileTwinsTests
{
    /// <summary>Values without logic of their own: what fills them and what reads them is tested.</summary>
    private static readonly Dictionary<string, string[]> s_exempt = new()
    {
        ["Planning"] = ["HandoverRule.cs", "MachinePrices.cs", "PlanEstimates.cs", "PlanRequest.cs", "Strategy.cs"],
        // Asked through whole searches, by MixedCategoriesTests.
        ["Search"] = ["PlacementWatch.cs"],
    };

    [Theory]
    [InlineData("Planning")]
    [InlineData("Search")]
    public void Room_EveryFile_HasATestFile(string room)
    {
        List<string> files = FilesOf(Sources.PathOf("src", "ProductSpace", room));
        Assert.True(files.Count > 10);
        Assert.Empty(FileTwins.Broken(files, FilesOf(Sources.PathOf("tests", "ProductSpace.Tests", room)), s_exempt[room]));
    }

    [Theory]
    [InlineData("Wanderer.cs", "Wanderer.cs has no WandererTests.cs")]
    [InlineData("Cursor/Wanderer.cs", "Cursor/Wanderer.cs has no Cursor/WandererTests.cs")]
    [InlineData("Cursor/Known.cs", "Cursor/Known.cs has no Cursor/KnownTests.cs")]
    [InlineData("Wanderer.Ways.cs", "Wanderer.Ways.cs has no WandererTests.cs")]
    public void Broken_FileWithoutTests_IsCaught(string file, string fault)
    {
        Assert.Equal([fault], FileTwins.Broken(["Known.cs", "Known.Ways.cs", file], ["KnownTests.cs"], []));
        Assert.Empty(FileTwins.Broken([file], [], [file]));
    }

    /// <summary>The list of exemptions cannot outlive what it exempts.</summary>
    [Fact]
    public void Broken_ExemptionWithoutNeed_IsCaught()
    {
        Assert.Equal(["Known.cs is exempt and has KnownTests.cs"], FileTwins.Broken(["Known.cs"], ["KnownTests.cs"], ["Known.cs"]));
        Assert.Equal(["Gone.cs is exempt and not there"], FileTwins.Broken([], [], ["Gone.cs"]));
    }

    private static List<string> FilesOf(string folder) =>
        [.. Directory.EnumerateFiles(folder, "*.cs", SearchOption.AllDirectories).Select(file => Path.GetRelativePath(folder, file).Replace('\\', '/'))];
}
