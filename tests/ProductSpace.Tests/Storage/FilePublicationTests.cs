using ProductSpace.Memory;
using ProductSpace.Storage;

namespace ProductSpace.Tests.Storage;

/// <summary>How a build's file gets its name; crashes and failing calls are tested where folders of generations are.</summary>
public sealed class FilePublicationTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [SkippableFact]
    public void Build_OnUnix_LeavesNobodyTheRightToWrite()
    {
        Skip.If(OperatingSystem.IsWindows(), "Windows has no such rights");
        Build();
        if (!OperatingSystem.IsWindows())
        {
            UnixFileMode mode = File.GetUnixFileMode(_folder.File("shop.psx"));
            Assert.Equal(UnixFileMode.None, mode & (UnixFileMode.UserWrite | UnixFileMode.GroupWrite | UnixFileMode.OtherWrite));
            Assert.NotEqual(UnixFileMode.None, mode & UnixFileMode.UserRead);
        }

        Build();
        using ProductIndex index = ProductIndex.Open(_folder.File("shop.psx"), OpenMode.Verify);
    }

    /// <summary>A killed build's file goes with the next build of the same name; one that is being written, or is young, stays.</summary>
    [Fact]
    public void Build_AfterAKilledOne_RemovesItsHiddenFile()
    {
        string dead = Old(".shop.psx.tmp-1-00000000");
        string other = Old(".shop2.psx.tmp-1-00000000");
        string young = _folder.File(".shop.psx.tmp-2-00000000");
        File.WriteAllText(young, "x");
        string living = _folder.File(".shop.psx.tmp-3-00000000");
        using (SystemFiles.Instance.CreateNew(living))
        {
            File.SetLastWriteTimeUtc(living, DateTime.UtcNow.AddHours(-1));
            Build();
        }

        Assert.False(File.Exists(dead));
        Assert.All([other, young, living], path => Assert.True(File.Exists(path), path));
    }

    [Fact]
    public void Complete_ReadBackRefuses_LeavesTheTarget()
    {
        string target = _folder.File("file");
        File.WriteAllText(target, "before");
        using (FilePublication publication = new(target, SystemFiles.Instance))
        {
            publication.File.Write("after"u8, 0);
            Assert.Throws<IOException>(() => publication.Complete(_ => throw new IOException("not what was written")));
        }

        Assert.Equal("before", File.ReadAllText(target));
        Assert.Equal([target], Directory.GetFiles(_folder.Root));
        using (FilePublication publication = new(target, SystemFiles.Instance))
        {
            publication.File.Write("after"u8, 0);
            publication.Complete(written => Assert.Equal("after", File.ReadAllText(written)));
        }

        Assert.Equal("after", File.ReadAllText(target));
        Assert.Equal([target], Directory.GetFiles(_folder.Root));
    }

    [Fact]
    public void OpenCopy_File_HasItsBytesAndRefusesOthers()
    {
        byte[] bytes = [.. Enumerable.Range(0, 100_000).Select(i => (byte)(i * 7))];
        File.WriteAllBytes(_folder.File("x"), bytes);
        using (IByteOwner copy = SystemFiles.Instance.OpenCopy(_folder.File("x")))
        {
            File.WriteAllText(_folder.File("x"), "cut");
            Assert.Equal(bytes.Length, copy.Length);
            Assert.True(copy.Bytes.Slice(0, bytes.Length).SequenceEqual(bytes));
        }

        Assert.Throws<FileNotFoundException>(() => SystemFiles.Instance.OpenCopy(_folder.File("none")));
        Assert.ThrowsAny<Exception>(() => SystemFiles.Instance.OpenCopy(_folder.Root));
    }

    [Fact]
    public void TryLock_HeldByAnother_NamesTheHolderUntilItLetsGo()
    {
        string path = _folder.File("lock");
        using (SystemFiles.Instance.TryLock(path, "one, with a longer name"))
        {
            Assert.Null(SystemFiles.Instance.TryLock(path, "two"));
            Assert.Equal("one, with a longer name", LockFile.HolderOf(path));
        }

        using IDisposable? held = SystemFiles.Instance.TryLock(path, "two");
        Assert.NotNull(held);
        Assert.Equal("two", LockFile.HolderOf(path));
        Assert.Equal(string.Empty, LockFile.HolderOf(_folder.File("none")));
    }

    private void Build() => new ProductIndexBuilder().UseVectors(new float[] { 1, 0, 0, 1 }, 2).Build(_folder.File("shop.psx"));

    private string Old(string name)
    {
        File.WriteAllText(_folder.File(name), "x");
        File.SetLastWriteTimeUtc(_folder.File(name), DateTime.UtcNow.AddMinutes(-2));
        return _folder.File(name);
    }
}
