using ProductSpace.Generations.Shipping;
using ProductSpace.Hosting.Shipping;
using ProductSpace.Storage;
using ProductSpace.Tests.Storage;

namespace ProductSpace.Generations.Tests.Shipping;

/// <summary>A server that lies: each lie has its name, nothing is published, and what is read and written is bounded by what was said first.</summary>
public class HostileServerTests(SmallShops shops) : IClassFixture<SmallShops>
{
    /// <summary>What the operating systems' buffers between the two may hold.</summary>
    private const int InBuffers = 8 << 20;

    public static TheoryData<string, FetchFault> Lies => new()
    {
        { "longer in the range", FetchFault.Changed },
        { "another range", FetchFault.Damaged },
        { "no range", FetchFault.Damaged },
        { "longer than asked", FetchFault.Damaged },
        { "packed", FetchFault.Damaged },
        { "redirect", FetchFault.Redirected },
        { "flipped", FetchFault.Damaged },
        { "flipped head", FetchFault.Damaged },
        { "another snapshot", FetchFault.Damaged },
        { "nothing there", FetchFault.Refused },
        { "forbidden", FetchFault.Refused },
        { "overloaded", FetchFault.Unreachable },
        { "no bytes", FetchFault.Unreachable },
        { "stalls", FetchFault.Unreachable },
        { "not satisfiable", FetchFault.Damaged },
        { "changed midway", FetchFault.Changed },
        { "huge", FetchFault.TooLarge },
    };

    [Theory]
    [MemberData(nameof(Lies))]
    public async Task Fetch_ServerLies_IsNamedAndNothingPublished(string lie, FetchFault expected)
    {
        using FetchFolders folders = new(shops[0]);
        folders.Server.Behave = (number, name, answer) => Lie(lie, number, name, answer);
        FetchOptions options = FetchFolders.Quick with { StallTimeout = TimeSpan.FromSeconds(lie == "stalls" ? 0.2 : 20), MaxBytes = lie == "huge" ? 20_000 : 1 << 30, MaxAttempts = 3 };
        FetchException fault = await Assert.ThrowsAsync<FetchException>(() => folders.FetchAsync(options));
        Assert.Equal(expected, fault.Fault);
        Assert.Contains(expected == FetchFault.TooLarge ? "catalog-000001.psx" : folders.Server.Address, fault.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', fault.Message);
        Assert.Null(folders.Here.FindCurrent());
        Assert.Empty(folders.Here.List());
        Assert.InRange(Directory.GetFiles(folders.Target).Sum(path => new FileInfo(path).Length), 0, folders.Expected.Length + 4096);

        // Once it is honest, all is well.
        folders.Server.Behave = (_, _, _) => { };
        Assert.Equal(folders.Expected, File.ReadAllBytes((await folders.FetchAsync()).Generation.Path));
    }

    /// <summary>A body without an end is read as far as was asked for.</summary>
    [Theory]
    [InlineData("CURRENT", true)]
    [InlineData("CURRENT", false)]
    [InlineData("catalog-000001.psx", true)]
    [InlineData("catalog-000001.psx", false)]
    public async Task Fetch_EndlessBody_IsReadAsFarAsAsked(string file, bool ranges)
    {
        using FetchFolders folders = new(shops[0]);
        folders.Server.HasRanges = ranges;
        folders.Server.Behave = (_, name, answer) =>
        {
            answer.IsEndless = name == file;
            answer.Length = name == file ? -1 : null;
        };
        if (file == "CURRENT")
        {
            await Assert.ThrowsAsync<GenerationException>(() => folders.FetchAsync());
            Assert.Null(folders.Here.FindCurrent());
        }
        else
        {
            Assert.Equal(folders.Expected, File.ReadAllBytes((await folders.FetchAsync()).Generation.Path));
        }

        Assert.InRange(folders.Server.Sent, 0, InBuffers * 2L);
    }

    /// <summary>Right checksums over wild content: hashes cannot see it, verification does, and the file is thrown away.</summary>
    [Fact]
    public async Task Fetch_ForgedSnapshot_IsNotPublished()
    {
        using FetchFolders folders = new(shops[0]);
        string path = Path.Combine(folders.Source, "catalog-000001.psx");
        SnapshotForge forge = new(File.ReadAllBytes(path));
        forge.Section(forge.Find(SectionId.OfSpace(0, SectionId.Codes)))[0] = 255;
        byte[] bytes = forge.Reseal().Bytes;
        FetchFolders.Overwrite(path, bytes);
        UInt128 content = System.Buffers.Binary.BinaryPrimitives.ReadUInt128LittleEndian(bytes.AsSpan(SnapshotLayout.ContentHash));
        FetchFolders.Overwrite(Path.Combine(folders.Source, "CURRENT"), new Folders.CurrentPointer(9, 1, 1, content).ToBytes());
        await Assert.ThrowsAsync<SnapshotException>(() => folders.FetchAsync());
        Assert.Null(folders.Here.FindCurrent());
        Assert.Empty(folders.Hidden);
        Assert.Empty(folders.Here.List());
    }

    [Fact]
    public async Task Fetch_NoRoom_IsRefusedBeforeItBegins()
    {
        using FetchFolders folders = new(shops[0]);
        int length = folders.Expected.Length;
        GenerationFetcher fetcher = new(new HttpSource(folders.Server.Address, HttpSource.NewClient(), TimeSpan.FromSeconds(9)), folders.Target, FetchFolders.Quick, Memory.SystemFiles.Instance) { FreeBytes = _ => length };
        FetchException fault = await Assert.ThrowsAsync<FetchException>(() => fetcher.FetchAsync());
        Assert.Equal(FetchFault.TooLarge, fault.Fault);
        Assert.InRange(folders.Server.Sent, 0, SnapshotLayout.FirstSection + 4096);
    }

    /// <summary>The broken twin that looks at no section is found: it takes the whole file before the damage of its first section is seen, and says less.</summary>
    [Fact]
    public async Task Twin_WithoutSectionCheck_IsCaught()
    {
        (FetchFault? sound, long soundBytes) = await DamagedAsync(twin: false);
        (FetchFault? broken, long brokenBytes) = await DamagedAsync(twin: true);
        Assert.Equal((FetchFault.Damaged, null), (sound, broken));
        Assert.True(soundBytes < brokenBytes, $"{soundBytes} {brokenBytes}");

        async Task<(FetchFault?, long)> DamagedAsync(bool twin)
        {
            using FetchFolders folders = new(shops[0]);
            folders.Server.Behave = (_, name, answer) => Lie("flipped", 0, name, answer);
            GenerationFetcher fetcher = new(new HttpSource(folders.Server.Address, HttpSource.NewClient(), TimeSpan.FromSeconds(9)), folders.Target, FetchFolders.Quick, Memory.SystemFiles.Instance) { IsSound = (entry, hash) => twin || entry.Hash == hash };
            Counted progress = new();
            IOException fault = await Assert.ThrowsAnyAsync<IOException>(() => fetcher.FetchAsync(progress));
            Assert.Null(folders.Here.FindCurrent());
            return ((fault as FetchException)?.Fault, progress.Most);
        }
    }

    /// <summary>The broken twin that resumes without a condition is found: it mixes two files, and blames the source for damage.</summary>
    [Fact]
    public async Task Twin_WithoutIfRange_IsCaught()
    {
        Assert.Equal(FetchFault.Changed, await ChangedAsync(source => source));
        Assert.Equal(FetchFault.Damaged, await ChangedAsync(source => new Unconditional(source)));

        async Task<FetchFault> ChangedAsync(Func<ISnapshotSource, ISnapshotSource> change)
        {
            using FetchFolders folders = new(shops[0]);
            folders.Server.Behave = (number, name, answer) =>
            {
                if (name != "CURRENT")
                {
                    // Same length, other content: only a tag tells them apart.
                    answer.CutAfter = 40_000;
                    string path = Path.Combine(folders.Source, name);
                    byte[] bytes = File.ReadAllBytes(path);
                    Array.Fill(bytes, (byte)number, 30_000, bytes.Length - 30_000);
                    FetchFolders.Overwrite(path, bytes);
                }
            };
            FetchException fault = await Assert.ThrowsAsync<FetchException>(() => folders.Fetcher(change: change).FetchAsync());
            Assert.Null(folders.Here.FindCurrent());
            return fault.Fault;
        }
    }

    private static void Lie(string lie, int number, string name, Answer answer)
    {
        bool isSnapshot = name != "CURRENT";
        bool isHead = number <= 2;
        switch (lie)
        {
            case "longer in the range" when isSnapshot && !isHead:
                answer.Headers["Content-Range"] = answer.Headers["Content-Range"].Split('/')[0] + "/99999999";
                break;
            case "another range" when isSnapshot:
                answer.Headers["Content-Range"] = $"bytes 4096-{4095 + answer.Body.Length}/{1 << 20}";
                break;
            case "no range" when isSnapshot:
                answer.Headers.Remove("Content-Range");
                break;
            case "longer than asked" when isSnapshot:
                answer.Headers["Content-Range"] = "bytes 0-99999999/100000000";
                break;
            case "packed":
                answer.Headers["Content-Encoding"] = "gzip";
                break;
            case "redirect":
                answer.Status = 302;
                answer.Headers["Location"] = "http://127.0.0.1:1/else\twhere";
                break;
            case "flipped" when isSnapshot && answer.Body.Length > 0 && !answer.Headers["Content-Range"].StartsWith("bytes 0-", StringComparison.Ordinal):
                answer.Body[0] ^= 4;
                break;
            case "flipped head" when isSnapshot:
                answer.Body[200] ^= 4;
                break;
            case "another snapshot" when isSnapshot:
                answer.Body = new byte[answer.Body.Length];
                break;
            case "nothing there" when isSnapshot:
                answer.Status = 404;
                break;
            case "forbidden":
                answer.Status = 403;
                break;
            case "overloaded" when isSnapshot:
                answer.Status = 503;
                break;
            case "no bytes" when isSnapshot:
                answer.CutAfter = 0;
                break;
            case "stalls" when isSnapshot:
                answer.CutAfter = 0;
                answer.StallMilliseconds = 600;
                break;
            case "not satisfiable" when isSnapshot && !isHead:
                answer.Status = 416;
                break;
            case "changed midway" when isSnapshot && !isHead:
                answer.Headers["ETag"] = "\"another\"";
                break;
        }
    }

    private sealed class Unconditional(ISnapshotSource inner) : ISnapshotSource
    {
        public string NameOf(string file) => inner.NameOf(file);

        public Task<SourceBody> OpenAsync(string file, long start, long end, string? validator, CancellationToken cancellationToken) => inner.OpenAsync(file, start, end, validator: null, cancellationToken);
    }

    private sealed class Counted : IProgress<BuildProgress>
    {
        public long Most { get; private set; }

        public void Report(BuildProgress value) => Most = value.Stage == "fetch" ? value.Done : Most;
    }
}
