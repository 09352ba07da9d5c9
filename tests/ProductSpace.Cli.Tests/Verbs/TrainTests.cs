using System.Globalization;
using System.Text;
using System.Text.Json;

namespace ProductSpace.Cli.Tests.Verbs;

public sealed class TrainTests : IDisposable
{
    private readonly TrainFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Train_LogAndCatalog_WritesAModelWithMetadataColumns()
    {
        string text = _folder.Succeed(_folder.Train("model", "--epochs", "2", "--catalog", _folder.Catalog, "--metadata-weight", "0.2", "--hold-out", "0.1"));
        foreach (string part in new[] { "500 sessions by the session column", "training 96 products x 8", "held-out predictions", "epoch   2 of 2  loss", "similar HR@20", "96 products x 8, epoch 2 of 2", "hash " })
        {
            Assert.Contains(part, text, StringComparison.Ordinal);
        }

        string[] lines = File.ReadAllLines(Path.Combine(_folder.File("model"), "products.csv"));
        Assert.Equal("product_id,count,category,brand", lines[0]);
        string[] cells = lines[1].Split(',');
        int product = int.Parse(cells[0][1..], CultureInfo.InvariantCulture);
        Assert.Equal(($"shelf/{product / 8}", $"brand {product % 3}"), (cells[2], cells[3]));
        Assert.Equal(12 + 3, File.ReadAllLines(Path.Combine(_folder.File("model"), "metadata.txt")).Length);
        _folder.Succeed(["build", "--model", _folder.File("model"), "--out", _folder.File("a.psx"), "--m", "8"]);
        Assert.Contains("shelf/", _folder.Succeed(["query", _folder.File("a.psx"), "--product", "p0", "-k", "3"]), StringComparison.Ordinal);
    }

    [Fact]
    public void Train_HeldOut_EndsWithAComparison()
    {
        string text = _folder.Succeed(_folder.Train("model", "--epochs", "3", "--hold-out", "0.1"));
        string last = text.TrimEnd().Split('\n')[^1].TrimEnd();
        Assert.Matches(@"^held-out HR@20 and MRR@20: next 0\.\d{4} 0\.\d{4}, popularity 0\.\d{4} 0\.\d{4}", last);
        Assert.InRange(last.Length, 60, 120);
        JsonElement heldOut = Json("json", "--epochs", "3", "--hold-out", "0.1").GetProperty("heldOut");
        JsonElement baseline = heldOut.GetProperty("baselines")[0];
        Assert.Equal("popularity", baseline.GetProperty("name").GetString());
        double popular = baseline.GetProperty("score").GetProperty("hitRate20").GetDouble();
        Assert.InRange(popular, 0.01, heldOut.GetProperty("next").GetProperty("hitRate20").GetDouble() - 0.1);
        Assert.DoesNotContain("popularity", _folder.Succeed(_folder.Train("plain", "--epochs", "1")), StringComparison.Ordinal);
    }

    [Fact]
    public void Train_MetadataNamed_CategoryIsFirst()
    {
        _folder.Succeed(_folder.Train("model", "--epochs", "1", "--catalog", _folder.Catalog, "--metadata", "name,category", "--column", "category=category"));
        Assert.Equal("product_id,count,category,name", File.ReadLines(Path.Combine(_folder.File("model"), "products.csv")).First());
    }

    [Fact]
    public void Train_Json_HasEpochsFiguresAndHash()
    {
        JsonElement json = Json("model", "--epochs", "3", "--hold-out", "0.1");
        Assert.Equal((96, 8, 3), (json.GetProperty("products").GetInt32(), json.GetProperty("dimension").GetInt32(), json.GetProperty("epoch").GetInt32()));
        Assert.Equal(32, json.GetProperty("hash").GetString()!.Length);
        Assert.Equal(3, json.GetProperty("epochs").GetArrayLength());
        Assert.InRange(json.GetProperty("heldOut").GetProperty("next").GetProperty("hitRate20").GetDouble(), 0.3, 1);
        Assert.InRange(json.GetProperty("heldOut").GetProperty("similar").GetProperty("mrr20").GetDouble(), 0.05, 1);
        Assert.Equal(JsonValueKind.Null, json.GetProperty("drift").ValueKind);
        Assert.True(json.GetProperty("cleaning").GetProperty("heldOutSessions").GetInt32() > 10);
    }

    [Fact]
    public void Train_ManyProducts_ThreadsAndJudgingDoNotShow()
    {
        _folder.Succeed(["synth", "--products", "4000", "--dimension", "8", "--sessions", "6000", "--out", _folder.File("shop")]);
        string events = _folder.File("shop/sessions.csv");
        string[] Train(string target, params string[] more) =>
            ["train", "--events", events, "--out", _folder.File(target), "--dimension", "8", "--epochs", "2", "--min-count", "1", .. more];
        _folder.Succeed(Train("one", "--threads", "1"));
        Assert.Contains(", 3 threads", _folder.Succeed(Train("three", "--threads", "3", "--validation", events, "--early-stop", "9")), StringComparison.Ordinal);
        Assert.Equal(130, Cli.RunUntil("epoch   1", Train("never", "--threads", "3", "--checkpoint", _folder.File("checkpoint"))).Code);
        _folder.Succeed(Train("resumed", "--threads", "2", "--resume", _folder.File("checkpoint")));
        _folder.RequireEqualFolders("one", "three");
        _folder.RequireEqualFolders("one", "resumed");
    }

    [Fact]
    public void Train_ValidationLog_IsJudgedAndNotTrained()
    {
        string validation = _folder.WriteLog("later.csv", 2, 12, 40);
        _folder.Succeed(_folder.Train("plain", "--epochs", "2"));
        string text = _folder.Succeed(_folder.Train("judged", "--epochs", "2", "--validation", validation));
        Assert.Contains("40 sessions", text, StringComparison.Ordinal);
        Assert.Contains("next HR@20", text, StringComparison.Ordinal);
        _folder.RequireEqualFolders("plain", "judged");
    }

    [Theory]
    [InlineData("next")]
    [InlineData("similar")]
    public void Train_EarlyStop_KeepsTheBestEpoch(string space)
    {
        string[] common = ["--select", space, "--hold-out", "0.2", "--schedule", "constant", "--learning-rate", "0.2"];
        JsonElement json = Json("model", [.. common, "--epochs", "60", "--early-stop", "2"]);
        double[] rates = [.. json.GetProperty("epochs").EnumerateArray().Select(epoch => epoch.GetProperty("heldOut").GetProperty(space).GetProperty("hitRate20").GetDouble())];
        int best = Array.IndexOf(rates, rates.Max()) + 1;
        Assert.True(json.GetProperty("stoppedEarly").GetBoolean());
        Assert.Equal((best, best + 2), (json.GetProperty("epoch").GetInt32(), rates.Length));
        Assert.Equal(rates[best - 1], json.GetProperty("heldOut").GetProperty(space).GetProperty("hitRate20").GetDouble());
        _folder.Succeed(_folder.Train("direct", [.. common, "--epochs", best.ToString(CultureInfo.InvariantCulture)]));
        foreach (string matrix in new[] { "vectors.npy", "next-vectors.npy" })
        {
            Assert.Equal(File.ReadAllBytes(Path.Combine(_folder.File("direct"), matrix)), File.ReadAllBytes(Path.Combine(_folder.File("model"), matrix)));
        }

        Assert.Equal(["direct", "model"], _folder.Made());
    }

    [Fact]
    public void Train_EarlyStopInterrupted_ResumesToTheSameEnd()
    {
        string[] common = ["--hold-out", "0.2", "--schedule", "constant", "--learning-rate", "0.2", "--epochs", "60", "--early-stop", "3"];
        int epochs = Json("whole", common).GetProperty("epochs").GetArrayLength();
        Assert.InRange(epochs, 4, 59);
        string checkpoint = _folder.File("checkpoint");
        Assert.Equal(130, Cli.RunUntil($"epoch {epochs - 1,3}", _folder.Train("resumed", [.. common, "--checkpoint", checkpoint])).Code);
        Assert.Equal(1, Json("resumed", [.. common, "--resume", checkpoint]).GetProperty("epochs").GetArrayLength());
        _folder.RequireEqualFolders("whole", "resumed");
    }

    [Fact]
    public void Train_From_SaysHowFarItMovedAndNamesTheOldModel()
    {
        string hash = Json("old", "--epochs", "4").GetProperty("hash").GetString()!;
        string later = _folder.WriteLog("later.csv", 3, 12, 300);
        string[] args = ["train", "--events", later, "--out", _folder.File("new"), "--dimension", "8", "--min-count", "1", "--epochs", "1", "--learning-rate", "0.005", "--seed", "5"];
        JsonElement warm = JsonDocument.Parse(_folder.Succeed([.. args, "--from", _folder.File("old"), "--json"])).RootElement;
        Assert.Equal(hash, warm.GetProperty("startedFrom").GetString());
        Assert.Equal(96, warm.GetProperty("drift").GetProperty("commonProducts").GetInt32());
        Assert.InRange(warm.GetProperty("drift").GetProperty("meanCosine").GetDouble(), 0.9, 1.0001);
        Assert.Contains(hash, File.ReadAllText(Path.Combine(_folder.File("new"), "model.json")), StringComparison.Ordinal);

        string text = _folder.Succeed([.. args, "--from", _folder.File("new")]);
        Assert.Contains("96 products begin with their vectors", text, StringComparison.Ordinal);
        Assert.Contains("96 in both, 0 new, 0 vanished", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Train_WarmStartInterrupted_ResumesWithTheSameCommand()
    {
        _folder.Succeed(_folder.Train("old", "--epochs", "2"));
        string[] common = ["--epochs", "3", "--seed", "5", "--from", _folder.File("old")];
        _folder.Succeed(_folder.Train("whole", common));
        string checkpoint = _folder.File("checkpoint");
        Assert.Equal(130, Cli.RunUntil("epoch   2", _folder.Train("resumed", [.. common, "--checkpoint", checkpoint])).Code);
        Assert.Contains("in both", _folder.Succeed(_folder.Train("resumed", [.. common, "--resume", checkpoint])), StringComparison.Ordinal);
        _folder.RequireEqualFolders("whole", "resumed");
    }

    [Fact]
    public void Train_PlantedSessionsAndUsers_StandNowhere()
    {
        string text = _folder.Succeed(_folder.Train("model", "--epochs", "3", "--hold-out", "0.1", "--early-stop", "3", "--checkpoint", _folder.File("checkpoint"), "--catalog", _folder.Catalog));
        string json = _folder.Succeed(_folder.Train("model", "--epochs", "1", "--hold-out", "0.1", "--json"));
        Assert.Equal(["checkpoint", "checkpoint.best", "model"], _folder.Made());
        string[] files = [.. new[] { "model", "checkpoint", "checkpoint.best" }.SelectMany(name => Directory.GetFiles(_folder.File(name)))];
        Assert.True(files.Length > 12);
        foreach (string mark in new[] { TrainFolder.SessionMark, TrainFolder.UserMark })
        {
            Assert.Contains(mark, File.ReadAllText(_folder.Log), StringComparison.Ordinal);
            Assert.DoesNotContain(mark, text + json, StringComparison.Ordinal);
            Assert.All(files, file => Assert.DoesNotContain(mark, Encoding.Latin1.GetString(File.ReadAllBytes(file)), StringComparison.Ordinal));
        }
    }

    private JsonElement Json(string target, params string[] more) =>
        JsonDocument.Parse(_folder.Succeed(_folder.Train(target, [.. more, "--json"]))).RootElement;
}
