using CsCheck;
using ProductSpace.Memory;
using ProductSpace.Numerics;

namespace ProductSpace.Tests.Numerics;

/// <summary>The checked view over code rows, against sums written out.</summary>
public class CodeRowsTests
{
    [Fact]
    public void ToSigned_AnyDimension_GivesValuesSumAndZeros() =>
        Gen.Select(Gen.Int[1, 300], Gen.ULong).Sample((dimension, seed) =>
        {
            using AlignedBuffer<byte> bytes = Fill(3, dimension, seed);
            CodeRows rows = new(bytes.View, 3, CodeRows.StrideFor(dimension));
            sbyte[] values = new sbyte[rows.Stride];
            Array.Fill(values, (sbyte)99);
            int[] expected = [.. rows.Row(1)[..dimension].ToArray().Select(code => code - CodeRows.Zero)];
            Assert.Equal(expected.Sum(), rows.ToSigned(1, dimension, values));
            Assert.Equal(expected, values.Take(dimension).Select(value => (int)value));
            Assert.All(values[dimension..], value => Assert.Equal(0, value));
            Assert.Equal(expected.Sum(value => value * value), rows.SquaredNorm(1, dimension));
        });

    [Fact]
    public void ToSigned_CornersAtTheLargestDimension_DoNotOverflow()
    {
        const int dimension = 4096;
        using AlignedBuffer<byte> bytes = new(2 * dimension);
        bytes.View.Slice(0, dimension).Fill(127);
        CodeRows rows = new(bytes.View, 2, dimension);
        sbyte[] values = new sbyte[dimension];
        Assert.Equal((63 * dimension, 63 * 63 * dimension), (rows.ToSigned(0, dimension, values), rows.SquaredNorm(0, dimension)));
        Assert.Equal((-64 * dimension, 64 * 64 * dimension), (rows.ToSigned(1, dimension, values), rows.SquaredNorm(1, dimension)));
        Assert.All(values, value => Assert.Equal(-64, value));
    }

    [Fact]
    public void Dot_AnyRowsAndCounts_EqualPlainSums() =>
        Gen.Select(Gen.Int[1, 200], Gen.Int[0, 11].List[0, 13], Gen.ULong).Sample((dimension, list, seed) =>
        {
            using AlignedBuffer<byte> bytes = Fill(12, dimension, seed);
            CodeRows rows = new(bytes.View, 12, CodeRows.StrideFor(dimension));
            SeededRandom random = new(~seed);
            sbyte[] query = new sbyte[rows.Stride];
            for (int i = 0; i < dimension; i++)
            {
                query[i] = (sbyte)(random.NextInt(127) - 63);
            }

            int[] all = [.. Enumerable.Range(0, 12).Select(row => Plain(bytes.View.Slice(row * query.Length, query.Length), query))];
            int[] dots = new int[list.Count];
            rows.Dot(list.ToArray(), query, dots);
            Assert.Equal(list.Select(row => all[row]), dots);
            Array.Clear(dots);
            rows.DotFar(list.ToArray(), query, dots);
            Assert.Equal(list.Select(row => all[row]), dots);
            rows.DotRange(12 - list.Count % 12, query, dots.AsSpan(0, list.Count % 12));
            Assert.Equal(all[(12 - (list.Count % 12))..], dots.Take(list.Count % 12));
        });

    /// <summary>More rows than are on their way at a time, of a table that is larger than the last cache.</summary>
    [Fact]
    public void DotFar_FarTable_EqualsDot()
    {
        const int stride = 128;
        const int count = (int)(CodeRows.ReadAheadFromBytes / stride);
        using AlignedBuffer<byte> bytes = new((long)count * stride);
        CodeRows rows = new(bytes.View, count, stride);
        SeededRandom random = new(3);
        sbyte[] query = new sbyte[stride];
        foreach (ref sbyte value in query.AsSpan())
        {
            value = (sbyte)(random.NextInt(127) - 63);
        }

        for (int length = 0; length < 70; length++)
        {
            int[] list = [.. Enumerable.Range(0, length).Select(_ => random.NextInt(count))];
            foreach (int row in list)
            {
                rows.Row(row).Fill((byte)(row % 128));
            }

            int[] dots = new int[length];
            int[] far = new int[length];
            rows.Dot(list, query, dots);
            rows.DotFar(list, query, far);
            Assert.Equal(dots, far);
            rows.DotPrefixes(list, query, far);
            Assert.Equal(list.Select(row => Plain(bytes.View.Slice((long)row * stride, 64), query.AsSpan(0, 64))), far);
        }

        int[] last = [.. Enumerable.Range(0, 40), count];
        Assert.ThrowsAny<ArgumentException>(() => rows.DotFar(last, query, new int[last.Length]));
    }

    [Fact]
    public void Reads_RowOutsideOfTheView_Refused()
    {
        using AlignedBuffer<byte> bytes = new(4 * 64);
        sbyte[] query = new sbyte[64];
        foreach (int row in new[] { -1, 4, int.MaxValue, int.MinValue })
        {
            Assert.ThrowsAny<ArgumentException>(() => new CodeRows(bytes.View, 4, 64).Row(row).Length);
            Assert.ThrowsAny<ArgumentException>(() => new CodeRows(bytes.View, 4, 64).Dot([0, row], query, new int[2]));
            Assert.ThrowsAny<ArgumentException>(() => new CodeRows(bytes.View, 4, 64).Dot([0, 1, 2, row], query, new int[4]));
            Assert.ThrowsAny<ArgumentException>(() => new CodeRows(bytes.View, 4, 64).DotFar([0, row], query, new int[2]));
            Assert.ThrowsAny<ArgumentException>(() => new CodeRows(bytes.View, 4, 64).DotFar([0, 1, 2, 3, row], query, new int[5]));
            Assert.ThrowsAny<ArgumentException>(() => default(CodeRows).DotFar([row], [], new int[1]));
            Assert.ThrowsAny<ArgumentException>(() => new CodeRows(bytes.View, 4, 64).DotRange(row, query, new int[1]));
            new CodeRows(bytes.View, 4, 64).Prefetch(row);
            new CodeRows(bytes.View, 4, 64).Prefetch([row]);
        }

        Assert.ThrowsAny<ArgumentException>(() => new CodeRows(bytes.View, 4, 64).DotRange(3, query, new int[2]));
        Assert.Throws<ArgumentException>(() => new CodeRows(bytes.View, 4, 64).Dot([0], query.AsSpan(1), new int[1]));
        Assert.Throws<ArgumentException>(() => new CodeRows(bytes.View, 4, 64).Dot([0, 1], query, new int[1]));
        Assert.Throws<ArgumentException>(() => new CodeRows(bytes.View, 5, 64));
        Assert.Throws<ArgumentException>(() => new CodeRows(bytes.View, 1, 65));
        Assert.Throws<ArgumentException>(() => new CodeRows(bytes.View, 1, 0));
    }

    private static AlignedBuffer<byte> Fill(int count, int dimension, ulong seed)
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

        return bytes;
    }

    private static int Plain(ReadOnlySpan<byte> row, ReadOnlySpan<sbyte> query)
    {
        int sum = 0;
        for (int i = 0; i < row.Length; i++)
        {
            sum += row[i] * query[i];
        }

        return sum;
    }
}
