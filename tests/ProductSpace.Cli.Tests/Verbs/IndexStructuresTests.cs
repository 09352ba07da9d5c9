using System.Text.Json;

namespace ProductSpace.Cli.Tests.Verbs;

/// <summary>`build --structures`, and what the other verbs say of such snapshots.</summary>
public class IndexStructuresTests(ShopFixture shop) : IClassFixture<ShopFixture>
{
    [Theory]
    [InlineData("both")]
    [InlineData("graph")]
    [InlineData("cells")]
    [InlineData("scan")]
    public void Build_Structures_InfoAndVerifySayWhich(string structures)
    {
        string snapshot = Build(structures);
        bool hasGraph = structures is "both" or "graph";
        (int code, string text, _) = Cli.Run("info", snapshot, "--json");
        Assert.Equal(0, code);
        JsonElement info = JsonDocument.Parse(text).RootElement;
        Assert.Equal(structures, info.GetProperty("info").GetProperty("structures").GetString());
        string[] sections = [.. info.GetProperty("sections").EnumerateArray().Select(section => section.GetProperty("name").GetString()!)];
        Assert.Equal(hasGraph, sections.Contains("similar.packed-neighbors"));
        Assert.Equal(hasGraph, sections.Contains("next.calibration"));
        Assert.Equal(structures is "both" or "cells", sections.Contains("similar.cell-blocks"));
        Assert.Equal(structures == "cells" ? 8 : 0, info.GetProperty("cellCalibration").GetArrayLength());

        (code, text, _) = Cli.Run("info", snapshot);
        Assert.Equal(0, code);
        Assert.Contains($"structures  {structures}\n", text.ReplaceLineEndings("\n"), StringComparison.Ordinal);
        Assert.Equal(!hasGraph, text.Contains("graph       none", StringComparison.Ordinal));
        (code, text, _) = Cli.Run("verify", snapshot);
        Assert.Equal(0, code);
        Assert.Contains(!hasGraph ? "no graph" : "nodes can be reached", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData]
    [InlineData("--category", "women")]
    [InlineData("--target-recall", "1")]
    [InlineData("-k", "200")]
    public void Query_ExplainWithoutGraph_TakesTheStrategyOfTheAnswer(params string[] more)
    {
        (int code, string text, string error) = Cli.Run(["query", Build("cells"), "--product", "p0000012", "--explain", "--json", .. more]);
        Assert.True(code == 0, error);
        JsonElement answer = JsonDocument.Parse(text).RootElement;
        JsonElement taken = Assert.Single(answer.GetProperty("explanation").GetProperty("strategies").EnumerateArray(), strategy => strategy.GetProperty("taken").GetBoolean());
        Assert.Equal(taken.GetProperty("strategy").GetString(), answer.GetProperty("strategy").GetString());
        Assert.Equal(taken.GetProperty("cells").GetInt32(), answer.GetProperty("cellsScanned").GetInt32());
    }

    [Fact]
    public void Query_EfWithoutGraph_IsRefusedInOneLine()
    {
        (int code, _, string error) = Cli.Run("query", Build("cells"), "--product", "p0000012", "--ef", "40");
        Assert.Equal(1, code);
        Assert.Single(error.Trim().Split('\n'));
        Assert.Contains("without a graph", error, StringComparison.Ordinal);
    }

    /// <summary>A small shop has neither by default; who names M wants a graph.</summary>
    [Fact]
    public void Build_SmallShop_HasNeitherUnlessTheGraphIsAskedFor()
    {
        Assert.Equal("scan", Built("auto", []));
        Assert.Equal("both", Built("with-m", ["--m", "8"]));
        Assert.Equal("both", Built("with-ef", ["--ef-construction", "40"]));

        string Built(string name, string[] more)
        {
            string target = shop.File($"size-{name}.psx");
            (int code, string text, string error) = Cli.Run(["build", "--vectors", shop.File("vectors.fvecs"), "--ids", shop.File("ids.txt"), "--out", target, .. more]);
            Assert.True(code == 0, error);
            Assert.Equal(name == "auto", text.Contains("every search is an exact scan", StringComparison.Ordinal));
            return JsonDocument.Parse(Cli.Run("info", target, "--json").Out).RootElement.GetProperty("info").GetProperty("structures").GetString()!;
        }
    }

    [Fact]
    public void Query_SmallShop_IsExactWhateverIsAsked()
    {
        foreach (string[] more in new string[][] { ["--ef", "1"], ["--explain"], ["--explain", "--target-recall", "0.5"], ["--explain", "--category", "women"] })
        {
            (int code, string text, string error) = Cli.Run(["query", Build("scan"), "--product", "p0000012", "--json", .. more]);
            Assert.True(code == 0, error);
            JsonElement answer = JsonDocument.Parse(text).RootElement;
            Assert.Equal("scan", answer.GetProperty("strategy").GetString());
            if (more[0] == "--explain")
            {
                Assert.Equal("scan", Assert.Single(answer.GetProperty("explanation").GetProperty("strategies").EnumerateArray()).GetProperty("strategy").GetString());
            }
        }
    }

    [Theory]
    [InlineData("cells")]
    [InlineData("scan")]
    public void Bench_WithoutGraph_MeasuresTargets(string structures)
    {
        (int code, string text, string error) = Cli.Run("bench", Build(structures), "--json");
        Assert.True(code == 0, error);
        JsonElement root = JsonDocument.Parse(text).RootElement;
        foreach (JsonElement row in root.GetProperty("rows").EnumerateArray())
        {
            Assert.Equal(0, row.GetProperty("ef").GetInt32());
            Assert.Equal(row.GetProperty("strategy").GetString() == "cells", row.GetProperty("cells").GetInt32() > 0);
        }

        Assert.Equal(6, root.GetProperty("targets").GetArrayLength());
        Assert.All(root.GetProperty("targets").EnumerateArray(), row => Assert.InRange(row.GetProperty("recall").GetDouble(), row.GetProperty("target").GetDouble() - 0.02, 1));
    }

    private string Build(string structures)
    {
        string target = shop.File($"{structures}.psx");
        if (!File.Exists(target))
        {
            (int code, _, string error) = Cli.Run(
                "build", "--vectors", shop.File("vectors.fvecs"), "--next-vectors", shop.File("next.fvecs"), "--ids", shop.File("ids.txt"),
                "--catalog", shop.File("products.csv"), "--out", target, "--structures", structures);
            Assert.True(code == 0, error);
        }

        return target;
    }
}
