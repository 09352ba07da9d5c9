using System.Globalization;
using System.Text;
using ProductSpace.Building;
using ProductSpace.Memory;
using ProductSpace.Storage;

namespace ProductSpace.Tests.Storage;

public class ProductIdTableTests
{
    /// <summary>
    /// As full as a table gets. Real word vectors (358,832 ids) once filled theirs to .68, where some ids stood behind the
    /// 64 slots that a look-up may read.
    /// </summary>
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(1000)]
    [InlineData(131_072)]
    [InlineData(358_832)]
    public void TryFind_FullestTable_FindsEveryId(int count)
    {
        using Utf8List ids = new();
        for (int i = 0; i < count; i++)
        {
            ids.Add(Encoding.UTF8.GetBytes("eng:" + i.ToString("x", CultureInfo.InvariantCulture)));
        }

        using AlignedBuffer<uint> slots = new(ProductIdTable.SlotCount(count));
        (ulong seed, int probes) = ProductIdTable.Fill(ids.Offsets, ids.Text, slots.View, out (int, int)? twice);
        Assert.Null(twice);
        Assert.InRange(probes, 1, ProductIdTable.MaxProbes);
        ProductIdTable table = new(ids.Offsets, ids.Text, slots.View, seed, probes);
        for (int i = 0; i < count; i++)
        {
            Assert.True(table.TryFind(ids[i], out int found));
            Assert.Equal(i, found);
        }

        Assert.False(table.TryFind("nobody"u8, out _));
    }
}
