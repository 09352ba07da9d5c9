using ProductSpace.Generations.Shipping;
using ProductSpace.Memory;

namespace ProductSpace.Generations.Tests.Faults;

/// <summary>
/// A real file system that is full, at many places: of bytes and of files. A build, a publication and a fetch are refused by an
/// error that says so, leave what was there, and succeed once there is room.
/// </summary>
public class FullDiskTests(SmallShops shops) : IClassFixture<SmallShops>
{
    /// <summary>Room for the old generation and something more, up to what the operation needs.</summary>
    public static TheoryData<string> Sizes
    {
        get
        {
            TheoryData<string> sizes = [];
            for (int kilobytes = 140; kilobytes <= 380; kilobytes += 24)
            {
                sizes.Add($"size={kilobytes}k");
            }

            for (int files = 6; files <= 8; files++)
            {
                sizes.Add($"size=4m,nr_inodes={files}");
            }

            return sizes;
        }
    }

    [SkippableTheory]
    [MemberData(nameof(Sizes))]
    public void Publish_DiskFull_LeavesTheOldGenerationThenGoesOn(string size)
    {
        Skip.If(Mounted.Missing is not null, Mounted.Missing);
        using Mounted disk = Mounted.Tmpfs("size=4m");
        GenerationFolder folder = new(disk.Root);
        folder.Publish(shops[0]);
        disk.Remount(size);
        Exception? fault = Record.Exception(() => folder.Publish(shops[1]));
        Check(disk, fault, shop: 1);
        disk.Remount("size=4m,nr_inodes=100");
        Assert.True(folder.Publish(shops[2]).Number >= 2);
    }

    [SkippableTheory]
    [MemberData(nameof(Sizes))]
    public async Task Fetch_DiskFull_LeavesTheOldGenerationThenGoesOn(string size)
    {
        Skip.If(Mounted.Missing is not null, Mounted.Missing);
        using Mounted disk = Mounted.Tmpfs("size=4m");
        using TemporaryFolder source = new();
        new GenerationFolder(source.Root).Publish(shops[1]);
        new GenerationFolder(disk.Root).Publish(shops[0]);
        disk.Remount(size);
        Exception? fault = await Record.ExceptionAsync(() => Fetcher(long.MaxValue).FetchAsync());
        Check(disk, fault, shop: 1, isFetch: true);
        FetchException? asked = await Record.ExceptionAsync(() => new GenerationFetcher(source.Root, disk.Root).FetchAsync()) as FetchException;
        Assert.True(asked is null or { Fault: FetchFault.TooLarge });
        disk.Remount("size=4m,nr_inodes=100");
        FetchReport report = await Fetcher(long.MaxValue).FetchAsync();
        Assert.Equal(File.ReadAllBytes(shops[1]), File.ReadAllBytes(report.Generation.Path));
        Assert.DoesNotContain(Directory.GetFiles(disk.Root), path => Path.GetFileName(path).StartsWith('.'));

        GenerationFetcher Fetcher(long free) => new(new FolderSource(source.Root), disk.Root, new FetchOptions(), SystemFiles.Instance) { FreeBytes = _ => free };
    }

    [SkippableFact]
    public void Build_DiskFull_LeavesTheOldSnapshotThenGoesOn()
    {
        Skip.If(Mounted.Missing is not null, Mounted.Missing);
        int failed = 0;
        for (int kilobytes = 144; kilobytes <= 380; kilobytes += 20)
        {
            using Mounted disk = Mounted.Tmpfs("size=4m");
            string path = Path.Combine(disk.Root, "catalog.psx");
            SmallShops.Build(0, path);
            byte[] before = File.ReadAllBytes(path);
            disk.Remount($"size={kilobytes}k");
            Exception? fault = Record.Exception(() => SmallShops.Build(1, path));
            failed += fault is null ? 0 : 1;
            Assert.True(fault is null or IOException, $"{fault}");
            Assert.Single(Directory.GetFiles(disk.Root));
            Assert.Equal(fault is null ? File.ReadAllBytes(shops[1]) : before, File.ReadAllBytes(path));
            disk.Remount("size=4m");
            SmallShops.Build(1, path);
            Assert.Equal(File.ReadAllBytes(shops[1]), File.ReadAllBytes(path));
        }

        Assert.InRange(failed, 2, 12);
    }

    private static void Check(Mounted disk, Exception? fault, int shop, bool isFetch = false)
    {
        Assert.True(fault is null or IOException, $"{fault}");
        Generation current = new GenerationFolder(disk.Root).FindCurrent()!;
        using ProductIndex index = ProductIndex.Open(current.Path, OpenMode.Verify);
        Assert.Equal(fault is null ? shop : 0, SmallShops.WordOf(index));
        Assert.Equal(fault is null ? 2 : 1, current.Number);
        Assert.InRange(Directory.GetFiles(disk.Root).Count(path => Path.GetFileName(path).StartsWith('.')), 0, isFetch ? 1 : 0);
    }
}
