using System.Text.Json;

namespace ProductSpace.Cli.Tests.Verbs;

public class DemoTests
{
    [Fact]
    public void Demo_OnASmallShop_ShowsTheWholeWay()
    {
        using CliFolder folder = new();
        Assert.Equal(0, Cli.Run("synth", "--products", "2500", "--dimension", "16", "--sessions", "3000", "--seed", "3", "--out", folder.File("shop")).Code);
        (int code, string text, string error) = Cli.Run("demo", "--data", folder.File("shop"), "--out", folder.File("kept"));
        Assert.True(code == 0, error);
        foreach (string part in new[] { "Cleaned:", "Trained:", "views kept apart", "What could replace it", "What shoppers look at next", "the two lists share", "A shopper viewed", "in stock", "What comes next", "recall", "everything is kept in", "Try next", "reach every product" })
        {
            Assert.Contains(part, text, StringComparison.Ordinal);
        }

        Assert.True(File.Exists(Path.Combine(folder.File("kept"), "catalog.psx")));
        Assert.True(File.Exists(Path.Combine(folder.File("kept"), "model", "model.json")));

        (code, text, error) = Cli.Run("demo", "--data", folder.File("shop"), "--out", folder.File("kept"), "--json");
        Assert.True(code == 0, error);
        JsonElement json = JsonDocument.Parse(text).RootElement;
        Assert.Equal(6, json.GetProperty("training").GetProperty("epochs").GetArrayLength());
        Assert.Equal(json.GetProperty("training").GetProperty("products").GetInt32(), json.GetProperty("report").GetProperty("products").GetInt32());
    }

    /// <summary>In the shop that the demo makes, what comes next is not what is similar.</summary>
    [Fact]
    public void Demo_OwnShop_NextIsNotSimilar()
    {
        using CliFolder folder = new();
        (int code, string text, string error) = Cli.Run("demo", "--out", folder.File("shop"), "--json");
        Assert.True(code == 0, error);
        JsonElement json = JsonDocument.Parse(text).RootElement;
        Assert.InRange(json.GetProperty("sharedOfTen").GetDouble(), 0, 1.5);
        foreach (string file in new[] { "products.csv", "sessions.csv", "catalog.psx", "model/model.json" })
        {
            Assert.True(File.Exists(Path.Combine(folder.File("shop"), file)), file);
        }
    }
}
