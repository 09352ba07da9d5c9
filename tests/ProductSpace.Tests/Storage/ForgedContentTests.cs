using System.Diagnostics;
using System.Runtime.InteropServices;
using ProductSpace.Memory;
using ProductSpace.Storage;

namespace ProductSpace.Tests.Storage;

/// <summary>Single forgeries with right checksums that once asked for too much, or that verification must see.</summary>
public class ForgedContentTests
{
    private readonly byte[] _golden = File.ReadAllBytes(GoldenTests.Path());

    [Theory]
    [InlineData(1, SectionId.Codes, "out of range")]
    [InlineData(2, SectionId.UpperCodes, "out of range")]
    public void Verify_CodeAbove127_Refused(int space, uint section, string words)
    {
        SnapshotForge forge = new(_golden);
        forge.Section(forge.Find(SectionId.OfSpace(space - 1, section)))[3] = 200;
        SnapshotException error = Assert.Throws<SnapshotException>(() => Open(forge, OpenMode.Verify));
        Assert.Contains(words, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void GetCategories_PathsThatOverlap_RefusedInsteadOfMultiplied()
    {
        SnapshotForge forge = new(_golden);
        Span<CategoryRow> rows = MemoryMarshal.Cast<byte, CategoryRow>(forge.Section(forge.Find(SectionId.Categories)));
        uint all = rows[^1].PathOffset;
        for (int i = 0; i < rows.Length; i++)
        {
            rows[i].PathOffset = i % 2 == 0 ? 0 : all;
        }

        using ProductIndex index = Open(forge, OpenMode.Quick);
        Assert.Throws<SnapshotException>(index.GetCategories);
        Assert.Throws<SnapshotException>(() => Open(forge, OpenMode.Verify));
    }

    [Fact]
    public void CreateFilter_UnknownLongPath_RefusedAtOnce()
    {
        using ProductIndex index = Open(new SnapshotForge(_golden), OpenMode.Quick);
        Stopwatch clock = Stopwatch.StartNew();
        Assert.Throws<ArgumentException>(() => index.CreateFilter(f => f.AnyOf(new string('x', 1 << 22))));
        Assert.True(clock.Elapsed < TimeSpan.FromSeconds(1));
    }

    private static ProductIndex Open(SnapshotForge forge, OpenMode mode) =>
        ProductIndex.Open(new CopiedBytes("forged", forge.Reseal().Bytes), "forged", mode);
}
