namespace ProductSpace.Cli.Tests.Verbs;

/// <summary>What `train` refuses, and what an interruption leaves.</summary>
public sealed class TrainRefusalTests : IDisposable
{
    private readonly TrainFolder _folder = new(shelves: 4, sessions: 80);

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("Dimension is 0; it must be 1 to 4096", "--dimension", "0")]
    [InlineData("LearningRate is", "--learning-rate", "-1")]
    [InlineData("'sideways'", "--window-mode", "sideways")]
    [InlineData("--early-stop judges epochs by held-out sessions", "--early-stop", "2")]
    [InlineData("--early-stop must not be negative", "--early-stop", "-1")]
    [InlineData("--hold-out: the share", "--hold-out", "1")]
    [InlineData("--category-negatives needs to know the products", "--category-negatives", "2")]
    [InlineData("--metadata-weight needs to know the products", "--metadata-weight", "0.5")]
    [InlineData("--metadata needs to know the products", "--metadata", "category")]
    [InlineData("--metadata category,,brand: write names", "--catalog", "CATALOG", "--metadata", "category,,brand")]
    [InlineData("--column colour: write --column name=theirs, where name is one of session, user", "--catalog", "CATALOG", "--column", "colour")]
    [InlineData("--column names a column of the catalogue; give --catalog too", "--column", "product_id=sku")]
    [InlineData("--category-separator is about the catalogue; give --catalog too", "--category-separator", ">")]
    [InlineData("--catalog-column product_id=sku: is now --column, as for the log: --column product_id=sku", "--catalog", "CATALOG", "--catalog-column", "product_id=sku")]
    [InlineData("--checkpoint and --out must be two folders", "--checkpoint", "OUT/")]
    public void Train_OptionsWithoutSense_ExitTwo(string message, params string[] more)
    {
        (int code, _, string error) = Cli.Run(Train("model", more));
        Assert.Equal(2, code);
        Assert.Contains(message, error, StringComparison.Ordinal);
        Assert.Empty(_folder.Made());
    }

    [Fact]
    public void Train_WrongFiles_ExitOneWithOneLineAndWriteNothing()
    {
        Directory.CreateDirectory(_folder.File("taken"));
        File.WriteAllText(_folder.File("taken/notes.txt"), "mine");
        _folder.Succeed(Train("old", "--epochs", "1"));
        string plain = _folder.Write("plain.csv", "product_id,price\np1,3\n");
        string nameless = _folder.Write("nameless.csv", "code,category\np1,shelf\n");
        string strangers = _folder.Write("strangers.csv", "product_id,category\nq-1,shelf\n");
        string other = _folder.WriteLog("other.csv", 9, 4, 30);
        foreach ((string words, string[] more) in new (string, string[])[]
        {
            ("no model; nothing was changed", ["--out", _folder.File("taken")]),
            ("no such directory", ["--out", _folder.File("none/model")]),
            ("no such directory", ["--checkpoint", _folder.File("none/checkpoint")]),
            ("no model; nothing was changed", ["--checkpoint", _folder.File("taken")]),
            ("no such folder", ["--resume", _folder.File("none")]),
            ("no such folder", ["--from", _folder.File("none")]),
            ("has 8 numbers a vector, 9 are asked for; train with --dimension 8", ["--from", _folder.File("old"), "--dimension", "9"]),
            ("with epochs 1, now it is 20", ["--resume", _folder.File("old")]),
            ("with window 5, now it is 3", ["--resume", _folder.File("old"), "--epochs", "1", "--window", "3"]),
            ("another log", ["--resume", _folder.File("old"), "--epochs", "1", "--events", other]),
            ("was started from random vectors", ["--resume", _folder.File("old"), "--from", _folder.File("old")]),
            ("no column \"colour\"; it has: category, name, brand", ["--catalog", _folder.Catalog, "--metadata", "colour"]),
            ("neither category nor brand", ["--catalog", plain, "--metadata-weight", "0.1"]),
            ("no column \"id\"; the header has", ["--catalog", _folder.Catalog, "--column", "product_id=id"]),
            ("name it with --column product_id=", ["--catalog", nameless]),
            ("no product of the log has a row; its ids look like \"q-1\", those of the log like \"p", ["--catalog", strangers]),
            ("no session was held out", ["--hold-out", "0.0000001", "--early-stop", "1"]),
        })
        {
            (int code, _, string error) = Cli.Run(Train("model", more));
            Assert.True(code == 1, $"{words}: {code} {error}");
            Assert.Contains(words, Assert.Single(error.Trim().Split('\n')), StringComparison.Ordinal);
        }

        Assert.Equal(["old", "taken"], _folder.Made());
    }

    [Fact]
    public void Train_InterruptedInAnEpoch_KeepsTheCheckpointAndWritesNoModel()
    {
        string checkpoint = _folder.File("checkpoint");
        (int code, string text, string error) = Cli.RunUntil("epoch   2", Train("model", "--epochs", "4", "--checkpoint", checkpoint));
        Assert.Equal(130, code);
        Assert.DoesNotContain("epoch   3", text, StringComparison.Ordinal);
        Assert.Equal($"interrupted: epoch 2 of 4 stands in {checkpoint}, and the same command with --resume {checkpoint} goes on from there", error.Trim());
        Assert.Equal(["checkpoint"], _folder.Made());
        _folder.Succeed(Train("whole", "--epochs", "4"));
        Assert.Contains("going on after epoch 2", _folder.Succeed(Train("model", "--epochs", "4", "--resume", checkpoint)), StringComparison.Ordinal);
        _folder.RequireEqualFolders("whole", "model");
        _folder.RequireEqualFolders("whole", "checkpoint");
    }

    [Fact]
    public void Train_InterruptedWithKeepOnCancel_LastEpochIsTheModel()
    {
        (int code, _, string error) = Cli.RunUntil("epoch   2", Train("model", "--epochs", "4", "--keep-on-cancel"));
        Assert.Equal((130, $"interrupted: epoch 2 of 4 is the model in {_folder.File("model")}"), (code, error.Trim()));
        Assert.Equal(["model"], _folder.Made());
        Assert.Contains("\"epochsDone\": 2", File.ReadAllText(_folder.File("model/model.json")), StringComparison.Ordinal);
        _folder.Succeed(["build", "--model", _folder.File("model"), "--out", _folder.File("a.psx"), "--m", "8"]);
    }

    [Theory]
    [InlineData("interrupted: nothing was left half-written")]
    [InlineData("interrupted before the first epoch was finished: nothing was written", "--keep-on-cancel")]
    [InlineData("interrupted before the first epoch was finished: nothing was written", "--checkpoint", "OUT2")]
    [InlineData("interrupted before the first epoch was finished: nothing was written", "--early-stop", "2", "--hold-out", "0.1", "--keep-on-cancel")]
    public void Train_InterruptedInTheFirstEpoch_WritesNothing(string message, params string[] more)
    {
        (int code, _, string error) = Cli.RunUntil("training", Train("model", more));
        Assert.Equal((130, message), (code, error.Trim()));
        Assert.Empty(_folder.Made());
    }

    [Fact]
    public void Train_Interrupted_KeepsTheModelThatStoodThere()
    {
        _folder.Succeed(Train("model", "--epochs", "1", "--seed", "3"));
        byte[] before = File.ReadAllBytes(_folder.File("model/model.json"));
        Assert.Equal(130, Cli.RunUntil("epoch   1", Train("model", "--epochs", "4")).Code);
        Assert.Equal(before, File.ReadAllBytes(_folder.File("model/model.json")));
        Assert.Equal(["model"], _folder.Made());
    }

    /// <summary>Options given again replace those of the common command.</summary>
    private string[] Train(string target, params string[] more)
    {
        List<string> args = [.. _folder.Train(target)];
        foreach (string name in new[] { "--out", "--dimension", "--events" })
        {
            if (more.Contains(name))
            {
                args.RemoveRange(args.IndexOf(name), 2);
            }
        }

        return [.. args, .. more.Select(one => one switch { "CATALOG" => _folder.Catalog, "OUT/" => _folder.File(target) + "/", "OUT2" => _folder.File("checkpoint"), _ => one })];
    }
}
