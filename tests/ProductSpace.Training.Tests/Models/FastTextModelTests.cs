namespace ProductSpace.Training.Tests.Models;

public sealed class FastTextModelTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private int _files;

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(0)]
    [InlineData(7)]
    public void Import_SkipGram_HasBothMatricesWithoutSentenceEnd(int bucket)
    {
        using EmbeddingModel model = Import(new FastTextBytes { Bucket = bucket });
        Assert.Equal((2, 2, true), (model.ProductCount, model.Dimension, model.HasNext));
        Assert.Equal(("boot", "shoe"), (model.ProductId(0), model.ProductId(1)));
        Assert.Equal([3f, 4f], model.InRow(0).ToArray());
        Assert.Equal([5f, 6f], model.InRow(1).ToArray());
        Assert.Equal([-5f, -6f], model.OutRow(1).ToArray());
        Assert.Equal([49L, 48L], model.Content.Counts);
        Assert.Equal("imported from fastText skipgram", model.Provenance.Source);
    }

    [Fact]
    public void Import_HierarchicalSoftmax_HasNoOutVectors()
    {
        using EmbeddingModel model = Import(new FastTextBytes { Loss = 1 });
        Assert.False(model.HasNext);
        Assert.Contains("hierarchical softmax", model.Provenance.Source, StringComparison.Ordinal);
    }

    [Fact]
    public void Import_WhatCannotBeAModel_RefusedByName()
    {
        (FastTextBytes File, string Words)[] wrong =
        [
            (new FastTextBytes { MaxN = 6, Bucket = 5 }, "-maxn 0"),
            (new FastTextBytes { WordNgrams = 2, Bucket = 5 }, "wordNgrams 2"),
            (new FastTextBytes { Version = 11 }, "version 11"),
            (new FastTextBytes { Model = 3 }, "supervised"),
            (new FastTextBytes { Quantised = true }, "quantised"),
            (new FastTextBytes { Pruned = 2 }, "pruned"),
            (new FastTextBytes { Labels = 1 }, "__label__"),
            (new FastTextBytes { Dimension = 0 }, "dim 0"),
            (new FastTextBytes { Words = ["a", "a"] }, "stands twice"),
            (new FastTextBytes { Words = ["</s>"] }, "no product"),
            (new FastTextBytes { Words = ["a", ""] }, "number 2"),
            (new FastTextBytes { First = float.NaN }, "not finite"),
        ];
        foreach ((FastTextBytes file, string words) in wrong)
        {
            Exception refusal = Record.Exception(() => Import(file).Dispose());
            Assert.True(refusal is TrainingInputException or EmbeddingFormatException, $"{words}: {refusal}");
            Assert.Contains(words, refusal.Message, StringComparison.Ordinal);
            Assert.DoesNotContain('\n', refusal.Message);
        }
    }

    [Fact]
    public void Import_CutAtEveryByte_Refused()
    {
        byte[] sound = new FastTextBytes().Write();
        for (int length = 1; length < sound.Length; length++)
        {
            Assert.True(Refuses(sound[..length]), $"cut to {length} bytes");
        }

        Assert.True(Refuses([.. sound, 0]));
    }

    [Fact]
    public void Import_EveryBitFlipped_NeverAnotherException()
    {
        byte[] sound = new FastTextBytes { Bucket = 1 }.Write();
        for (int bit = 0; bit < sound.Length * 8; bit += Campaign.Stride(7))
        {
            byte[] bad = [.. sound];
            bad[bit / 8] ^= (byte)(1 << (bit % 8));
            Refuses(bad);
        }
    }

    /// <summary>Numbers that lie about sizes: the extremes at every place.</summary>
    [Theory]
    [InlineData(int.MaxValue)]
    [InlineData(int.MinValue)]
    [InlineData(-1)]
    public void Import_ExtremeNumberAnywhere_NeverAnotherException(int value)
    {
        byte[] sound = new FastTextBytes { Bucket = 1 }.Write();
        for (int at = 0; at + sizeof(int) <= sound.Length; at++)
        {
            byte[] bad = [.. sound];
            BitConverter.TryWriteBytes(bad.AsSpan(at), value);
            Refuses(bad);
        }
    }

    [Fact]
    public void Open_AsEmbeddingFile_PointsToImport()
    {
        File.WriteAllBytes(_folder.File("m.bin"), new FastTextBytes().Write());
        EmbeddingFormatException refusal = Assert.Throws<EmbeddingFormatException>(() => Storage.Embeddings.EmbeddingFiles.Open(_folder.File("m.bin")).Dispose());
        Assert.Contains("productspace import", refusal.Message, StringComparison.Ordinal);
    }

    private bool Refuses(byte[] bytes)
    {
        string path = Next(bytes);
        try
        {
            EmbeddingModel.Import(path).Dispose();
            return false;
        }
        catch (Exception refusal) when (refusal is TrainingInputException or EmbeddingFormatException)
        {
            Assert.DoesNotContain('\n', refusal.Message);
            return true;
        }
        finally
        {
            File.Delete(path);
        }
    }

    private EmbeddingModel Import(FastTextBytes file) => EmbeddingModel.Import(Next(file.Write()));

    private string Next(byte[] bytes)
    {
        string path = _folder.File($"m{_files++}.bin");
        File.WriteAllBytes(path, bytes);
        return path;
    }
}
