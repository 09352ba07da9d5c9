using ProductSpace.Memory;

namespace ProductSpace.Tests.Memory;

/// <summary>Links in the way of a build, refused where the host asks for it, and those that are never written through.</summary>
[Collection(RefusedLinksCollection.Name)]
public sealed class TargetLinksTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public TargetLinksTests()
    {
        Directory.CreateDirectory(_folder.File("real"));
        File.WriteAllText(_folder.File("victim"), "as it was");
    }

    public void Dispose() => _folder.Dispose();

    [SkippableTheory]
    [InlineData("victim")]
    [InlineData("nowhere")]
    public void Build_LinkInPlaceOfTheTarget_RefusedWhereAsked(string leadsTo)
    {
        Skip.If(OperatingSystem.IsWindows(), "links need a right there");
        string target = Path.Combine(_folder.File("real"), "shop.psx");
        File.CreateSymbolicLink(target, _folder.File(leadsTo));
        using (new RefusedLinks())
        {
            string message = Assert.Throws<IOException>(() => Build(target)).Message;
            Assert.Contains($"{target}: is a link, which ProductSpace.RefuseLinks refuses; remove it", message, StringComparison.Ordinal);
            Assert.Equal([target], Directory.GetFileSystemEntries(_folder.File("real")));
        }

        Build(target);
        Assert.Null(new FileInfo(target).LinkTarget);
        Assert.Equal("as it was", File.ReadAllText(_folder.File("victim")));
    }

    [SkippableTheory]
    [InlineData("link/shop.psx")]
    [InlineData("link//./shop.psx")]
    [InlineData("real/../link/shop.psx")]
    public void Build_DirectoryIsALink_RefusedWhereAsked(string target)
    {
        Skip.If(OperatingSystem.IsWindows(), "links need a right there");
        Directory.CreateSymbolicLink(_folder.File("link"), _folder.File("real"));
        using (new RefusedLinks())
        {
            string message = Assert.Throws<IOException>(() => Build(_folder.File(target))).Message;
            Assert.Contains($"its directory {_folder.File("link")} is a link", message, StringComparison.Ordinal);
            Assert.Empty(Directory.GetFileSystemEntries(_folder.File("real")));
        }

        Build(_folder.File(target));
        Assert.True(File.Exists(Path.Combine(_folder.File("real"), "shop.psx")));
    }

    /// <summary>What it does not see, as the page on security says.</summary>
    [SkippableFact]
    public void Build_LinkHigherUpInThePath_IsNotSeen()
    {
        Skip.If(OperatingSystem.IsWindows(), "links need a right there");
        Directory.CreateSymbolicLink(_folder.File("link"), _folder.File("real"));
        Directory.CreateDirectory(_folder.File("real/below"));
        using RefusedLinks refused = new();
        Build(_folder.File("link/below/shop.psx"));
        Assert.True(File.Exists(_folder.File("real/below/shop.psx")));
    }

    [SkippableFact]
    public void Build_NoLink_IsMadeUnderTheSwitch()
    {
        Skip.If(OperatingSystem.IsWindows(), "links need a right there");
        using RefusedLinks refused = new();
        Build(_folder.File("real/shop.psx"));
        Build(_folder.File("real/shop.psx"));
        Assert.Equal([_folder.File("real/shop.psx")], Directory.GetFileSystemEntries(_folder.File("real")));
    }

    /// <summary>The holder's name would be written over what the link leads to.</summary>
    [SkippableFact]
    public void TryLock_LinkInPlaceOfTheLock_IsRefusedAlways()
    {
        Skip.If(OperatingSystem.IsWindows(), "links need a right there");
        File.CreateSymbolicLink(_folder.File("publish.lock"), _folder.File("victim"));
        IOException fault = Assert.Throws<IOException>(() => SystemFiles.Instance.TryLock(_folder.File("publish.lock"), "somebody"));
        Assert.Contains("is a link, and its target would be overwritten", fault.Message, StringComparison.Ordinal);
        Assert.Equal("as it was", File.ReadAllText(_folder.File("victim")));
    }

    private static void Build(string target) => new TestShop(40, 8).Builder().Build(target);
}
