using ProductSpace.Generations.Shipping;
using ProductSpace.Memory;
using ProductSpace.Storage;

namespace ProductSpace.Generations.Tests.Shipping;

/// <summary>A generation comes over the link byte for byte, whatever cuts it, and only what is not here.</summary>
public class GenerationFetcherTests(SmallShops shops) : IClassFixture<SmallShops>
{
    [Theory]
    [InlineData(true, true)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    [InlineData(false, false)]
    public async Task Fetch_PlainServer_BringsTheSameBytes(bool ranges, bool tags)
    {
        using FetchFolders folders = new(shops[0], shops[1]);
        folders.Server.HasRanges = ranges;
        folders.Server.HasTags = tags;
        FetchReport report = await folders.FetchAsync();
        Assert.Equal((1, true, 0), (report.Generation.Number, report.IsNew, report.Cuts));
        Assert.Equal(folders.Expected, File.ReadAllBytes(report.Generation.Path));
        Assert.Equal(folders.Expected.Length, report.FileBytes);
        Assert.Empty(folders.Hidden);
        FetchReport again = await folders.FetchAsync();
        Assert.Equal((1, false, 0L), (again.Generation.Number, again.IsNew, again.FetchedBytes));
    }

    [Fact]
    public async Task Fetch_Folder_BringsTheSameBytes()
    {
        using FetchFolders folders = new(shops[0]);
        FetchReport report = await new GenerationFetcher(folders.Source, folders.Target).FetchAsync();
        Assert.Equal(folders.Expected, File.ReadAllBytes(report.Generation.Path));
        FetchException none = await Assert.ThrowsAsync<FetchException>(() => new GenerationFetcher(folders.Source + "x", folders.Target).FetchAsync());
        Assert.Equal(FetchFault.Refused, none.Fault);
    }

    /// <summary>Every place where a connection can end, in steps; each goes on where the last one ended.</summary>
    [Theory]
    [InlineData(7001, false)]
    [InlineData(20000, true)]
    public async Task Fetch_LinkCutAgainAndAgain_GoesOnWhereItEnded(int cutAfter, bool reset)
    {
        using FetchFolders folders = new(shops[0]);
        folders.Server.Behave = (_, name, answer) =>
        {
            answer.CutAfter = name == "CURRENT" ? int.MaxValue : cutAfter;
            answer.IsReset = reset;
        };
        FetchReport report = await folders.FetchAsync();
        Assert.Equal(folders.Expected, File.ReadAllBytes(report.Generation.Path));

        // A reset can take bytes with it that were on their way.
        Assert.InRange(report.Cuts, folders.Expected.Length / cutAfter / 2, int.MaxValue);
        Assert.InRange(report.FetchedBytes, folders.Expected.Length / 2, folders.Expected.Length);
        Assert.All(folders.Server.Ranges.Where(range => range.StartsWith("catalog", StringComparison.Ordinal)).Skip(1), range => Assert.EndsWith("\"", range, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Fetch_RunsThatEndAnywhere_AreGoneOnWith()
    {
        using FetchFolders folders = new(shops[0]);
        int length = folders.Expected.Length;
        long fetched = 0;
        int runs = 0;
        FetchReport? report = null;
        while (report is null)
        {
            runs++;
            int connection = 0;
            folders.Server.Behave = (_, name, answer) => answer.CutAfter = name == "CURRENT" ? int.MaxValue : connection++ == 0 ? 13_001 + runs : 0;
            try
            {
                report = await folders.FetchAsync(FetchFolders.Quick with { MaxAttempts = 2 });
                fetched += report.FetchedBytes;
            }
            catch (FetchException fault)
            {
                Assert.True(fault.IsTransient);
                Assert.Contains("is kept", fault.Message, StringComparison.Ordinal);
                Assert.Null(folders.Here.FindCurrent());
                Assert.True(runs < 100);
            }
        }

        Assert.InRange(runs, 4, 100);
        Assert.InRange(report.ResumedBytes, length / 2, length);
        Assert.Equal(folders.Expected, File.ReadAllBytes(report.Generation.Path));
        Assert.Empty(folders.Hidden);
    }

    /// <summary>Whatever stands in the unfinished file, it does not come into the snapshot.</summary>
    [Fact]
    public async Task Fetch_UnfinishedFileSpoilt_IsMendedOrFetchedAnew()
    {
        Random random = new(5);
        for (int round = 0; round < Campaign.Size(20); round++)
        {
            using FetchFolders folders = new(shops[round % 3]);
            byte[] expected = folders.Expected;
            byte[] spoilt = expected[..random.Next(expected.Length + 1)];
            for (int flips = random.Next(3); flips > 0 && spoilt.Length > 0; flips--)
            {
                spoilt[random.Next(spoilt.Length)] ^= (byte)(1 << random.Next(8));
            }

            if (random.Next(3) == 0)
            {
                // A file system that kept the length and lost the bytes.
                Array.Clear(spoilt, spoilt.Length / 2, spoilt.Length - (spoilt.Length / 2));
            }

            if (random.Next(4) == 0)
            {
                spoilt = [.. spoilt, .. new byte[random.Next(100_000)]];
            }

            string content = Content(folders);
            File.WriteAllBytes(Path.Combine(folders.Target, $".incoming-{content}.part"), spoilt);
            FetchReport report = await folders.FetchAsync();
            Assert.Equal(expected, File.ReadAllBytes(report.Generation.Path));
            Assert.Empty(folders.Hidden);
        }
    }

    [Fact]
    public async Task Fetch_SectionsThatAreHere_AreNotFetched()
    {
        using TemporaryFolder built = new();
        using FetchFolders folders = new(shops[0]);
        await folders.FetchAsync();

        // The same vectors with other prices: all but one section stay as they are.
        SmallShops.Build(0, built.File("sale.psx"), price: 77);
        new GenerationFolder(folders.Source).Publish(built.File("sale.psx"));
        long sent = folders.Server.Sent;
        FetchReport report = await folders.FetchAsync();
        Assert.Equal(folders.Expected, File.ReadAllBytes(report.Generation.Path));
        Assert.Equal(2, report.Generation.Number);
        Assert.InRange(report.FetchedBytes, SnapshotLayout.FirstSection, SnapshotLayout.FirstSection + 2000);
        Assert.InRange(folders.Server.Sent - sent, SnapshotLayout.FirstSection, SnapshotLayout.FirstSection + 4000);
        Assert.InRange(report.ReusedBytes, 1000, report.FileBytes);
    }

    /// <summary>What a damaged generation here promises in its table is not believed.</summary>
    [Fact]
    public async Task Fetch_SectionsHereAreDamaged_FetchesThem()
    {
        using TemporaryFolder built = new();
        using FetchFolders folders = new(shops[0]);
        await folders.FetchAsync();
        string here = folders.Here.FindCurrent()!.Path;
        byte[] bytes = File.ReadAllBytes(here);
        for (int place = SnapshotLayout.FirstSection; place < bytes.Length; place += SnapshotLayout.SectionAlignment)
        {
            bytes[place] ^= 1;
        }

        FetchFolders.Overwrite(here, bytes);
        SmallShops.Build(0, built.File("sale.psx"), price: 77);
        new GenerationFolder(folders.Source).Publish(built.File("sale.psx"));
        FetchReport report = await folders.FetchAsync();
        Assert.Equal(folders.Expected, File.ReadAllBytes(report.Generation.Path));
        Assert.Equal(0, report.ReusedBytes);
    }

    /// <summary>A source that goes back is followed without a byte of a snapshot.</summary>
    [Fact]
    public async Task Fetch_SourceRolledBack_GoesBackHere()
    {
        using FetchFolders folders = new(shops[0]);
        await folders.FetchAsync();
        new GenerationFolder(folders.Source).Publish(shops[1]);
        await folders.FetchAsync();
        new GenerationFolder(folders.Source).Rollback();
        FetchReport report = await folders.FetchAsync();
        Assert.Equal((1, true, 0L), (report.Generation.Number, report.IsNew, report.FetchedBytes));
        Assert.Equal(1, folders.Here.FindCurrent()!.Number);
    }

    [Fact]
    public async Task Fetch_Cancelled_KeepsWhatCameAndGoesOn()
    {
        using FetchFolders folders = new(shops[0]);
        using CancellationTokenSource cancel = new();
        Progress progress = new(there =>
        {
            if (there.Stage == "fetch" && there.Done > there.Total / 2)
            {
                cancel.Cancel();
            }
        });
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => folders.Fetcher().FetchAsync(progress, cancel.Token));
        Assert.Null(folders.Here.FindCurrent());
        Assert.Single(folders.Hidden);
        FetchReport report = await folders.FetchAsync();
        Assert.InRange(report.ResumedBytes, report.FileBytes / 2, report.FileBytes);
        Assert.Equal(folders.Expected, File.ReadAllBytes(report.Generation.Path));
    }

    [Fact]
    public async Task Fetch_TwoAtOnce_SecondIsToldWhoHolds()
    {
        using FetchFolders folders = new(shops[0]);
        using (SystemFiles.Instance.TryLock(Path.Combine(folders.Target, "fetch.lock"), "the mirror job"))
        {
            FetchException held = await Assert.ThrowsAsync<FetchException>(() => folders.FetchAsync());
            Assert.Equal(FetchFault.Held, held.Fault);
            Assert.Contains("the mirror job", held.Message, StringComparison.Ordinal);
        }

        await folders.FetchAsync();
    }

    [SkippableFact]
    public async Task Fetch_LinkInPlaceOfTheUnfinishedFile_IsRefused()
    {
        Skip.If(OperatingSystem.IsWindows(), "links need a right there");
        using FetchFolders folders = new(shops[0]);
        string victim = Path.Combine(folders.Source, "victim");
        File.WriteAllText(victim, "as it was");
        File.CreateSymbolicLink(Path.Combine(folders.Target, $".incoming-{Content(folders)}.part"), victim);
        IOException fault = await Assert.ThrowsAsync<IOException>(() => folders.FetchAsync());
        Assert.Contains("is a link", fault.Message, StringComparison.Ordinal);
        Assert.Equal("as it was", File.ReadAllText(victim));
    }

    [Theory]
    [InlineData("http://user:word@host/shop")]
    [InlineData("http://")]
    [InlineData("https://host/shop?key=1")]
    public void Fetcher_AddressThatIsNone_IsRefused(string address) => Assert.Throws<ArgumentException>(() => new GenerationFetcher(address, "."));

    private static string Content(FetchFolders folders) => Folders.CurrentPointer.Parse("CURRENT", File.ReadAllBytes(Path.Combine(folders.Source, "CURRENT"))).Content.ToString("x32", System.Globalization.CultureInfo.InvariantCulture);

    private sealed class Progress(Action<BuildProgress> told) : IProgress<BuildProgress>
    {
        public void Report(BuildProgress value) => told(value);
    }
}
