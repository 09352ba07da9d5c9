using CsCheck;
using ProductSpace.Memory;
using ProductSpace.Numerics;

namespace ProductSpace.Tests.Numerics;

/// <summary>Tiles give what the rows give that they were copied from.</summary>
public class CodeTilesTests
{
    [Fact]
    public void Dot_AnyRowsAndDimension_EqualsTheRows() =>
        Gen.Select(Gen.Int[1, 300], Gen.Int[1, 70], Gen.ULong).Sample((dimension, count, seed) =>
        {
            (AlignedBuffer<byte> bytes, CodeRows rows, sbyte[] query) = Fill(count, dimension, seed);
            using (bytes)
            {
                CodeTiles tiles = new(rows, dimension);
                Assert.Equal((count, (count + 15) / 16), (tiles.Count, tiles.Tiles));
                int[] expected = new int[count];
                rows.DotRange(0, query, expected);
                int[] dots = new int[tiles.Tiles * CodeTiles.Rows];
                Array.Fill(dots, 77);
                tiles.Dot(0, query, dots);
                Assert.Equal(expected, dots[..count]);
                Assert.All(dots[count..], dot => Assert.Equal(0, dot));

                int last = tiles.Tiles - 1;
                int[] ofLast = new int[CodeTiles.Rows];
                tiles.Dot(last, query, ofLast);
                Assert.Equal(dots[(last * CodeTiles.Rows)..], ofLast);
            }
        });

    [Fact]
    public void Dot_PlaceOutsideOrShortQuery_IsRefused()
    {
        (AlignedBuffer<byte> bytes, CodeRows rows, sbyte[] query) = Fill(20, 40, 1);
        using (bytes)
        {
            CodeTiles tiles = new(rows, 40);
            Assert.ThrowsAny<ArgumentException>(() => tiles.Dot(-1, query, new int[16]));
            Assert.ThrowsAny<ArgumentException>(() => tiles.Dot(1, query, new int[32]));
            Assert.ThrowsAny<ArgumentException>(() => tiles.Dot(int.MaxValue, query, new int[16]));
            Assert.ThrowsAny<ArgumentException>(() => tiles.Dot(0, query.AsSpan(0, 39), new int[16]));
            tiles.Dot(2, query, []);
            Assert.ThrowsAny<ArgumentException>(() => new CodeTiles(rows, 0));
            Assert.ThrowsAny<ArgumentException>(() => new CodeTiles(rows, 65));
        }
    }

    private static (AlignedBuffer<byte> Bytes, CodeRows Rows, sbyte[] Query) Fill(int count, int dimension, ulong seed)
    {
        int stride = CodeRows.StrideFor(dimension);
        AlignedBuffer<byte> bytes = new(count * stride);
        SeededRandom random = new(seed);
        for (int row = 0; row < count; row++)
        {
            foreach (ref byte code in bytes.View.Slice(row * stride, dimension))
            {
                code = (byte)random.NextInt(128);
            }
        }

        sbyte[] query = new sbyte[stride];
        foreach (ref sbyte value in query.AsSpan(0, dimension))
        {
            value = (sbyte)(random.NextInt(127) - 63);
        }

        return (bytes, new CodeRows(bytes.View, count, stride), query);
    }
}
