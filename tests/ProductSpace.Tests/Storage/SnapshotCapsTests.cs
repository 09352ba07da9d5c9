using System.Buffers.Binary;
using ProductSpace.Memory;
using ProductSpace.Storage;

namespace ProductSpace.Tests.Storage;

public class SnapshotCapsTests
{
    [Fact]
    public void Read_ValuesSet_LowerOnly()
    {
        Assert.Equal(SnapshotCaps.OfTheFormat, SnapshotCaps.Read(_ => null));
        Assert.Equal(SnapshotCaps.OfTheFormat, SnapshotCaps.Read(_ => long.MaxValue));
        Assert.Equal(new SnapshotCaps(7, 7, 7, 7, 7), SnapshotCaps.Read(_ => "7"));
    }

    [Theory]
    [InlineData("-1")]
    [InlineData("many")]
    [InlineData("")]
    public void Read_NoWholeNumber_SaysWhichName(string value) =>
        Assert.Contains(SnapshotCaps.NameOfM, Assert.Throws<InvalidOperationException>(() => SnapshotCaps.Read(name => name == SnapshotCaps.NameOfM ? value : null)).Message, StringComparison.Ordinal);

    /// <summary>One below the format's own cap, so that other tests of this process notice nothing.</summary>
    [Fact]
    public void Open_MoreThanTheHostAllows_RefusedByNameOfTheCap()
    {
        SnapshotForge forge = new(File.ReadAllBytes(GoldenTests.Path(GoldenTests.WithFacets)));
        BinaryPrimitives.WriteInt32LittleEndian(forge.Bytes.AsSpan(SnapshotLayout.M), 128);
        AppContext.SetData(SnapshotCaps.NameOfM, 127);
        try
        {
            SnapshotException error = Assert.Throws<SnapshotException>(() => ProductIndex.Open(new CopiedBytes("forged", forge.Reseal().Bytes), "forged", OpenMode.Quick));
            Assert.Equal((SnapshotLayout.M, "header"), (error.Offset, error.Section));
            Assert.Contains("has 128 as M, and ProductSpace.MostM allows 127", error.Message, StringComparison.Ordinal);
        }
        finally
        {
            AppContext.SetData(SnapshotCaps.NameOfM, null);
        }

        Assert.DoesNotContain("allows", Assert.Throws<SnapshotException>(() => ProductIndex.Open(new CopiedBytes("forged", forge.Bytes), "forged", OpenMode.Quick)).Message, StringComparison.Ordinal);
    }
}
