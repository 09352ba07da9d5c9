using System.Diagnostics;
using System.Text;

namespace ProductSpace.Tests.Storage.Embeddings;

/// <summary>Files that are no embedding files at all, or far too large: refused quickly and with bounded memory.</summary>
public class HostileFileTests
{
    [Fact]
    public void Open_EmptyOrDirectory_Refused()
    {
        using EmbeddingFolder folder = new();
        folder.Refuse(ReadOnlySpan<byte>.Empty, "is empty");
        folder.Refuse(Forms.Gzip([]), "is empty");
        folder.Refuse(folder.Scratch, "is a directory");
    }

    [SkippableFact]
    public void Open_Pipe_RefusedAtOnce()
    {
        Skip.If(OperatingSystem.IsWindows(), "no named pipes in the file system");
        using EmbeddingFolder folder = new();
        string path = folder.NextPath();
        try
        {
            using Process maker = Process.Start("mkfifo", [path]);
            maker.WaitForExit();
        }
        catch (System.ComponentModel.Win32Exception)
        {
            Skip.If(true, "no mkfifo");
        }

        folder.Refuse(path, "is a pipe or device");
    }

    [Theory]
    [InlineData("")]
    [InlineData("10 2\n")]
    [InlineData("10 2\na 1 2\n")]
    [InlineData("a 1 2\n")]
    [InlineData("a 1 2")]
    [InlineData("a")]
    [InlineData("\u0001\0\0\0")]
    public void Open_TenGigabytesOfZeros_RefusedByContent(string start)
    {
        using EmbeddingFolder folder = new();
        string path = folder.NextPath();
        using (FileStream stream = new(path, FileMode.CreateNew))
        {
            stream.Write(Encoding.UTF8.GetBytes(start));
            stream.SetLength(10_000_000_008);
        }

        Stopwatch watch = Stopwatch.StartNew();
        folder.Refuse(path, string.Empty);
        Assert.InRange(watch.ElapsedMilliseconds, 0, 3000);
    }

    [Theory]
    [InlineData("", "line 1 is longer than 16777216 bytes")]
    [InlineData("10 2\na 1 2\n", "line 3 is longer than the 4224 bytes")]
    [InlineData("a 1 2\n", "line 2 is longer than the 4224 bytes")]
    public void Open_LineWithoutEnd_RefusedAtTheCap(string start, string words)
    {
        byte[] content = new byte[(32 << 20) + start.Length];
        content.AsSpan().Fill((byte)'7');
        Encoding.UTF8.GetBytes(start, content);
        using EmbeddingFolder folder = new();
        string path = folder.Write(content);
        folder.Refuse(path, words);
    }

    [Theory]
    [InlineData(new byte[] { 0x50, 0x4B, 3, 4, 0, 0 }, "zip archive")]
    [InlineData(new byte[] { 0x80, 4, 0x95, 1, 2, 3 }, "pickle")]
    [InlineData(new byte[] { 0xBA, 0x16, 0x4F, 0x2F, 12, 0, 0, 0 }, "fastText .bin model")]
    [InlineData(new byte[] { 0xFF, 0xFE, 0x31, 0, 0x20, 0 }, "UTF-16")]
    [InlineData(new byte[] { 0x28, 0xB5, 0x2F, 0xFD, 1, 2 }, "zstd")]
    [InlineData(new byte[] { 0, 0, 0, 0 }, "neither a known signature nor text")]
    public void Open_ForeignForm_RefusedByName(byte[] content, string words)
    {
        using EmbeddingFolder folder = new();
        folder.Refuse(content, words);
    }

    [Fact]
    public void Open_RandomBytes_NeverAnotherException()
    {
        using EmbeddingFolder folder = new(manyFiles: true);
        Random random = new(11);
        for (int trial = 0; trial < 600; trial++)
        {
            byte[] content = new byte[random.Next(1, 80)];
            random.NextBytes(content);
            try
            {
                folder.Open(content).Dispose();
            }
            catch (EmbeddingFormatException refusal)
            {
                Assert.DoesNotContain('\n', refusal.Message);
            }
        }
    }
}
