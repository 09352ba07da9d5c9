using System.Text.Json;

namespace ProductSpace.Cli.Tests.Verbs;

/// <summary>Which space `query` asks, and down to which similarity.</summary>
public class QuerySpaceTests(ShopFixture shop) : IClassFixture<ShopFixture>
{
    [Fact]
    public void Query_SessionOrProduct_AsksTheSpaceThatFits()
    {
        string[] session = ["--session", "p0000012,p0000017"];
        string[] product = ["--product", "p0000012"];
        Assert.Equal(Ask([.. session, "--space", "next"]), Ask(session));
        Assert.Equal(Ask([.. product, "--space", "similar"]), Ask(product));
        Assert.NotEqual(Ask([.. session, "--space", "similar"]), Ask(session));
        Assert.NotEqual(Ask([.. product, "--space", "next"]), Ask(product));
    }

    [Fact]
    public void Query_SessionExplained_ExplainsTheSpaceThatIsAsked()
    {
        Assert.Equal(Explained("--space", "next"), Explained());
        Assert.NotEqual(Explained("--space", "similar"), Explained());

        string Explained(params string[] more)
        {
            (int code, string text, string error) =
                Cli.Run(["query", shop.Snapshot, "--session", "p0000012", "--explain", .. more]);
            Assert.True(code == 0, error);
            return text[text.IndexOf("To reach recall", StringComparison.Ordinal)..];
        }
    }

    [Fact]
    public void Query_MinSimilarity_EndsTheAnswerThere()
    {
        (string Product, float Similarity)[] all = Ask("--product", "p0000012", "-k", "20");
        string least = all[7].Similarity.ToString("R", System.Globalization.CultureInfo.InvariantCulture);
        Assert.Equal(all.TakeWhile(hit => hit.Similarity >= all[7].Similarity), Ask("--product", "p0000012", "-k", "20", "--min-similarity", least));
    }

    private (string Product, float Similarity)[] Ask(params string[] options)
    {
        (int code, string text, string error) = Cli.Run(["query", shop.Snapshot, "--exact", "--json", .. options]);
        Assert.True(code == 0, error);
        return [.. JsonDocument.Parse(text).RootElement.GetProperty("results").EnumerateArray()
            .Select(hit => (hit.GetProperty("product").GetString()!, hit.GetProperty("similarity").GetSingle()))];
    }
}
