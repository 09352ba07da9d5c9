using System.Globalization;
using System.Text.Json;

namespace ProductSpace.Cli.Tests.Verbs;

/// <summary>`--similarity` of `build` and `import`, and what the other verbs make of such snapshots.</summary>
public sealed class SimilarityTests : IDisposable
{
    private readonly CliFolder _folder = new();

    public SimilarityTests()
    {
        // One direction in four lengths, and two others: of unequal lengths, as those of ALS are.
        List<string> lines = [];
        for (int i = 0; i < 60; i++)
        {
            double angle = i * 0.1;
            double length = 1 + (i % 7);
            lines.Add(string.Create(CultureInfo.InvariantCulture, $"p{i} {length * Math.Cos(angle):F4} {length * Math.Sin(angle):F4} {length * 0.1:F4}"));
        }

        File.WriteAllLines(_folder.File("items.txt"), lines);
        File.WriteAllLines(_folder.File("user.txt"), ["u 2 0 0"]);
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Build_Dot_AnswersWithDotProducts()
    {
        Build("dot.psx", "--similarity", "dot");
        Assert.Contains("similarity  dot\n", Succeed("info", _folder.File("dot.psx")).ReplaceLineEndings("\n"), StringComparison.Ordinal);
        JsonElement best = JsonDocument.Parse(Succeed("query", _folder.File("dot.psx"), "--vector", _folder.File("user.txt"), "-k", "1", "--exact", "--json")).RootElement;
        Assert.Contains("11.5", best.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("if these are vectors of ALS", Build("dot.psx", "--similarity", "dot"), StringComparison.Ordinal);
        Succeed("verify", _folder.File("dot.psx"));
        Assert.Contains("1.0000", Succeed("bench", _folder.File("dot.psx"), "--queries", _folder.File("user.txt")), StringComparison.Ordinal);
    }

    [Fact]
    public void Build_CosineOfUnequalLengths_HintsUnlessCosineWasAskedFor()
    {
        string text = Build("cosine.psx");
        Assert.Contains("nine in ten vectors have a length from", text, StringComparison.Ordinal);
        Assert.Contains("build with --similarity dot", text, StringComparison.Ordinal);
        Assert.DoesNotContain("--similarity dot", Build("cosine.psx", "--similarity", "cosine"), StringComparison.Ordinal);
        Assert.Contains("similarity  cosine\n", Succeed("info", _folder.File("cosine.psx")).ReplaceLineEndings("\n"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("dot", "similarity dot", "similarity  dot")]
    [InlineData("cosine", "similarity cosine", "similarity  cosine")]
    [InlineData(null, "import with --similarity dot", "similarity  cosine")]
    public void Import_Similarity_IsWhatABuildOfTheModelTakes(string? similarity, string said, string info)
    {
        string[] more = similarity is null ? [] : ["--similarity", similarity];
        Assert.Contains(said, Succeed(["import", _folder.File("items.txt"), "--out", _folder.File("model"), .. more]), StringComparison.Ordinal);
        string built = Succeed("build", "--model", _folder.File("model"), "--out", _folder.File("a.psx"));
        Assert.Equal(similarity is null, built.Contains("--similarity dot", StringComparison.Ordinal));
        Assert.Contains(info, Succeed("info", _folder.File("a.psx")), StringComparison.Ordinal);
    }

    /// <summary>Both spaces of one training, the second alone by dot product.</summary>
    [Fact]
    public void Build_NextSimilarity_IsThatOfNextAlone()
    {
        Build("next.psx", "--next-vectors", _folder.File("items.txt"), "--next-similarity", "dot");
        Assert.Contains("similarity  cosine, in the space Next dot", Succeed("info", _folder.File("next.psx")), StringComparison.Ordinal);
        (int code, _, string error) = Cli.Run("build", "--vectors", _folder.File("items.txt"), "--next-similarity", "dot", "--out", _folder.File("a.psx"));
        Assert.Equal(2, code);
        Assert.Contains("--next-similarity is about the space Next", error, StringComparison.Ordinal);
    }

    [Fact]
    public void Query_MinSimilarityAboveOne_IsForDotProductsOnly()
    {
        Build("dot.psx", "--similarity", "dot");
        Build("cosine.psx", "--similarity", "cosine");
        Assert.Contains(" matches by", Succeed("query", _folder.File("dot.psx"), "--vector", _folder.File("user.txt"), "--min-similarity", "12"), StringComparison.Ordinal);
        (int code, _, string error) = Cli.Run("query", _folder.File("cosine.psx"), "--vector", _folder.File("user.txt"), "--min-similarity", "12");
        Assert.Equal(2, code);
        Assert.Contains("--min-similarity must be from -1 to 1", error, StringComparison.Ordinal);
    }

    [Fact]
    public void Diff_OtherSimilarity_IsNamed()
    {
        Build("dot.psx", "--similarity", "dot");
        Build("cosine.psx", "--similarity", "cosine");
        (_, string text, _) = Cli.Run("diff", _folder.File("cosine.psx"), _folder.File("dot.psx"));
        Assert.Contains("similarity", text, StringComparison.Ordinal);
    }

    private string Build(string target, params string[] more) =>
        Succeed(["build", "--vectors", _folder.File("items.txt"), "--out", _folder.File(target), .. more]);

    private static string Succeed(params string[] args)
    {
        (int code, string text, string error) = Cli.Run(args);
        Assert.True(code == 0, error);
        return text;
    }
}
