namespace ProductSpace.Tests.Architecture;

public class ProseTests
{
    [Fact]
    public void Sources_EveryFile_ReadsPlainlyAndFitsThePage()
    {
        string root = Sources.PathOf("src");
        List<string> broken = [];
        int files = 0;
        foreach (string file in Directory.EnumerateFiles(root, "*.cs", SearchOption.AllDirectories))
        {
            string relative = Path.GetRelativePath(root, file).Replace('\\', '/');
            if (!relative.Contains("/obj/", StringComparison.Ordinal) && !relative.Contains("/bin/", StringComparison.Ordinal))
            {
                files++;
                broken.AddRange(ProseRules.Broken(File.ReadAllLines(file)).Select(fault => $"{relative}: {fault}"));
            }
        }

        Assert.True(files > 400);
        Assert.True(broken.Count == 0, string.Join(Environment.NewLine, broken));
    }

    [Theory]
    [InlineData("    /// <summary>The same with more room.</summary>")]
    [InlineData("    // Places for so many rows.")]
    [InlineData("        throw new ArgumentException(\"a row outside of the map\");")]
    [InlineData("    /// <param name=\"k\">So many results.</param>")]
    public void Broken_RefusedWords_AreCaught(string line) => Assert.NotEmpty(ProseRules.Broken([line]));

    [Fact]
    public void Broken_WideLineOrLongFile_IsCaught()
    {
        Assert.Single(ProseRules.Broken([new string('x', 121)]));
        Assert.Single(ProseRules.Broken(Enumerable.Repeat("x", 401).ToArray()));
        Assert.Empty(ProseRules.Broken([new string('x', 120), "int anew = 1;"]));
    }
}
