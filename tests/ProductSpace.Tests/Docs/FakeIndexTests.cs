namespace ProductSpace.Tests.Docs;

public class FakeIndexTests
{
    [Fact]
    public void BuildToMemory_SampleOfTheDocumentation_Runs() => FakeIndexSample.Run();

    [Fact]
    public void BuildToMemory_Documentation_ShowsTheSample()
    {
        string[] sample = [.. Lines("tests", "ProductSpace.Tests", "Docs", "FakeIndexSample.cs")
            .SkipWhile(line => line != "// sample").Skip(1).TakeWhile(line => line != "// end").Where(line => line.Length > 0)];
        string builder = string.Join('\n', Lines("src", "ProductSpace", "ProductIndexBuilder.cs").Select(line => line.TrimStart('/').Trim()));
        Assert.Contains(string.Join('\n', sample), builder, StringComparison.Ordinal);
        Assert.True(sample.Length > 4);
    }

    private static IEnumerable<string> Lines(params string[] parts) =>
        File.ReadLines(Sources.PathOf(parts)).Select(line => line.Trim());
}
