using ProductSpace.Tests;
using ProductSpace.Training.Models;

namespace ProductSpace.Training.Tests.Models;

/// <summary>Models and exports go through no link where the host refuses them.</summary>
[Collection(RefusedLinksCollection.Name)]
public sealed class RefusedLinksTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [SkippableFact]
    public void Save_FolderIsALink_RefusedWhereAsked()
    {
        Skip.If(OperatingSystem.IsWindows(), "links need a right there");
        using EmbeddingModel model = TestModels.Random(3, 2, 1);
        Directory.CreateDirectory(_folder.File("real"));
        Directory.CreateSymbolicLink(_folder.File("link"), _folder.File("real"));
        using RefusedLinks refused = new();
        foreach (string target in new[] { "link", "link/", "link/model" })
        {
            Assert.Contains("is a link, which ProductSpace.RefuseLinks refuses", Assert.Throws<IOException>(() => model.Save(_folder.File(target))).Message, StringComparison.Ordinal);
        }

        Assert.Empty(Directory.GetFileSystemEntries(_folder.File("real")));
        model.Save(_folder.File("real"));
    }

    [SkippableFact]
    public void WriteEvents_FolderIsALink_RefusedWhereAsked()
    {
        Skip.If(OperatingSystem.IsWindows(), "links need a right there");
        using TestLog log = new();
        using CleanedLog cleaned = log.Clean(TestLog.Random(2, 400));
        Directory.CreateDirectory(_folder.File("real"));
        Directory.CreateSymbolicLink(_folder.File("link"), _folder.File("real"));
        using (new RefusedLinks())
        {
            Assert.Throws<IOException>(() => cleaned.WriteEvents(_folder.File("link/events.csv")));
            Assert.Empty(Directory.GetFileSystemEntries(_folder.File("real")));
        }

        cleaned.WriteEvents(_folder.File("link/events.csv"));
        Assert.True(File.Exists(_folder.File("real/events.csv")));
    }

    [SkippableFact]
    public void Export_FileIsALink_RefusedWhereAsked()
    {
        Skip.If(OperatingSystem.IsWindows(), "links need a right there");
        File.WriteAllText(_folder.File("victim"), "as it was");
        File.CreateSymbolicLink(_folder.File("vectors.vec"), _folder.File("victim"));
        using (new RefusedLinks())
        {
            Assert.Throws<IOException>(() => new FileReplacement(_folder.File("vectors.vec")));
        }

        using (FileReplacement file = new(_folder.File("vectors.vec")))
        {
            file.Complete();
            file.Publish();
        }

        Assert.Equal("as it was", File.ReadAllText(_folder.File("victim")));
    }
}
