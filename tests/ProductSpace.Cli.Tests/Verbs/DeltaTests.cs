using System.Text.Json;

namespace ProductSpace.Cli.Tests.Verbs;

/// <summary>`delta`: a shop is changed, asked, and refused, as one person would.</summary>
public sealed class DeltaTests(ShopFixture shop) : IClassFixture<ShopFixture>, IDisposable
{
    private readonly CliFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Delta_AddSetRemoveCompact_ShowInAnswers()
    {
        string delta = _folder.File("changes.psd");
        string first = FirstProduct(null);
        Done("delta", "add", shop.Snapshot, "--delta", delta, "--id", "brand-new", "--like", first, "--category", "brand-new/things", "--price", "12.50");
        Done("delta", "set", shop.Snapshot, "--delta", delta, "--id", first, "--price", "1.00", "--in-stock", "false");
        Assert.Contains("brand-new", Query(delta, first), StringComparison.Ordinal);
        Assert.DoesNotContain("brand-new", Query(null, first), StringComparison.Ordinal);
        using (JsonDocument info = JsonDocument.Parse(Done("delta", "info", delta, "--json")))
        {
            Assert.Equal((1, 1, 0), (info.RootElement.GetProperty("upserts").GetInt32(), info.RootElement.GetProperty("changes").GetInt32(), info.RootElement.GetProperty("removals").GetInt32()));
        }

        Done("delta", "remove", shop.Snapshot, "--delta", delta, "--id", "brand-new");
        Assert.DoesNotContain("brand-new", Query(delta, first), StringComparison.Ordinal);
        using JsonDocument compacted = JsonDocument.Parse(Done("delta", "compact", shop.Snapshot, "--delta", delta, "--json"));
        Assert.Equal((1, 0), (compacted.RootElement.GetProperty("used").GetInt32(), compacted.RootElement.GetProperty("products").GetInt32()));
    }

    /// <summary>The words of the catalogue: one parser reads both.</summary>
    [Theory]
    [InlineData("true", true)]
    [InlineData("YES", true)]
    [InlineData("1", true)]
    [InlineData("false", false)]
    [InlineData("No", false)]
    [InlineData("0", false)]
    public void DeltaSet_StockInTheWordsOfTheCatalogue_IsUnderstood(string word, bool isInStock)
    {
        string delta = _folder.File($"{word}.psd");
        string first = FirstProduct(null);
        Done("delta", "set", shop.Snapshot, "--delta", delta, "--id", first, "--in-stock", word);
        string stocked = Done("query", shop.Snapshot, "--delta", delta, "--product", "p0000012", "--only", first, "--in-stock", "--json");
        using JsonDocument answer = JsonDocument.Parse(stocked);
        Assert.Equal(isInStock ? 1 : 0, answer.RootElement.GetProperty("results").GetArrayLength());
    }

    [Fact]
    public void DeltaSet_WrongCells_AreRefusedWithWhatToWrite()
    {
        string delta = _folder.File("cells.psd");
        Refused(2, "--in-stock: \"perhaps\" is neither", "delta", "set", shop.Snapshot, "--delta", delta, "--id", "x", "--in-stock", "perhaps");
        Refused(2, "Unix milliseconds", "delta", "set", shop.Snapshot, "--delta", delta, "--id", "x", "--first-seen", "1700000000000000000");
        Assert.False(File.Exists(delta));
    }

    [Fact]
    public void Delta_WhatCannotBe_ExitCodesAndOneLine()
    {
        string delta = _folder.File("refused.psd");
        Refused(1, "no product nobody", "delta", "set", shop.Snapshot, "--delta", delta, "--id", "nobody", "--price", "1");
        Refused(1, "no product nobody", "delta", "remove", shop.Snapshot, "--delta", delta, "--id", "nobody");
        Refused(2, "--vector", "delta", "add", shop.Snapshot, "--delta", delta, "--id", "x");
        Refused(2, "no price", "delta", "set", shop.Snapshot, "--delta", delta, "--id", "x", "--price", "much");
        Refused(2, "--capacity", "delta", "compact", shop.Snapshot, "--delta", delta, "--capacity", "3");
        Refused(1, "no such file", "delta", "info", _folder.File("none.psd"));
        Refused(1, "no delta", "delta", "info", _folder.Write("text.psd", "this is no delta, whatever its name says, and long enough for a header"));
        Refused(1, "no such file", "query", shop.Snapshot, "--product", FirstProduct(null), "--delta", _folder.File("none.psd"));
    }

    /// <summary>The night: what the delta says goes into the next build, which says how much; without the option nothing does.</summary>
    [Fact]
    public void Build_WithDelta_SaysWhatItTookIn()
    {
        string delta = _folder.File("night.psd");
        string first = FirstProduct(null);
        string second = FirstProduct(delta);
        Done("delta", "add", shop.Snapshot, "--delta", delta, "--id", "brand-new", "--like", first, "--price", "12.50");
        Done("delta", "set", shop.Snapshot, "--delta", delta, "--id", first, "--price", "1.00");
        Done("delta", "remove", shop.Snapshot, "--delta", delta, "--id", second);
        string next = _folder.File("next.psx");
        string said = Done([.. shop.BuildLine(next), "--delta", delta]);
        Snap.Match(string.Join('\n', said.Split('\n').Skip(1).Where(line => !line.StartsWith(next, StringComparison.Ordinal)).Select(line => line.Replace(delta, "DELTA", StringComparison.Ordinal))), "Build_delta");

        // Without the settings of the graph, which would be built again.
        string[] cells = [.. shop.BuildLine(next)[..^4], "--structures", "cells", "--delta", delta, "--json"];
        using (JsonDocument report = JsonDocument.Parse(Done(cells)))
        {
            JsonElement told = report.RootElement.GetProperty("delta");
            Assert.Equal((1, 1, 1), (told.GetProperty("added").GetInt32(), told.GetProperty("changed").GetInt32(), told.GetProperty("leftOut").GetInt32()));
        }

        using ProductIndex built = ProductIndex.Open(next);
        Assert.True(built.TryGetOrdinal("brand-new", out int ordinal));
        Assert.Equal(1250, built.GetPrice(ordinal));
        Assert.False(built.TryGetOrdinal(second, out _));
        Refused(1, "no such delta", [.. shop.BuildLine(next), "--delta", _folder.File("none.psd")]);
    }

    private string FirstProduct(string? delta)
    {
        using ProductIndex index = ProductIndex.Open(shop.Snapshot);
        return index.GetProductId(delta is null ? 0 : 1);
    }

    private string Query(string? delta, string product) =>
        Done(["query", shop.Snapshot, "--product", product, "-k", "5", .. delta is null ? Array.Empty<string>() : ["--delta", delta]]);

    private static string Done(params string[] line)
    {
        (int code, string output, string error) = Cli.Run(line);
        Assert.True(code == 0, error);
        return output;
    }

    private static void Refused(int code, string words, params string[] line)
    {
        (int exit, _, string error) = Cli.Run(line);
        Assert.Equal(code, exit);
        Assert.Contains(words, error, StringComparison.Ordinal);
    }
}
