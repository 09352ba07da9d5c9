using ProductSpace.Memory;
using ProductSpace.Numerics;

namespace ProductSpace.Tests.Numerics;

/// <summary>The budget counts cache lines, whatever the length of a row.</summary>
public class ReadAheadTests
{
    [Fact]
    public void RowsFor_AnyLength_StaysWithinTheLines()
    {
        int before = int.MaxValue;
        for (int lines = 1; lines <= 64; lines++)
        {
            int near = ReadAhead.RowsFor(lines, isFar: false);
            int far = ReadAhead.RowsFor(lines, isFar: true);
            Assert.True(far <= near && near <= before);
            Assert.True(near * lines <= ReadAhead.Lines || near == ReadAhead.LeastRows, $"{near} rows of {lines} lines");
            Assert.InRange(far, ReadAhead.LeastRows, ReadAhead.MostFarRows);
            before = near;
        }
    }

    /// <summary>Short rows of a large table: what was measured best with a walk.</summary>
    [Theory]
    [InlineData(32)]
    [InlineData(100)]
    [InlineData(128)]
    public void RowsFor_ShortRowsOfALargeTable_AreAsManyAsMeasured(int dimension) =>
        Assert.Equal(ReadAhead.MostFarRows, ReadAhead.RowsFor(CodeRows.StrideFor(dimension) / CodeDot.Block, isFar: true));

    [Theory]
    [InlineData(384)]
    [InlineData(1_536)]
    [InlineData(4_096)]
    public void DotFar_LongRows_EqualsDot(int dimension)
    {
        const int count = 90;
        int stride = CodeRows.StrideFor(dimension);
        using AlignedBuffer<byte> bytes = new((long)count * stride);
        SeededRandom random = new((ulong)dimension);
        foreach (ref byte code in bytes.View.Slice(0, count * stride))
        {
            code = (byte)random.NextInt(128);
        }

        sbyte[] query = new sbyte[stride];
        foreach (ref sbyte value in query.AsSpan())
        {
            value = (sbyte)(random.NextInt(127) - 63);
        }

        CodeRows rows = new(bytes.View, count, stride);
        Assert.InRange(rows.Ahead, ReadAhead.LeastRows, count - 1);
        for (int length = 0; length < 70; length++)
        {
            int[] list = [.. Enumerable.Range(0, length).Select(_ => random.NextInt(count))];
            int[] dots = new int[length];
            int[] far = new int[length];
            rows.Dot(list, query, dots);
            rows.DotFar(list, query, far);
            Assert.Equal(dots, far);
        }
    }
}
