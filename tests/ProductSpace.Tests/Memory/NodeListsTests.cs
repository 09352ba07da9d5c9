using ProductSpace.Memory;
using ProductSpace.Numerics;

namespace ProductSpace.Tests.Memory;

public class NodeListsTests
{
    private const int Degree = 7;

    [Theory]
    [InlineData(1, 2)]
    [InlineData(65_534, 2)]
    [InlineData(65_535, 3)]
    [InlineData(16_777_214, 3)]
    [InlineData(16_777_215, 4)]
    public void WidthFor_Rows_LeavesRoomForBothMarks(int rows, int width)
    {
        Assert.Equal(width, NodeLists.WidthFor(rows));
        int[][] lists = [[rows - 1, -1, -1, -1, -1, -1, -1], [-2 - (rows - 1), -1, -1, -1, -1, -1, -1]];
        using AlignedBuffer<byte> bytes = Packed(lists, width);
        NodeLists packed = new(bytes.View, Degree, width);
        int[] room = new int[Degree];
        packed.Read(0, room);
        Assert.Equal(lists[0], room);
        Assert.Equal((-1, rows - 1), (packed.NodeOf(0), packed.NodeOf(1)));
    }

    [Theory]
    [InlineData(2, 65_534)]
    [InlineData(3, 16_777_214)]
    public void Read_PackedLists_AreWhatWasPacked(int width, int rows)
    {
        SeededRandom random = new((ulong)width);
        int[][] lists = new int[200][];
        for (int row = 0; row < lists.Length; row++)
        {
            int count = random.NextInt(Degree + 1);
            lists[row] = [.. Enumerable.Range(0, Degree).Select(place => place < count ? random.NextInt(rows) : -1)];
            if (row % 9 == 0)
            {
                lists[row] = [-2 - random.NextInt(rows), .. Enumerable.Repeat(-1, Degree - 1)];
            }
        }

        using AlignedBuffer<byte> bytes = Packed(lists, width);
        NodeLists packed = new(bytes.View, Degree, width);
        int[] room = new int[Degree];
        for (int row = 0; row < lists.Length; row++)
        {
            packed.Read(row, room);
            Assert.Equal(lists[row], room);
            Assert.Equal(lists[row][0] < -1 ? -2 - lists[row][0] : -1, packed.NodeOf(row));
        }
    }

    /// <summary>The set gets what it gets from lists of four bytes, whatever was in it.</summary>
    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void AddUnseen_AnyWidth_GivesWhatPlainListsGive(int width)
    {
        const int rows = 500;
        SeededRandom random = new(11);
        int[][] lists = [.. Enumerable.Range(0, rows).Select(_ => Enumerable.Range(0, Degree).Select(place => place < 2 || random.NextInt(4) > 0 ? random.NextInt(rows) : -1).ToArray())];
        using AlignedBuffer<byte> bytes = Packed(lists, width);
        NodeLists packed = new(bytes.View, Degree, width);
        VisitedSet ofPacked = new();
        VisitedSet ofPlain = new();
        ofPacked.Reset(rows);
        ofPlain.Reset(rows);
        int[] unseen = new int[Degree];
        int[] expected = new int[Degree];
        int found = 0;
        for (int row = 0; row < rows; row++)
        {
            int count = packed.AddUnseen(row, ofPacked, rows - 3, unseen);
            Assert.Equal(expected[..ofPlain.AddUnseen(lists[row], rows - 3, expected)], unseen[..count]);
            found += count;
        }

        Assert.InRange(found, rows / 2, rows);
    }

    [Fact]
    public void Read_ForgedMarks_LeadNowhere()
    {
        using AlignedBuffer<byte> bytes = new((2 * Degree) + NodeLists.SlackBytes);
        bytes.View.Slice(0, 4).Fill(0xFF);
        bytes.View[0] = 0xFE;
        NodeLists packed = new(bytes.View, Degree, 2);
        int[] room = new int[Degree];
        packed.Read(0, room);
        Assert.Equal(int.MinValue, room[0]);
        Assert.Equal(-1, packed.NodeOf(0));
        Assert.Throws<ArgumentOutOfRangeException>(() => packed.Read(1, room));
    }

    private static AlignedBuffer<byte> Packed(int[][] lists, int width)
    {
        AlignedBuffer<byte> bytes = new(NodeLists.BytesFor(lists.Length, Degree, width));
        for (int row = 0; row < lists.Length; row++)
        {
            if (width == sizeof(int))
            {
                lists[row].CopyTo(bytes.View.Cast<int>().Slice(row * Degree, Degree));
            }
            else
            {
                NodeLists.Pack(lists[row], width, bytes.View.Slice(row * Degree * width, Degree * width));
            }
        }

        return bytes;
    }
}
