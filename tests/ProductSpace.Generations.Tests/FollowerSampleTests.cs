namespace ProductSpace.Generations.Tests;

public sealed class FollowerSampleTests(SmallShops shops) : IClassFixture<SmallShops>
{
    [Fact]
    public void Operations_Sample_IsTheCompiledOne()
    {
        string root = Sources.Root;
        string[] source = File.ReadAllLines(Path.Combine(root, "tests", "ProductSpace.Generations.Tests", "FollowerSample.cs"));
        int start = Array.FindIndex(source, line => line.Trim() == "// sample") + 1;
        int end = Array.FindIndex(source, line => line.Trim() == "// end") - 1;
        string sample = string.Join('\n', source[start..end].Select(line => line.Length > 8 ? line[8..] : line.Trim()));
        string page = File.ReadAllText(Path.Combine(root, "native-free-docs", "operations.md")).ReplaceLineEndings("\n");
        Assert.Contains("```csharp\n" + sample + "\n```", page, StringComparison.Ordinal);
    }

    [Fact]
    public void Operations_Sample_Runs()
    {
        using TemporaryFolder folder = new();
        Directory.CreateDirectory(folder.File("shop"));
        new GenerationFolder(folder.File("shop")).Publish(shops[0]);
        string before = Environment.CurrentDirectory;
        using StringWriter output = new();
        try
        {
            Environment.CurrentDirectory = folder.Root;
            FollowerSample.Run(["p-1", "p-7"], output);
        }
        finally
        {
            Environment.CurrentDirectory = before;
        }

        string[] lines = output.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(12, lines.Length);
        Assert.All(lines, line => Assert.Contains("generation 1", line, StringComparison.Ordinal));
    }
}
