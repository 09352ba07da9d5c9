using System.Text.RegularExpressions;

namespace ProductSpace.VectorData.Tests;

/// <summary>The sample of the package's readme, line by line, and what it prints.</summary>
[Collection(AloneCollection.Name)]
public sealed partial class ReadmeTests
{
    [Fact]
    public async Task Sample_OfThePackage_PrintsTheNearest()
    {
        using TemporaryFolder folder = new();
        string before = Directory.GetCurrentDirectory();
        using StringWriter printed = new();
        TextWriter console = Console.Out;
        try
        {
            Directory.SetCurrentDirectory(folder.Root);
            Console.SetOut(printed);
            await RunAsync();
        }
        finally
        {
            Console.SetOut(console);
            Directory.SetCurrentDirectory(before);
        }

        Assert.Contains("Boots 0.999", printed.ToString(), StringComparison.Ordinal);
        Assert.Contains("Umbrellas 0.000", printed.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("Sandals", printed.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Sample_OfThePackage_IsWhatThisTestRuns()
    {
        string readme = File.ReadAllText(Sources.PathOf("src", "ProductSpace.VectorData", "README.md")).ReplaceLineEndings("\n");
        HashSet<string> own = [.. File.ReadAllLines(Sources.PathOf("tests", "ProductSpace.VectorData.Tests", "ReadmeTests.cs")).Select(line => line.Trim())];
        string[] lines = [.. Sample().Match(readme).Groups[1].Value.Split('\n').Select(line => line.Trim()).Where(line => line.Length > 0 && !UsedNamespace().IsMatch(line))];
        Assert.True(lines.Length > 20);
        Assert.All(lines, line => Assert.Contains(line, own));
    }

    private static async Task RunAsync()
    {
        using ProductSpaceVectorStore store = new("vectors");
        VectorStoreCollection<string, Article> articles = store.GetCollection<string, Article>("articles");
        await articles.EnsureCollectionExistsAsync();
        await articles.UpsertAsync(
        [
            new Article { Id = "a", Title = "Boots", Year = 2026, Embedding = new float[] { 1, 0, 0 } },
            new Article { Id = "b", Title = "Sandals", Year = 2025, Embedding = new float[] { 0.9f, 0.1f, 0 } },
            new Article { Id = "c", Title = "Umbrellas", Year = 2026, Embedding = new float[] { 0, 0, 1 } },
        ]);

        ReadOnlyMemory<float> query = new float[] { 1, 0.05f, 0 };
        VectorSearchOptions<Article> options = new() { Filter = article => article.Year >= 2026 };
        await foreach (VectorSearchResult<Article> hit in articles.SearchAsync(query, top: 2, options))
        {
            Console.WriteLine($"{hit.Record.Title} {hit.Score:F3}");
        }
    }

    [GeneratedRegex("```csharp\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex Sample();

    [GeneratedRegex("^using [A-Z][\\w.]*;$")]
    private static partial Regex UsedNamespace();

    public sealed class Article
    {
        [VectorStoreKey] public string Id { get; set; } = "";
        [VectorStoreData] public string? Title { get; set; }
        [VectorStoreData] public int Year { get; set; }
        [VectorStoreVector(3)] public ReadOnlyMemory<float> Embedding { get; set; }
    }
}
