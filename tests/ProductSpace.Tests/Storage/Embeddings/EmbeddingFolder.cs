using System.Text;
using ProductSpace.Storage.Embeddings;

namespace ProductSpace.Tests.Storage.Embeddings;

/// <summary>A folder of one test, with a sub-folder for scratch files that must be empty at the end.</summary>
internal sealed class EmbeddingFolder : IDisposable
{
    private const string Memory = "/dev/shm";

    private readonly string _root;
    private int _files;

    /// <summary>
    /// Tests that make thousands of small files ask for a folder in memory, where there is one: ext4 searches long for
    /// an inode after thousands were deleted.
    /// </summary>
    public EmbeddingFolder(bool manyFiles = false)
    {
        _root = manyFiles && Directory.Exists(Memory)
            ? Directory.CreateDirectory(Path.Combine(Memory, Path.GetRandomFileName())).FullName
            : Directory.CreateTempSubdirectory("embeddings").FullName;
        Directory.CreateDirectory(Scratch);
    }

    public string Scratch => Path.Combine(_root, "scratch");

    public string NextPath() => Path.Combine(_root, $"file{_files++}");

    public string Write(ReadOnlySpan<byte> content)
    {
        string path = NextPath();
        File.WriteAllBytes(path, content);
        return path;
    }

    public EmbeddingFile Open(string path, EmbeddingReadOptions? options = null, IProgress<double>? progress = null, CancellationToken cancellationToken = default) =>
        EmbeddingFiles.Open(path, (options ?? new EmbeddingReadOptions()) with { TemporaryDirectory = Scratch }, progress, cancellationToken);

    public EmbeddingFile Open(ReadOnlySpan<byte> content, EmbeddingReadOptions? options = null) => Open(Write(content), options);

    public EmbeddingFile Open(string text, int? dimension) => Open(Encoding.UTF8.GetBytes(text), new EmbeddingReadOptions { Dimension = dimension });

    /// <summary>Asserts a refusal: one line, with the file's name, the words given, and bounded allocation.</summary>
    public EmbeddingFormatException Refuse(string path, string words, EmbeddingReadOptions? options = null)
    {
        const long bound = 64 << 20;
        long before = GC.GetAllocatedBytesForCurrentThread();
        EmbeddingFormatException refusal = Assert.Throws<EmbeddingFormatException>(() => Open(path, options).Dispose());
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, bound);
        Assert.Contains(words, refusal.Message, StringComparison.Ordinal);
        Assert.StartsWith(path + ": ", refusal.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', refusal.Message);
        Assert.Equal(path, refusal.Path);
        Assert.Empty(Directory.GetFiles(Scratch));
        return refusal;
    }

    public EmbeddingFormatException Refuse(ReadOnlySpan<byte> content, string words, EmbeddingReadOptions? options = null) =>
        Refuse(Write(content), words, options);

    public EmbeddingFormatException RefuseText(string text, string words, int? dimension = null) =>
        Refuse(Encoding.UTF8.GetBytes(text), words, new EmbeddingReadOptions { Dimension = dimension });

    public void Dispose() => Directory.Delete(_root, recursive: true);
}

internal static class EmbeddingFileReading
{
    public static string Id(this EmbeddingFile file, int row) => Encoding.UTF8.GetString(file.GetId(row));

    public static float[] Row(this EmbeddingFile file, int row)
    {
        float[] numbers = new float[file.Dimension];
        file.ReadRow(row, numbers);
        return numbers;
    }

    public static string[] Ids(this EmbeddingFile file) => [.. Enumerable.Range(0, file.Count).Select(file.Id)];
}
