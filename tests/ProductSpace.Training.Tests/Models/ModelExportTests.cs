using System.Text;
using CsCheck;
using ProductSpace.Storage.Embeddings;

namespace ProductSpace.Training.Tests.Models;

public sealed class ModelExportTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Export_Binary_IsAsWord2vecWrites()
    {
        using EmbeddingModel model = Tiny();
        model.Export(_folder.File("v.bin"));
        byte[] expected = [.. "2 3\nboot "u8, .. Floats(1, -0.5f, 0.1f), (byte)'\n', .. Encoding.UTF8.GetBytes("Ä-3 "), .. Floats(3e-10f, 0, 16777216), (byte)'\n'];
        Assert.Equal(expected, File.ReadAllBytes(_folder.File("v.bin")));
    }

    [Theory]
    [InlineData("v.txt")]
    [InlineData("v.vec")]
    public void Export_Text_IsShortestAndInvariant(string name)
    {
        using EmbeddingModel model = Tiny();
        model.Export(_folder.File(name));
        Assert.Equal("2 3\nboot 1 -0.5 0.1\nÄ-3 3E-10 0 16777216\n", File.ReadAllText(_folder.File(name)));
    }

    [Fact]
    public void Export_Next_HoldsTheOutVectors()
    {
        using EmbeddingModel model = TestModels.Make(["a", "b"], 2, (_, _) => 1, (row, column) => row + (2 * column));
        model.Export(_folder.File("v.txt"), Space.Next);
        Assert.Equal("2 2\na 0 2\nb 1 3\n", File.ReadAllText(_folder.File("v.txt")));
    }

    [Fact]
    public void Export_Npy_HasTheIdsBesideIt()
    {
        using EmbeddingModel model = TestModels.Make(["a b", "c"], 2, (row, column) => row + (2 * column), metadata: ["category=x"]);
        model.Export(_folder.File("v.npy"));
        Assert.Equal("a b\nc\n", File.ReadAllText(_folder.File("v.ids.txt")));
        Assert.Equal(Floats(0, 2, 1, 3), File.ReadAllBytes(_folder.File("v.npy"))[128..]);
        Assert.Equal(2, Directory.GetFiles(_folder.Root).Length);
    }

    [Theory]
    [InlineData("a b", "v.bin", "product 'a b' (row 2)")]
    [InlineData("a\tb", "v.txt", ".npy")]
    [InlineData("</s>", "v.bin", "end of a sentence")]
    [InlineData("x", "v.pdf", "extension")]
    public void Export_WhatTheFormCannotHold_RefusedWithNothingLeft(string id, string name, string words)
    {
        using EmbeddingModel model = TestModels.Make(["first", id], 2, (_, _) => 1);
        TrainingInputException refusal = Assert.Throws<TrainingInputException>(() => model.Export(_folder.File(name)));
        Assert.Contains(words, refusal.Message, StringComparison.Ordinal);
        Assert.Contains("no OUT vectors", Assert.Throws<TrainingInputException>(() => model.Export(_folder.File("v.npy"), Space.Next)).Message, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFileSystemEntries(_folder.Root));
    }

    [Fact]
    public void Export_AnyModel_ReadsBackToTheBit()
    {
        Gen<string> ids = Gen.String[Gen.Char["abcXYZ019-_./:;\"'\u00e4\u00df\u4e2d\u00a0\u0085"], 1, 12];
        Gen<float> numbers = Gen.Single.Where(float.IsFinite);
        Gen.Select(Gen.Int[1, 40], ids.List[1, 30], numbers.Array[1200], Gen.Int[0, 3]).Sample(
            (dimension, names, pool, form) =>
            {
                using EmbeddingModel model = TestModels.Make([.. names.Distinct()], dimension, (row, column) => pool[((row * dimension) + column) % pool.Length]);
                string path = _folder.File("v" + new[] { ".bin", ".txt", ".vec", ".npy" }[form]);
                model.Export(path);
                if (form == 0 && IsAmbiguous(path))
                {
                    return;
                }

                using EmbeddingFile file = EmbeddingFiles.Open(path);
                Assert.Equal((model.ProductCount, dimension), (file.Count, file.Dimension));
                float[] row = new float[dimension];
                for (int product = 0; product < model.ProductCount; product++)
                {
                    file.ReadRow(product, row);
                    Assert.Equal(model.InRow(product).ToArray().Select(BitConverter.SingleToInt32Bits), row.Select(BitConverter.SingleToInt32Bits));
                    Assert.True(form == 3 || file.GetId(product).SequenceEqual(model.Content.Ids[product]));
                }

                using EmbeddingModel back = EmbeddingModel.Import(path, null, form == 3 ? _folder.File("v.ids.txt") : null);
                TestModels.RequireEqual(model, back);
            },
            iter: 300,
            threads: 1);
    }

    /// <summary>Random numbers that look like the rest of an id with a blank: such a .bin is refused, never misread.</summary>
    private static bool IsAmbiguous(string path)
    {
        try
        {
            EmbeddingFiles.Open(path).Dispose();
            return false;
        }
        catch (EmbeddingFormatException refusal) when (refusal.Message.Contains("more than one blank could be", StringComparison.Ordinal))
        {
            return true;
        }
    }

    private static byte[] Floats(params float[] values) => [.. values.SelectMany(BitConverter.GetBytes)];

    private static EmbeddingModel Tiny()
    {
        float[] numbers = [1, -0.5f, 0.1f, 3e-10f, 0, 16777216];
        return TestModels.Make(["boot", "Ä-3"], 3, (row, column) => numbers[(row * 3) + column]);
    }
}
