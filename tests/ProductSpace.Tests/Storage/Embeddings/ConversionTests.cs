using System.IO.Compression;
using System.IO.Hashing;
using System.Text;
using ProductSpace.Storage.Embeddings;

namespace ProductSpace.Tests.Storage.Embeddings;

/// <summary>The unpacking pass: scratch files, progress, cancellationToken, memory, gzip.</summary>
public class ConversionTests
{
    private const int Rows = 60_000;

    private static readonly byte[] s_large = Encoding.UTF8.GetBytes(
        $"{Rows} 8\n" + string.Concat(Enumerable.Range(0, Rows).Select(i => $"id{i} 0.1 0.2 0.3 0.4 0.5 0.6 0.7 {i}\n")));

    [ReleaseFact]
    public void Open_Large_ReportsRisingProgressAndBoundedMemory()
    {
        using EmbeddingFolder folder = new();
        string path = folder.Write(s_large);
        List<double> told = [];
        long before = GC.GetAllocatedBytesForCurrentThread();
        using EmbeddingFile file = folder.Open(path, progress: new Told(told.Add));
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1_500_000);
        Assert.Equal(told.Order(), told);
        Assert.True(told.Count > 5);
        Assert.Equal(1, told[^1]);
        Assert.Equal("id59999", file.Id(59_999));
        Assert.Equal(59_999, file.Row(59_999)[7]);
        Assert.Equal(XxHash3.HashToUInt64(s_large), file.ContentHash);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Open_CancelledMidway_LeavesNoScratchFile(bool gzip)
    {
        using EmbeddingFolder folder = new();
        string path = folder.Write(gzip ? Forms.Gzip(s_large) : s_large);
        using CancellationTokenSource source = new();
        Assert.Throws<OperationCanceledException>(() => folder.Open(path, progress: new Told(_ => source.Cancel()), cancellationToken: source.Token));
        Assert.Empty(Directory.GetFiles(folder.Scratch));
    }

    [Fact]
    public void Dispose_Converted_LeavesNoScratchFile()
    {
        using EmbeddingFolder folder = new();
        folder.Open(s_large).Dispose();
        Assert.Empty(Directory.GetFiles(folder.Scratch));
    }

    [Fact]
    public void Open_GzipOfSeveralMembers_ReadToTheEnd()
    {
        byte[] content = [.. Forms.Gzip("2 1\na 1\n"u8.ToArray()), .. Forms.Gzip("b 2\n"u8.ToArray())];
        using EmbeddingFolder folder = new();
        using EmbeddingFile file = folder.Open(content);
        Assert.Equal(["a", "b"], file.Ids());
        Assert.Equal("word2vec text (gzip)", file.Format);
        Assert.Equal(XxHash3.HashToUInt64(content), file.ContentHash);
    }

    [Fact]
    public void Open_GzipOfTextWithoutHeaderCutAnywhere_Refused()
    {
        byte[] whole = Forms.Gzip("a 1 2\nb 3 4\nc 5 6\n"u8.ToArray());
        using EmbeddingFolder folder = new();
        for (int length = 3; length < whole.Length; length++)
        {
            folder.Refuse(whole.AsSpan(0, length), string.Empty);
        }
    }

    [Fact]
    public void Open_GzipDamagedOrForeign_Refused()
    {
        byte[] whole = Forms.Gzip(s_large);
        using EmbeddingFolder folder = new();
        folder.Refuse(whole.AsSpan(0, whole.Length / 2), "damaged or cut gzip file");
        folder.Refuse([.. whole, 1, 2, 3], "damaged or cut gzip file");
        folder.Refuse(Forms.Gzip(Forms.Npy("<f4", [[1, 2]])), "compressed .npy");
        folder.Refuse(Forms.Gzip(whole), "compressed twice");
    }

    [Fact]
    public void Open_GzipOfZeros_RefusedWithoutUnpackingAll()
    {
        using MemoryStream target = new();
        using (GZipStream stream = new(target, CompressionLevel.Fastest))
        {
            stream.Write("3 2\na 1 2\n"u8);
            stream.Write(new byte[100 << 20]);
        }

        using EmbeddingFolder folder = new();
        folder.Refuse(target.ToArray(), "line 3 is longer than");
    }

    private sealed class Told(Action<double> action) : IProgress<double>
    {
        public void Report(double value) => action(value);
    }
}
