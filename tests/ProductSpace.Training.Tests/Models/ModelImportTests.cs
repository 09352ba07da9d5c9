namespace ProductSpace.Training.Tests.Models;

public sealed class ModelImportTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Import_TwoTextFiles_AreMatchedById()
    {
        using EmbeddingModel model = EmbeddingModel.Import(Write("in.txt", "2 2\na 1 2\nb 3 4\n"), Write("out.txt", "2 2\nb 30 40\na 10 20\n"));
        Assert.Equal([10f, 20f], model.OutRow(0).ToArray());
        Assert.Equal([30f, 40f], model.OutRow(1).ToArray());
        Assert.Equal("imported from word2vec text", model.Provenance.Source);
        model.Save(_folder.File("m"));
        using EmbeddingModel read = EmbeddingModel.Load(_folder.File("m"));
        TestModels.RequireEqual(model, read);
    }

    [Theory]
    [InlineData("2 2\na 1 2\nb 3 4\n", "2 2\na 1 2\nc 3 4\n", null, "has no product 'b'")]
    [InlineData("2 2\na 1 2\nb 3 4\n", "1 2\na 1 2\n", null, "1 x 2")]
    [InlineData("1 2\na 1 2\n", "1 3\na 1 2 3\n", null, "1 x 3")]
    [InlineData("2 2\na 1 2\na 3 4\n", null, null, "stands twice")]
    [InlineData("2 2\na 1 2\nb nan 4\n", null, null, "'b' has a number that is not finite")]
    [InlineData("2 2\na 1 2\nb 3 4\n", null, "a\n", "holds 1 lines")]
    [InlineData("2 2\na 1 2\nb 3 4\n", null, "a\nb\nc\n", "holds 3 lines")]
    [InlineData("2 2\na 1 2\nb 3 4\n", null, "a\n\n", "line 2")]
    public void Import_FilesThatDisagree_RefusedInOneLine(string input, string? output, string? ids, string words)
    {
        string file = Write("in.txt", input);
        string? next = output is null ? null : Write("out.txt", output);
        string? names = ids is null ? null : Write("ids.txt", ids);
        TrainingInputException refusal = Assert.Throws<TrainingInputException>(() => EmbeddingModel.Import(file, next, names).Dispose());
        Assert.Contains(words, refusal.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', refusal.Message);
    }

    [Fact]
    public void Import_NpyWithoutIds_AsksForThem()
    {
        using EmbeddingModel model = TestModels.Random(4, 3, 1);
        model.Export(_folder.File("v.npy"));
        Assert.Contains("--ids", Assert.Throws<TrainingInputException>(() => EmbeddingModel.Import(_folder.File("v.npy")).Dispose()).Message, StringComparison.Ordinal);
        model.Export(_folder.File("o.npy"), Space.Next);
        using EmbeddingModel back = EmbeddingModel.Import(_folder.File("v.npy"), _folder.File("o.npy"), _folder.File("v.ids.txt"));
        TestModels.RequireEqual(model, back);
    }

    private string Write(string name, string text)
    {
        File.WriteAllText(_folder.File(name), text);
        return _folder.File(name);
    }
}
