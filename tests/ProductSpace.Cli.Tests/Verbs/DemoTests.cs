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
        foreach (string part in new[] { "Cleaned:", "Trained:", "views kept apart", "A shopper viewed", "in stock", "what comes next", "recall", "Try next", "nodes reachable" })
        {
            Assert.Contains(part, text, StringComparison.Ordinal);
        }

        Assert.True(File.Exists(Path.Combine(folder.File("kept"), "catalog.psx")));
        Assert.True(File.Exists(Path.Combine(folder.File("kept"), "model", "model.json")));

        (code, text, error) = Cli.Run("demo", "--data", folder.File("shop"), "--json");
        Assert.True(code == 0, error);
        JsonElement json = JsonDocument.Parse(text).RootElement;
        Assert.Equal(6, json.GetProperty("training").GetProperty("epochs").GetArrayLength());
        Assert.Equal(json.GetProperty("training").GetProperty("products").GetInt32(), json.GetProperty("report").GetProperty("products").GetInt32());
    }
}
