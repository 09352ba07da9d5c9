using CsCheck;
using ProductSpace.Numerics;

namespace ProductSpace.Tests.Numerics;

public class ColumnMaximaTests
{
    [Fact]
    public void Fill_RandomTables_HasTheLargestOfEachColumn() =>
        Gen.Select(Gen.Int[1, 4], Gen.Int[1, 9], Gen.Int[-50, 50].Array[4 * 9 * ColumnMaxima.Unit]).Sample((units, rows, numbers) =>
        {
            int columns = units * ColumnMaxima.Unit;
            int[] values = numbers[..(rows * columns)];
            int[] maxima = new int[columns];
            ColumnMaxima.Fill(values, maxima);
            Assert.Equal(Enumerable.Range(0, columns).Select(column => Enumerable.Range(0, rows).Max(row => values[(row * columns) + column])), maxima);
        });

    /// <summary>Few different numbers, so that many are equal.</summary>
    [Fact]
    public void Largest_RandomNumbers_IsThatOfTheirOrder() =>
        Gen.Select(Gen.Int[1, 4], Gen.Int[1, 200], Gen.Int[-9, 9].Array[4 * ColumnMaxima.Unit]).Sample((units, n, numbers) =>
        {
            int[] maxima = numbers[..(units * ColumnMaxima.Unit)];
            n = Math.Min(n, maxima.Length);
            Assert.Equal(maxima.OrderDescending().ElementAt(n - 1), ColumnMaxima.Largest(maxima, n));
        });

    [Fact]
    public void Fill_PartOfARow_IsRefused() =>
        Assert.Throws<ArgumentException>(() => ColumnMaxima.Fill(new int[ColumnMaxima.Unit + 1], new int[ColumnMaxima.Unit]));
}
