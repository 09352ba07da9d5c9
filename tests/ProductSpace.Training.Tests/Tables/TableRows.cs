using MathNet.Numerics.LinearAlgebra;

namespace ProductSpace.Training.Tests.Tables;

/// <summary>Compares tables with matrices and with each other.</summary>
internal static class TableRows
{
    /// <summary>Every element of the matrix is in the table; elements without an entry are zero.</summary>
    public static void Equal(Matrix<double> expected, ItemTable table, double tolerance)
    {
        Assert.Equal(expected.RowCount, table.ProductCount);
        double largest = 0, worst = 0;
        for (int row = 0; row < table.ProductCount; row++)
        {
            double[] values = new double[table.ProductCount];
            for (int i = 0; i < table.Products(row).Length; i++)
            {
                values[table.Products(row)[i]] = table.Weights(row)[i];
            }

            for (int column = 0; column < values.Length; column++)
            {
                worst = Math.Max(worst, Math.Abs(values[column] - expected[row, column]));
                largest = Math.Max(largest, Math.Abs(values[column]));
            }
        }

        Assert.InRange(worst, 0, tolerance);
        Assert.True(largest > 0.05);
    }

    /// <summary>Both tables have the same entries, bit by bit.</summary>
    public static void Same(ItemTable expected, ItemTable actual)
    {
        Assert.Equal(expected.EntryCount, actual.EntryCount);
        for (int row = 0; row < expected.ProductCount; row++)
        {
            Assert.Equal(expected.Products(row).ToArray(), actual.Products(row).ToArray());
            Assert.Equal(expected.Weights(row).ToArray(), actual.Weights(row).ToArray());
        }
    }
}
