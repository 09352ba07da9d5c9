using ProductSpace.Cli.Synth;

namespace ProductSpace.Cli.Tests.Synth;

/// <summary>Links in the way of a synthetic shop.</summary>
[Collection(RefusedLinksCollection.Name)]
public sealed class FileSetTests : IDisposable
{
    private readonly CliFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    /// <summary>The unfinished file has a name that anybody can guess.</summary>
    [SkippableFact]
    public void Create_LinkInPlaceOfTheUnfinishedFile_IsRefusedAlways()
    {
        Skip.If(OperatingSystem.IsWindows(), "links need a right there");
        File.WriteAllText(_folder.File("victim"), "as it was");
        Directory.CreateDirectory(_folder.File("shop"));
        File.CreateSymbolicLink(_folder.File("shop/ids.txt.tmp"), _folder.File("victim"));
        using FileSet files = new(_folder.File("shop"));
        Assert.Throws<IOException>(() => files.Create("ids.txt"));
        Assert.Equal("as it was", File.ReadAllText(_folder.File("victim")));
    }

    [SkippableFact]
    public void Create_FileOrFolderIsALink_RefusedWhereAsked()
    {
        Skip.If(OperatingSystem.IsWindows(), "links need a right there");
        Directory.CreateDirectory(_folder.File("shop"));
        Directory.CreateSymbolicLink(_folder.File("link"), _folder.File("shop"));
        File.CreateSymbolicLink(_folder.File("shop/ids.txt"), _folder.File("victim"));
        using (new RefusedLinks())
        {
            using FileSet files = new(_folder.File("shop"));
            Assert.Throws<IOException>(() => files.Create("ids.txt"));
            using FileSet linked = new(_folder.File("link"));
            Assert.Throws<IOException>(() => linked.Create("others.txt"));
        }

        using FileSet followed = new(_folder.File("link"));
        followed.Create("others.txt").Dispose();
        followed.Publish();
        Assert.True(File.Exists(_folder.File("shop/others.txt")));
    }
}
