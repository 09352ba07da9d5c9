namespace ProductSpace.Cli.Tests.Verbs;

public sealed class TrainTableTests : IDisposable
{
    private readonly TrainFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    /// <summary>The table of the model folder is the one that `learn-table` writes, and a build takes it by itself.</summary>
    [Theory]
    [InlineData("slist")]
    [InlineData("sequential")]
    public void Train_Table_LiesInTheModelFolderAndReachesTheSnapshot(string kind)
    {
        _folder.Succeed(_folder.Train("model", "--epochs", "1", "--table", kind));
        _folder.Succeed(["learn-table", "--events", _folder.Log, "--kind", kind, "--out", _folder.File("t.pst")]);
        Assert.Equal(File.ReadAllBytes(_folder.File("t.pst")), File.ReadAllBytes(Path.Combine(_folder.File("model"), "table.pst")));
        _folder.Succeed(["build", "--model", _folder.File("model"), "--out", _folder.File("shop.psx")]);
        using (ProductIndex index = ProductIndex.Open(_folder.File("shop.psx")))
        {
            Assert.Equal([kind], index.Tables);
            Assert.True(index.ReadTable(0, 0, new Neighbor[5]) > 0);
        }

        (int code, _, string error) = Cli.Run("build", "--model", _folder.File("model"), "--table", _folder.File("t.pst"), "--out", _folder.File("shop.psx"));
        Assert.Equal(2, code);
        Assert.Contains($"another table has the name \"{kind}\" too", error, StringComparison.Ordinal);
        _folder.Succeed(_folder.Train("model", "--epochs", "1"));
        Assert.False(File.Exists(Path.Combine(_folder.File("model"), "table.pst")));
    }

    [Fact]
    public void Train_UnknownKindOfTable_IsRefused() =>
        Assert.Equal(2, Cli.Run(_folder.Train("model", "--table", "gru")).Code);
}
