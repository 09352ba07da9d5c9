using ProductSpace.Training.Models;

namespace ProductSpace.Training.Tests.Models;

public sealed class FolderReplacementTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Publish_NewFolderCannotBeRenamed_GivesTheOldItsNameBack()
    {
        string target = _folder.File("m");
        Directory.CreateDirectory(target);
        File.WriteAllText(Path.Combine(target, "old"), "old");
        using (FolderReplacement replacement = new(target, _ => { }))
        {
            Directory.Delete(replacement.TemporaryPath);
            Assert.ThrowsAny<IOException>(replacement.Publish);
        }

        Assert.Equal("old", File.ReadAllText(Path.Combine(target, "old")));
        Assert.Single(Directory.GetFileSystemEntries(_folder.Root));
    }

    [Fact]
    public void Publish_TargetFilledMeanwhile_IsAskedAgain()
    {
        string target = _folder.File("m");
        using (FolderReplacement replacement = new(target, path => throw new TrainingInputException(path)))
        {
            Directory.CreateDirectory(target);
            File.WriteAllText(Path.Combine(target, "foreign"), "kept");
            Assert.Throws<TrainingInputException>(replacement.Publish);
        }

        Assert.Equal("kept", File.ReadAllText(Path.Combine(target, "foreign")));
        Assert.Single(Directory.GetFileSystemEntries(_folder.Root));
    }

    [Theory]
    [InlineData("m/")]
    [InlineData("./m")]
    public void Publish_OtherSpellings_GiveTheSameFolder(string name)
    {
        using (FolderReplacement replacement = new(Path.Combine(_folder.Root, name), _ => { }))
        {
            File.WriteAllText(Path.Combine(replacement.TemporaryPath, "new"), "new");
            replacement.Publish();
        }

        Assert.Equal(["m"], Directory.GetFileSystemEntries(_folder.Root).Select(Path.GetFileName));
        Assert.True(File.Exists(Path.Combine(_folder.File("m"), "new")));
    }
}
