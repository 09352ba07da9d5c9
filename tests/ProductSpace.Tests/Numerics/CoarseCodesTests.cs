using ProductSpace.Numerics;

namespace ProductSpace.Tests.Numerics;

public class CoarseCodesTests
{
    private const int Rows = 4_000;
    private const double Deviations = 4;

    /// <summary>
    /// Of the rows that reach a dot product nearly all are found, although few others are: rows lie around one that the query is
    /// near, so that some are near and most are not.
    /// </summary>
    [Theory]
    [InlineData(64)]
    [InlineData(100)]
    [InlineData(131)]
    [InlineData(384)]
    public void Find_RandomRows_FindsThoseThatReach(int dimension)
    {
        (byte[][] rows, sbyte[] query) = Make(dimension, seed: 3);
        CoarseCodes codes = Coded(rows, dimension);
        double[] dots = [.. rows.Select(row => Dot(row, query, dimension))];
        double least = dots.OrderDescending().ElementAt(Rows / 20);
        HashSet<int> found = [.. Find(codes, query, dimension, least, Rows)!];
        int[] wanted = [.. Enumerable.Range(0, Rows).Where(row => dots[row] >= least)];
        Assert.InRange(wanted.Count(found.Contains) / (double)wanted.Length, 0.999, 1);
        Assert.InRange(found.Count, wanted.Length / 2, Rows / 2);
    }

    /// <summary>
    /// What an estimate is off by is what is said of each row, and a little less where a row lies along the query: .683 of normal
    /// numbers are within one deviation.
    /// </summary>
    [Theory]
    [InlineData(100)]
    [InlineData(384)]
    public void Find_WithoutSpread_ErrsByTheDeviation(int dimension)
    {
        (byte[][] rows, sbyte[] query) = Make(dimension, seed: 8);
        CoarseCodes codes = Coded(rows, dimension);
        double deviation = DeviationOf(rows, query, dimension);
        int[] above = [.. Enumerable.Range(0, Rows).Where(row => Dot(rows[row], query, dimension) > 0)];
        int near = 0;
        foreach (int row in above)
        {
            // The estimate lies within one deviation: found where that less is asked for, and not where that more is.
            double dot = Dot(rows[row], query, dimension);
            near += FindsAt(row, dot - deviation) && !FindsAt(row, dot + deviation) ? 1 : 0;
        }

        Assert.InRange(near / (double)above.Length, 0.6, 0.85);

        bool FindsAt(int row, double least) =>
            Find(codes, query, dimension, Math.Max(1e-3, least), Rows, deviations: 0, row / 32 * 32, 32)!.Contains(row);
    }

    [Fact]
    public void Find_RowsInAnyOrder_Equal()
    {
        (byte[][] rows, sbyte[] query) = Make(100, seed: 4);
        CoarseCodes backwards = new(Rows, 100);
        for (int row = Rows - 1; row >= 0; row--)
        {
            backwards.Set(row, rows[row]);
        }

        double least = Dot(rows[0], query, 100) / 2;
        Assert.Equal(Find(Coded(rows, 100), query, 100, least, Rows), Find(backwards, query, 100, least, Rows));
    }

    /// <summary>A row of zeros, and one that was never set, reach nothing.</summary>
    [Fact]
    public void Find_Zeros_NotFound()
    {
        (byte[][] rows, sbyte[] query) = Make(100, seed: 4);
        rows[5] = [.. Enumerable.Repeat((byte)CodeRows.Zero, rows[5].Length)];
        CoarseCodes codes = new(64, 100);
        for (int row = 0; row < 40; row++)
        {
            codes.Set(row, rows[row]);
        }

        int[] found = Find(codes, query, 100, 1, 64, deviations: 0, 0, 64)!;
        Assert.NotEmpty(found);
        Assert.All(found, row => Assert.True(row < 40 && row != 5));
    }

    [Fact]
    public void Find_MoreThanThereIsRoomFor_SaysSo()
    {
        (byte[][] rows, sbyte[] query) = Make(100, seed: 4);
        CoarseCodes codes = Coded(rows, 100);
        Assert.Null(Find(codes, query, 100, 1, room: 3, deviations: 0));
    }

    private static CoarseCodes Coded(byte[][] rows, int dimension)
    {
        CoarseCodes codes = new(Rows, dimension);
        for (int row = 0; row < Rows; row++)
        {
            codes.Set(row, rows[row]);
        }

        return codes;
    }

    private static int[]? Find(CoarseCodes codes, sbyte[] query, int dimension, double least, int room, double deviations = Deviations, int first = 0, int count = 0)
    {
        CellQuery tables = new();
        tables.Prepare(query, CoarseCodes.Codebook(dimension), dimension);
        int[] found = new int[room];
        double length = Math.Sqrt(query.Sum(value => value * value));
        int number = codes.Find(first, count == 0 ? Rows : count, tables, deviations * length, least, new ushort[32], found);
        return number < 0 ? null : found[..number];
    }

    /// <summary>The mean deviation of an estimate: what two bits lose of a normal number is .1175 of its square.</summary>
    private static double DeviationOf(byte[][] rows, sbyte[] query, int dimension)
    {
        double length = Math.Sqrt(query.Sum(value => value * value));
        double mean = rows.Average(row => Math.Sqrt(row.Take(dimension).Sum(code => Math.Pow(code - CodeRows.Zero, 2))));
        return length * mean * Math.Sqrt(0.1175 / (1 - 0.1175) / (dimension - 1));
    }

    private static double Dot(byte[] row, sbyte[] query, int dimension)
    {
        double sum = 0;
        for (int i = 0; i < dimension; i++)
        {
            sum += (row[i] - CodeRows.Zero) * query[i];
        }

        return sum;
    }

    private static (byte[][] Rows, sbyte[] Query) Make(int dimension, ulong seed)
    {
        SeededRandom random = new(seed);
        int stride = CodeRows.StrideFor(dimension);
        double[] centre = [.. Enumerable.Range(0, dimension).Select(_ => Normal())];
        sbyte[] query = new sbyte[stride];
        for (int i = 0; i < dimension; i++)
        {
            query[i] = (sbyte)Math.Clamp(Math.Round(15 * (centre[i] + (0.5 * Normal()))), -63, 63);
        }

        byte[][] rows = new byte[Rows][];
        for (int row = 0; row < Rows; row++)
        {
            rows[row] = new byte[stride];
            double share = random.NextInt(1000) / 1000.0;
            for (int i = 0; i < dimension; i++)
            {
                double value = 16 * ((share * centre[i]) + (Math.Sqrt(1 - (share * share)) * Normal()));
                rows[row][i] = (byte)(CodeRows.Zero + (int)Math.Clamp(Math.Round(value), -63, 63));
            }
        }

        return (rows, query);

        double Normal() => Enumerable.Range(0, 12).Sum(_ => random.NextInt(1_000_000) / 1e6) - 6;
    }
}
