using ProductSpace.Tests;
using ProductSpace.Training.Models;
using ProductSpace.Training.Runs;

namespace ProductSpace.Training.Tests.Models;

/// <summary>
/// What a killed run left under hidden names is removed by the next run of the same target, if no process holds it and it is
/// not a minute old; all else stays.
/// </summary>
public sealed class LeftoverTests : IDisposable
{
    private const string Mark = "4000000-0123abcd";

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [SkippableFact]
    public void FolderReplacement_LeftByAKill_IsRemoved()
    {
        RequireLocks();
        string left = Folder($".ck.tmp-{Mark}");
        string old = Folder($".ck.old-{Mark}");
        Folder("ck");
        string[] foreign = [Folder(".ck.tmp-notes"), Folder($".other.tmp-{Mark}"), Folder($".ck.old-{Mark}0"), Folder($"ck.tmp-{Mark}")];
        Replace("ck");
        Assert.False(Directory.Exists(left));
        Assert.False(Directory.Exists(old));
        Assert.All(foreign, folder => Assert.True(Directory.Exists(folder), folder));
    }

    /// <summary>Killed between the two renames: what has the hidden name is the only model.</summary>
    [SkippableFact]
    public void FolderReplacement_NoModelUnderTheName_OldOneStaysUntilThereIs()
    {
        RequireLocks();
        string old = Folder($".ck.old-{Mark}");
        new FolderReplacement(_folder.File("ck"), _ => { }).Dispose();
        Assert.True(Directory.Exists(old));
        Replace("ck");
        Assert.True(Directory.Exists(old));
        Replace("ck");
        Assert.False(Directory.Exists(old));
    }

    [SkippableFact]
    public void FolderReplacement_YoungOrHeld_Stays()
    {
        RequireLocks();
        string young = Folder($".ck.tmp-{Mark}", isOld: false);
        using FolderReplacement held = new(_folder.File("ck"), _ => { });
        Age(held.TemporaryPath);
        Replace("ck");
        Assert.True(Directory.Exists(young));
        Assert.True(Directory.Exists(held.TemporaryPath));
    }

    [SkippableFact]
    public void FolderReplacement_LinkWithAHiddenName_IsNotFollowed()
    {
        RequireLocks();
        string kept = Folder("kept");
        File.WriteAllText(Path.Combine(kept, "file"), "x");
        Directory.CreateSymbolicLink(_folder.File($".ck.tmp-{Mark}"), kept);
        Age(kept);
        Replace("ck");
        Assert.True(File.Exists(Path.Combine(kept, "file")));
    }

    [SkippableFact]
    public void EpochFolders_LeftByAKill_AreRemoved()
    {
        RequireLocks();
        string left = Folder($".model.epochs-{Mark}");
        TrainingRunOptions options = new() { ModelFolder = _folder.File("model"), EarlyStop = 1 };
        using (EpochFolders running = new(options))
        {
            Assert.False(Directory.Exists(left));
            Age(Path.GetDirectoryName(running.Best)!);
            new EpochFolders(options).Dispose();
            Assert.True(Directory.Exists(Path.GetDirectoryName(running.Best)));
        }

        Assert.Empty(Directory.GetFileSystemEntries(_folder.Root));
    }

    [SkippableFact]
    public void FileReplacement_LeftByAKill_IsRemovedAndOneInUseStays()
    {
        RequireLocks();
        string target = _folder.File("vectors.vec");
        string left = OldFile($".vectors.vec.tmp-{Mark}");
        using FileReplacement running = new(target);
        running.File.Write("first");
        running.Complete();
        string held = Assert.Single(Directory.GetFiles(_folder.Root, ".vectors.vec.tmp-*"));
        Assert.NotEqual(left, held);
        File.SetLastWriteTimeUtc(held, DateTime.UtcNow.AddHours(-1));
        using (FileReplacement other = new(target))
        {
            Assert.True(File.Exists(held));
        }

        running.Publish();
        Assert.Equal("first", File.ReadAllText(target));
        Assert.Single(Directory.GetFiles(_folder.Root));
    }

    [SkippableFact]
    public void WriteEvents_LeftByAKill_IsRemoved()
    {
        RequireLocks();
        using TestLog log = new();
        using CleanedLog cleaned = log.Clean(TestLog.Random(2, 400));
        OldFile($".clean.csv.tmp-{Mark}");
        string foreign = OldFile("clean.csv.tmp");
        cleaned.WriteEvents(_folder.File("clean.csv"));
        Assert.Equal([_folder.File("clean.csv"), foreign], Directory.GetFiles(_folder.Root).Order(StringComparer.Ordinal));
    }

    private static void RequireLocks() => Skip.If(OperatingSystem.IsWindows(), "no locks on folders there");

    private static void Age(string folder) => Directory.SetLastWriteTimeUtc(folder, DateTime.UtcNow.AddHours(-1));

    private void Replace(string name)
    {
        using FolderReplacement replacement = new(_folder.File(name), _ => { });
        File.WriteAllText(Path.Combine(replacement.TemporaryPath, "new"), "new");
        replacement.Publish();
    }

    private string Folder(string name, bool isOld = true)
    {
        string folder = _folder.File(name);
        Directory.CreateDirectory(folder);
        File.WriteAllText(Path.Combine(folder, "part"), "part");
        if (isOld)
        {
            Age(folder);
        }

        return folder;
    }

    private string OldFile(string name)
    {
        File.WriteAllText(_folder.File(name), "part");
        File.SetLastWriteTimeUtc(_folder.File(name), DateTime.UtcNow.AddHours(-1));
        return _folder.File(name);
    }
}
