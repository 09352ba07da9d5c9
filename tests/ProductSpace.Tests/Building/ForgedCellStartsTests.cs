using System.Buffers.Binary;
using System.Runtime.InteropServices;
using ProductSpace.Memory;
using ProductSpace.Numerics;
using ProductSpace.Planning;
using ProductSpace.Storage;
using ProductSpace.Tests.Storage;

namespace ProductSpace.Tests.Building;

/// <summary>Forged starts of walks, with right checksums: searches still answer in full, verification refuses what it can see.</summary>
public sealed class ForgedCellStartsTests
{
    private static uint Rows => SectionId.OfSpace(0, SectionId.CellStarts);

    private static uint Misses => SectionId.OfSpace(0, SectionId.CellStartMisses);

    [Fact]
    public void Verify_TableTooShort_RefusedAndSearchedWithoutStarts()
    {
        SnapshotForge forge = new(File.ReadAllBytes(BuiltShop.Of(CellStartBuildTests.Recipe).File));
        Span<byte> length = forge.Entry(forge.Find(Misses))[SnapshotLayout.EntryLength..];
        BinaryPrimitives.WriteInt64LittleEndian(length, BinaryPrimitives.ReadInt64LittleEndian(length) - 2);
        Assert.Equal("similar.cell-start-misses", Assert.Throws<SnapshotException>(() => Open(forge, OpenMode.Verify)).Section);
        using ProductIndex index = Open(forge, OpenMode.Quick);
        Assert.True(index.PlannerOf(Space.Similar).Starts!.Cells.IsEmpty);
        AnswersInFull(index);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Search_WildRowsAndTables_AnswersInFull(ulong seed)
    {
        SnapshotForge forge = new(File.ReadAllBytes(BuiltShop.Of(CellStartBuildTests.Recipe).File));
        SeededRandom random = new(seed);
        foreach (ref CellStartRow row in MemoryMarshal.Cast<byte, CellStartRow>(forge.Section(forge.Find(Rows))))
        {
            // Sound enough to be taken, cheap enough to be chosen, and wrong.
            row.Compared = 0;
            row.Stop.Scored = 0;
            row.Stop.Recall = int.MaxValue;
            row.Stop.Allowed = random.NextInt(ushort.MaxValue + 1);
            row.Stop.Reach = random.NextInt(int.MaxValue);
            row.Stop.Predicted = random.NextInt(3);
        }

        foreach (ref byte miss in forge.Section(forge.Find(Misses)))
        {
            miss = (byte)random.NextInt(256);
        }

        using ProductIndex index = Open(forge, OpenMode.Quick);
        Assert.Equal(Strategy.CellsThenGraph, UnfilteredPlanner.PlanFor(index.PlannerOf(Space.Similar), QueryKind.Vector, 10, 0.95).First);
        AnswersInFull(index);
    }

    private static void AnswersInFull(ProductIndex index)
    {
        Neighbor[] hits = new Neighbor[10];
        for (int product = 0; product < 40; product++)
        {
            SearchResult result = index.Search(BuiltShop.Of(CellStartBuildTests.Recipe).Products.Vector(product * 97), hits);
            Assert.Equal(hits.Length, result.Count);
            Assert.Equal(hits.Length, hits.Select(hit => hit.Ordinal).Distinct().Count());
        }
    }

    private static ProductIndex Open(SnapshotForge forge, OpenMode mode) =>
        ProductIndex.Open(new CopiedBytes("forged", forge.Reseal().Bytes), "forged", mode);
}
