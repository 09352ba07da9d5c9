using System.Runtime.InteropServices;
using ProductSpace.Memory;
using ProductSpace.Search;
using ProductSpace.Snapshot;
using ProductSpace.Storage;
using ProductSpace.Tests.Storage;

namespace ProductSpace.Tests.Hostile;

/// <summary>
/// Files whose groups leave cells out, with right checksums: once a filtered search of them took no group at all, for ever,
/// deaf to budgets and tokens. They are refused at open where the ends of the groups tell, else answered in full.
/// </summary>
public sealed class ForgedGroupsTests
{
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(2);

    private readonly byte[] _sound = File.ReadAllBytes(BuiltShop.Of(CategoryPerProduct.Recipe).File);

    [Theory]
    [InlineData(OpenMode.Quick)]
    [InlineData(OpenMode.Warm)]
    public void Open_OneGroupOfSixteenCells_RefusedByName(OpenMode mode)
    {
        SnapshotForge forge = new(_sound);
        uint centroids = SectionId.OfSpace(0, SectionId.GroupCentroids);
        byte[] centroid = forge.Section(forge.Find(centroids))[..64].ToArray();
        forge = forge.With(centroids, centroid).With(SectionId.OfSpace(0, SectionId.GroupStarts), [0, 0, 0, 0, 16, 0, 0, 0]);
        SnapshotException refusal = Assert.Throws<SnapshotException>(() => Open(forge, mode).Dispose());
        Assert.Contains("similar.group-starts", refusal.Message, StringComparison.Ordinal);
        Assert.Contains("do not hold all 3000 cells", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Open_GroupsThatBeginOrEndElsewhere_Refused()
    {
        foreach (int place in (int[])[0, 3_000])
        {
            SnapshotForge forge = new(_sound);
            MemoryMarshal.Cast<byte, int>(forge.Section(forge.Find(SectionId.OfSpace(0, SectionId.GroupStarts))))[place] ^= 1;
            Assert.Throws<SnapshotException>(() => Open(forge, OpenMode.Quick).Dispose());
        }
    }

    /// <summary>The first group holds sixteen cells, the second, too large to be one, all others; the ends are right.</summary>
    [Fact]
    public void Search_GroupTooLargeToBeOne_EndsAndIsFull()
    {
        SnapshotForge forge = new(_sound);
        Span<int> starts = MemoryMarshal.Cast<byte, int>(forge.Section(forge.Find(SectionId.OfSpace(0, SectionId.GroupStarts))));
        starts[1] = 16;
        starts[2..].Fill(starts[^1]);
        forge.Reseal();
        AssertEnds(() =>
        {
            using ProductIndex index = Open(forge, OpenMode.Warm);
            ProductFilter filter = index.CreateFilter(f => f.InStock());
            Assert.True(filter.Count > 2 * 1024);
            Neighbor[] hits = new Neighbor[10];
            Assert.Equal(10, index.Search([1, 0, 0], hits, new SearchOptions { Filter = filter }).Count);
            SearchContext scratch = new();
            SpaceView space = index.ViewOf(Space.Similar);
            SessionVector.FromVector(space.Model, [1, 0, 0], scratch);
            scratch.Begin(default, default, 10);
            scratch.Hits.Start(10);
            SpaceFilter matches = filter.In(Space.Similar);
            scratch.FilteredCells.Run(space, scratch, 10, matches, allowedMisses: 0.25, inRounds: true);
            Assert.InRange(scratch.FilteredCells.Scanned, 1, 16);
        });
        Assert.Throws<SnapshotException>(() => Open(forge, OpenMode.Verify).Dispose());
    }

    private static void AssertEnds(Action search)
    {
        Task task = Task.Factory.StartNew(search, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        Assert.True(Task.WaitAny([task], s_patience) == 0, "the search does not end");
        task.GetAwaiter().GetResult();
    }

    private static ProductIndex Open(SnapshotForge forge, OpenMode mode) =>
        ProductIndex.Open(new CopiedBytes("forged", forge.Reseal().Bytes), "forged", mode);
}
