using ProductSpace.Generations.Tests.Deltas;
using ProductSpace.Generations.Tests.Shipping;

namespace ProductSpace.Generations.Tests;

/// <summary>Links in the way of publishing, fetching and of a delta, where the host refuses them.</summary>
[Collection(RefusedLinksCollection.Name)]
public sealed class RefusedLinksTests(SmallShops shops, DeltaBases bases) : IClassFixture<SmallShops>, IClassFixture<DeltaBases>, IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [SkippableFact]
    public void Publish_FolderIsALink_RefusedWhereAsked()
    {
        string link = LinkTo("real");
        using (new RefusedLinks())
        {
            Refused($"its directory {link} is a link", () => new GenerationFolder(link).Publish(shops[0]));
            Assert.Empty(Directory.GetFileSystemEntries(_folder.File("real")));
        }

        Assert.Equal(1, new GenerationFolder(link).Publish(shops[0]).Number);
        using RefusedLinks refused = new();
        Refused($"its directory {link} is a link", () => new GenerationFolder(link).Rollback());
        Refused($"its directory {link} is a link", () => new GenerationFolder(link).Prune(1));
        Assert.Equal(2, new GenerationFolder(_folder.File("real")).Publish(shops[1]).Number);
        Assert.Equal(2, new GenerationFolder(link).FindCurrent()!.Number);
    }

    /// <summary>The pointer is set last: the generation that it should have led to goes again.</summary>
    [SkippableFact]
    public void Publish_PointerIsALink_RefusedAndTheFolderIsAsItWas()
    {
        LinkTo("real");
        GenerationFolder folder = new(_folder.File("real"));
        folder.Publish(shops[0]);
        string pointer = _folder.File("real/CURRENT");
        File.Move(pointer, _folder.File("pointer"));
        File.CreateSymbolicLink(pointer, _folder.File("pointer"));
        string[] before = Directory.GetFileSystemEntries(_folder.File("real"));
        byte[] said = File.ReadAllBytes(pointer);
        using (new RefusedLinks())
        {
            Refused($"{pointer}: is a link", () => folder.Publish(shops[1]));
        }

        Assert.Equal(before, Directory.GetFileSystemEntries(_folder.File("real")));
        Assert.Equal(said, File.ReadAllBytes(pointer));
        Assert.Equal(2, folder.Publish(shops[1]).Number);
        Assert.Null(new FileInfo(pointer).LinkTarget);
    }

    /// <summary>Asked for or not: the name of the publisher would be written over what the link leads to.</summary>
    [SkippableFact]
    public void Publish_LockIsALink_IsRefusedAlways()
    {
        LinkTo("real");
        File.WriteAllText(_folder.File("victim"), "as it was");
        File.CreateSymbolicLink(_folder.File("real/publish.lock"), _folder.File("victim"));
        Refused("publish.lock: is a link", () => new GenerationFolder(_folder.File("real")).Publish(shops[0]));
        Assert.Equal("as it was", File.ReadAllText(_folder.File("victim")));
    }

    [SkippableFact]
    public async Task Fetch_FolderIsALink_RefusedWhereAsked()
    {
        string link = LinkTo("real");
        using FetchFolders folders = new(shops[0]);
        using (new RefusedLinks())
        {
            IOException fault = await Assert.ThrowsAsync<IOException>(() => new GenerationFetcher(folders.Source, link).FetchAsync());
            Assert.Contains($"its directory {link} is a link", fault.Message, StringComparison.Ordinal);
            Assert.Empty(Directory.GetFileSystemEntries(_folder.File("real")));
        }

        Assert.True((await new GenerationFetcher(folders.Source, link).FetchAsync()).IsNew);
    }

    [SkippableTheory]
    [InlineData("link/catalog.psd")]
    [InlineData("real/catalog.psd")]
    public void Delta_LinkOnItOrItsFolder_RefusedWhereAsked(string path)
    {
        LinkTo("real");
        File.CreateSymbolicLink(_folder.File("real/catalog.psd"), _folder.File("victim"));
        using ProductIndex index = ProductIndex.Open(bases[0]);
        using (new RefusedLinks())
        {
            Refused("is a link, which ProductSpace.RefuseLinks refuses", () => ProductDelta.Open(_folder.File(path), index));
            Assert.Null(index.DeltaLog);
        }

        ProductDelta.Open(_folder.File(path), index).Dispose();
        Assert.False(File.Exists(_folder.File("victim")));
        Assert.Null(new FileInfo(_folder.File("real/catalog.psd")).LinkTarget);
    }

    [SkippableFact]
    public void Delta_LockIsALink_IsRefusedAlways()
    {
        LinkTo("real");
        File.WriteAllText(_folder.File("victim"), "as it was");
        File.CreateSymbolicLink(_folder.File("real/catalog.psd.lock"), _folder.File("victim"));
        using ProductIndex index = ProductIndex.Open(bases[0]);
        Refused("catalog.psd.lock: is a link", () => ProductDelta.Open(_folder.File("real/catalog.psd"), index));
        Assert.Equal("as it was", File.ReadAllText(_folder.File("victim")));
    }

    private string LinkTo(string name)
    {
        Skip.If(OperatingSystem.IsWindows(), "links need a right there");
        Directory.CreateDirectory(_folder.File(name));
        Directory.CreateSymbolicLink(_folder.File("link"), _folder.File(name));
        return _folder.File("link");
    }

    private static void Refused(string words, Action act) => Assert.Contains(words, Assert.Throws<IOException>(act).Message, StringComparison.Ordinal);
}
