using ProductSpace.Generations.Folders;
using ProductSpace.Memory;

namespace ProductSpace.Generations.Tests;

public sealed class GenerationFolderTests(SmallShops shops) : IClassFixture<SmallShops>, IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private GenerationFolder Folder => new(_folder.Root);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Publish_Twice_NumbersGenerationsAndSetsThePointer()
    {
        Assert.Null(Folder.FindCurrent());
        Assert.Contains("nothing was published", Assert.Throws<GenerationException>(() => Folder.GetCurrent()).Message, StringComparison.Ordinal);
        Assert.Empty(Folder.List());
        Generation first = Folder.Publish(shops[0]);
        Generation second = Folder.Publish(shops[1]);
        Assert.Equal((1, 1L, true), (first.Number, first.Publication, first.IsCurrent));
        Assert.Equal((2, 2L, true), (second.Number, second.Publication, second.IsCurrent));
        Assert.Equal(_folder.File("catalog-000002.psx"), second.Path);
        Assert.Equal(File.ReadAllBytes(shops[1]), File.ReadAllBytes(second.Path));
        Assert.Equal(second, Folder.FindCurrent());
        Assert.Equal(second, Folder.GetCurrent());
        Assert.Equal([(1, false), (2, true)], Folder.List().Select(generation => (generation.Number, generation.IsCurrent)));
        Assert.Equal(["CURRENT", "catalog-000001.psx", "catalog-000002.psx", "publish.lock"], Names());
    }

    /// <summary>A link in the place of a name that is published is replaced; what it led to stays as it was.</summary>
    [SkippableFact]
    public void Publish_LinksInTheWay_AreReplacedAndNotFollowed()
    {
        Skip.If(OperatingSystem.IsWindows(), "links need a right there");
        using TemporaryFolder elsewhere = new();
        string victim = elsewhere.File("victim");
        Folder.Publish(shops[0]);
        File.WriteAllBytes(victim, File.ReadAllBytes(_folder.File("CURRENT")));
        byte[] before = File.ReadAllBytes(victim);
        File.Delete(_folder.File("CURRENT"));
        File.CreateSymbolicLink(_folder.File("CURRENT"), victim);
        File.CreateSymbolicLink(_folder.File(".catalog-000002.psx.tmp-1-00000000"), victim);
        Assert.Equal(2, Folder.Publish(shops[1]).Number);
        Assert.Equal(before, File.ReadAllBytes(victim));
        Assert.Null(new FileInfo(_folder.File("CURRENT")).LinkTarget);
    }

    [SkippableFact]
    public void Publish_OnUnix_LeavesNobodyTheRightToWrite()
    {
        Skip.If(OperatingSystem.IsWindows(), "Windows has no such rights");
        const UnixFileMode writable = UnixFileMode.UserWrite | UnixFileMode.GroupWrite | UnixFileMode.OtherWrite;
        string path = Folder.Publish(shops[0]).Path;
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(UnixFileMode.None, File.GetUnixFileMode(path) & writable);
            Assert.Equal(UnixFileMode.None, File.GetUnixFileMode(_folder.File("CURRENT")) & writable);
            Assert.NotEqual(UnixFileMode.None, File.GetUnixFileMode(path) & UnixFileMode.UserRead);
        }
    }

    [Fact]
    public void PublishAndRollback_WithProgress_TellEachStageToItsEnd()
    {
        List<BuildProgress> seen = [];
        Folder.Publish(shops[0], new Watcher(seen));
        long bytes = new FileInfo(shops[0]).Length;
        Assert.Equal(["copying", "checksums", "structure"], seen.Select(report => report.Stage).Distinct());
        Assert.Equal(new BuildProgress("copying", 0, bytes), seen[0]);
        Assert.Contains(new BuildProgress("copying", bytes, bytes), seen);
        RequireGrowth(seen);
        Folder.Publish(shops[1]);
        seen.Clear();
        Folder.Rollback(progress: new Watcher(seen));
        Assert.Equal(["checksums", "structure"], seen.Select(report => report.Stage).Distinct());
        RequireGrowth(seen);
    }

    [Fact]
    public void Publish_NoSnapshot_IsRefusedAndChangesNothing()
    {
        Folder.Publish(shops[0]);
        byte[] damaged = File.ReadAllBytes(shops[1]);
        damaged[damaged.Length / 2] ^= 1;
        File.WriteAllBytes(_folder.File("damaged"), damaged);
        string[] before = Names();
        Assert.Throws<SnapshotException>(() => Folder.Publish(_folder.File("damaged")));
        Assert.Throws<SnapshotException>(() => Folder.Publish(_folder.File("CURRENT")));
        Assert.Throws<FileNotFoundException>(() => Folder.Publish(_folder.File("none.psx")));
        Assert.ThrowsAny<IOException>(() => new GenerationFolder(_folder.File("none")).Publish(shops[0]));
        Assert.Throws<OperationCanceledException>(() => Folder.Publish(shops[1], cancellationToken: new CancellationToken(canceled: true)));
        Assert.Equal(before, Names());
        Assert.Equal(1, Folder.FindCurrent()!.Number);
    }

    [Fact]
    public void Publish_WhileAnotherDoes_IsRefusedAndNamesTheHolder()
    {
        Folder.Publish(shops[0]);
        using (SystemFiles.Instance.TryLock(_folder.File("publish.lock"), "the night job on host nine"))
        {
            foreach (Action work in new Action[] { () => Folder.Publish(shops[1]), () => Folder.Rollback(), () => Folder.Prune(1) })
            {
                GenerationException refusal = Assert.Throws<GenerationException>(work);
                Assert.Equal("the night job on host nine", refusal.Holder);
                Assert.Contains("the night job on host nine publishes here now", refusal.Message, StringComparison.Ordinal);
            }
        }

        Assert.Equal(2, Folder.Publish(shops[1]).Number);
    }

    [Fact]
    public void Publish_FromTwoThreads_LosesNone()
    {
        int published = 0;
        int refused = 0;
        Parallel.For(0, 4, new ParallelOptions { MaxDegreeOfParallelism = 4 }, thread =>
        {
            for (int i = 0; i < 5; i++)
            {
                try
                {
                    Folder.Publish(shops[thread]);
                    Interlocked.Increment(ref published);
                }
                catch (GenerationException fault) when (fault.Holder is not null)
                {
                    Interlocked.Increment(ref refused);
                }
            }
        });
        Assert.Equal(20, published + refused);
        Assert.Equal(published, Folder.List().Count);
        Assert.Equal((published, (long)published), (Folder.FindCurrent()!.Number, Folder.FindCurrent()!.Publication));
    }

    [Fact]
    public void Rollback_WithoutNumber_GoesBackOneByOne()
    {
        for (int shop = 0; shop < 3; shop++)
        {
            Folder.Publish(shops[shop]);
        }

        Assert.Equal((2, 4L), (Folder.Rollback().Number, Folder.FindCurrent()!.Publication));
        Assert.Equal(1, Folder.Rollback().Number);
        Assert.Throws<GenerationException>(() => Folder.Rollback());
        Assert.Equal(3, Folder.Rollback(3).Number);
        Assert.Throws<GenerationException>(() => Folder.Rollback(3));
        Assert.Contains("there are 1, 2, 3", Assert.Throws<GenerationException>(() => Folder.Rollback(9)).Message, StringComparison.Ordinal);
    }

    /// <summary>A publisher that is killed between its two renames leaves a snapshot that the pointer does not know of; a fetch that finds its content here goes to it.</summary>
    [Fact]
    public void Rollback_ToOneThatAKilledPublisherLeft_LeavesAPointerThatIsRead()
    {
        Folder.Publish(shops[0]);
        File.Copy(shops[1], _folder.File("catalog-000002.psx"));
        Assert.Equal(2, Folder.Rollback(2).Number);
        Assert.Equal((2, 2L), (Folder.FindCurrent()!.Number, Folder.FindCurrent()!.Publication));
        Folder.Rollback(1);
        File.Delete(_folder.File("catalog-000002.psx"));
        Assert.Equal(3, Folder.Publish(shops[2]).Number);
    }

    [Fact]
    public void Rollback_ToDamaged_IsRefused()
    {
        string old = Folder.Publish(shops[0]).Path;
        Folder.Publish(shops[1]);
        byte[] bytes = File.ReadAllBytes(old);
        bytes[^1] ^= 1;
        File.Delete(old);
        File.WriteAllBytes(old, bytes);
        Assert.Throws<SnapshotException>(() => Folder.Rollback());
        Assert.Equal(2, Folder.FindCurrent()!.Number);
    }

    /// <summary>Numbers are given once: an ordinal with its generation stays unmistakable.</summary>
    [Fact]
    public void Publish_AfterRollbackAndPrune_GivesANewNumber()
    {
        for (int shop = 0; shop < 3; shop++)
        {
            Folder.Publish(shops[shop]);
        }

        Folder.Rollback(1);
        Assert.Equal([2], Folder.Prune(1).Select(generation => generation.Number));
        File.Delete(_folder.File("catalog-000003.psx"));
        Assert.Equal(4, Folder.Publish(shops[3]).Number);
    }

    [Fact]
    public void Prune_KeepsTheNewestAndTheCurrent()
    {
        for (int shop = 0; shop < 5; shop++)
        {
            Folder.Publish(shops[shop]);
        }

        Folder.Rollback(2);
        Assert.Equal([1, 3], Folder.Prune(2).Select(generation => generation.Number));
        Assert.Equal([2, 4, 5], Folder.List().Select(generation => generation.Number));
        Assert.Empty(Folder.Prune(3));
        Assert.Throws<ArgumentOutOfRangeException>(() => Folder.Prune(0));
    }

    [Fact]
    public void Publish_SweepsItsOwnHiddenFilesOnly()
    {
        string[] dead = [".CURRENT.tmp-123-0123abcd", ".catalog-000007.psx.tmp-1-ffffffff"];
        string[] foreign = [".catalog-000007.psx.tmp-1-fffffff", ".catalog-7.psx.tmp-1-ffffffff", ".other.tmp-1-ffffffff", ".CURRENT.tmp-x-0123abcd", "CURRENT.tmp-1-ffffffff", ".CURRENT.tmp-1-0123ABCD"];
        foreach (string name in dead.Concat(foreign))
        {
            File.WriteAllText(_folder.File(name), "x");
        }

        using INewFile living = SystemFiles.Instance.CreateNew(_folder.File(".CURRENT.tmp-9-00000000"));
        Folder.Publish(shops[0]);
        Assert.Equal(foreign.Append(".CURRENT.tmp-9-00000000").Order(StringComparer.Ordinal), Names().Where(name => name.Contains("tmp", StringComparison.Ordinal)));
    }

    [Fact]
    public void Pointer_AnyFlipOrCut_IsRefused()
    {
        byte[] sound = new CurrentPointer(57, 42, 43, UInt128.MaxValue / 3).ToBytes();
        Assert.Equal(new CurrentPointer(57, 42, 43, UInt128.MaxValue / 3), CurrentPointer.Parse("p", sound));
        Assert.InRange(sound.Length, 1, CurrentPointer.MaxBytes);
        for (int length = 0; length < sound.Length; length++)
        {
            Assert.Throws<GenerationException>(() => CurrentPointer.Parse("p", sound.AsSpan(0, length)));
        }

        for (int bit = 0; bit < sound.Length * 8; bit++)
        {
            byte[] flipped = [.. sound];
            flipped[bit / 8] ^= (byte)(1 << (bit % 8));
            Assert.Throws<GenerationException>(() => CurrentPointer.Parse("p", flipped));
        }

        Assert.Throws<GenerationException>(() => CurrentPointer.Parse("p", [.. sound, (byte)'\n']));
    }

    [Fact]
    public void Pointer_NewerVersion_IsRefusedByName()
    {
        string text = System.Text.Encoding.ASCII.GetString(new CurrentPointer(1, 1, 1, 1).ToBytes()).Replace("current 1", "current 2", StringComparison.Ordinal);
        GenerationException refusal = Assert.Throws<GenerationException>(() => CurrentPointer.Parse("p", System.Text.Encoding.ASCII.GetBytes(text)));
        Assert.Contains("version 2", refusal.Message, StringComparison.Ordinal);
        Assert.Contains("update ProductSpace", refusal.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("catalog-000001.psx", 1)]
    [InlineData("catalog-999999.psx", 999_999)]
    [InlineData("catalog-1000000.psx", 1_000_000)]
    [InlineData("catalog-0000001.psx", 0)]
    [InlineData("catalog-00001.psx", 0)]
    [InlineData("catalog-000000.psx", 0)]
    [InlineData("catalog--00001.psx", 0)]
    [InlineData("catalog-99999999999.psx", 0)]
    [InlineData("catalog-00000a.psx", 0)]
    [InlineData("catalog.psx", 0)]
    public void TryParse_Name_TakesOneFormOnly(string name, int number)
    {
        Assert.Equal(number > 0, GenerationNames.TryParse(name, out int parsed));
        if (number > 0)
        {
            Assert.Equal(number, parsed);
        }
    }

    private string[] Names() => [.. Directory.GetFiles(_folder.Root).Select(path => Path.GetFileName(path)).Where(name => name != "damaged").Order(StringComparer.Ordinal)];

    private static void RequireGrowth(List<BuildProgress> seen)
    {
        foreach (IGrouping<string, BuildProgress> stage in seen.GroupBy(report => report.Stage))
        {
            long[] done = [.. stage.Select(report => report.Done)];
            Assert.True(done.Length >= 2, stage.Key);
            Assert.Equal(done.Order(), done);
            Assert.Equal(stage.Last().Total, done[^1]);
        }
    }

    private sealed class Watcher(List<BuildProgress> seen) : IProgress<BuildProgress>
    {
        public void Report(BuildProgress value) => seen.Add(value);
    }
}
