using System.Text;
using ProductSpace.Memory;
using ProductSpace.Training.Models;

namespace ProductSpace.Training.Tests.Models;

/// <summary>Small models for the tests: given ids, numbers from a seed or from a function.</summary>
internal static class TestModels
{
    public static EmbeddingModel Make(string[] ids, int dimension, Func<int, int, float> input, Func<int, int, float>? output = null, string[]? metadata = null, IReadOnlyList<ProductColumn>? columns = null)
    {
        Utf8List list = new();
        foreach (string id in ids)
        {
            list.Add(Encoding.UTF8.GetBytes(id));
        }

        int rows = ids.Length + (metadata?.Length ?? 0);
        long[] counts = [.. Enumerable.Range(0, ids.Length).Select(i => (long)(100 * ids.Length / (i + 1)))];
        ModelProvenance provenance = new() { Source = "test 1", LogHash = "00112233445566778899aabbccddeeff", Sessions = 12, Events = 345, EpochsDone = 3, StartedFrom = "ffeeddccbbaa99887766554433221100", Options = new Prod2VecOptions { Dimension = dimension, Threads = 0 } };
        return new EmbeddingModel(new ModelContent(
            list,
            counts,
            metadata ?? [],
            Fill(rows, dimension, input),
            output is null ? null : Fill(rows, dimension, output),
            dimension,
            MatrixRows.StrideOf(dimension),
            provenance)
        {
            Columns = columns ?? [],
        });
    }

    public static EmbeddingModel Random(int products, int dimension, int seed, bool next = true)
    {
        Random random = new(seed);
        float Next(int row, int column) => (float)((random.NextDouble() * 2) - 1);
        return Make([.. Enumerable.Range(0, products).Select(i => $"p{i}")], dimension, Next, next ? Next : null);
    }

    public static void RequireEqual(EmbeddingModel expected, EmbeddingModel actual)
    {
        Assert.Equal((expected.ProductCount, expected.Dimension, expected.HasNext), (actual.ProductCount, actual.Dimension, actual.HasNext));
        Assert.Equal(expected.Metadata, actual.Metadata);
        for (int row = 0; row < expected.Content.Rows; row++)
        {
            if (row < expected.ProductCount)
            {
                Assert.Equal(expected.ProductId(row), actual.ProductId(row));
            }

            Assert.Equal(expected.InRow(row).ToArray(), actual.InRow(row).ToArray());
            if (expected.HasNext)
            {
                Assert.Equal(expected.OutRow(row).ToArray(), actual.OutRow(row).ToArray());
            }
        }
    }

    private static AlignedBuffer<float> Fill(int rows, int dimension, Func<int, int, float> number)
    {
        int stride = MatrixRows.StrideOf(dimension);
        AlignedBuffer<float> matrix = new((long)rows * stride);
        for (int row = 0; row < rows; row++)
        {
            for (int column = 0; column < dimension; column++)
            {
                matrix.View[((long)row * stride) + column] = number(row, column);
            }
        }

        return matrix;
    }
}
