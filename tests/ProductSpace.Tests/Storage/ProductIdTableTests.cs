using System.Globalization;
using System.IO.Hashing;
using System.Text;
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

    /// <summary>
    /// Ids that all begin at one slot under the first seed, as somebody can choose them: another seed is taken, which depends on
    /// every id. Seeds that are known (0, 1, 2, ...) would let the ids be chosen for all of them.
    /// </summary>
    [Fact]
    public void Fill_IdsChosenForTheFirstSeed_TakesASeedThatComesFromTheIds()
    {
        (ulong first, int probes) = FillChosen("a");
        (ulong again, _) = FillChosen("a");
        (ulong other, _) = FillChosen("b");
        Assert.InRange(probes, 1, ProductIdTable.MaxProbes);
        Assert.Equal(first, again);
        Assert.NotEqual(first, other);
        Assert.InRange(first, 1UL << 32, ulong.MaxValue);
    }

    private static (ulong Seed, int Probes) FillChosen(string last)
    {
        using Utf8List ids = new();
        const int chosen = 80;
        ulong mask = (ulong)ProductIdTable.SlotCount(chosen + 1) - 1;
        for (int i = 0; ids.Count < chosen; i++)
        {
            byte[] id = Encoding.UTF8.GetBytes(i.ToString(CultureInfo.InvariantCulture));
            if ((XxHash3.HashToUInt64(id) & mask) == 0)
            {
                ids.Add(id);
            }
        }

        ids.Add(Encoding.UTF8.GetBytes(last));
        using AlignedBuffer<uint> slots = new((long)mask + 1);
        return ProductIdTable.Fill(ids.Offsets, ids.Text, slots.View, out _);
    }
}
