using ProductSpace.Delta;
using ProductSpace.Memory;
using ProductSpace.Snapshot;

namespace ProductSpace;

/// <summary>Number columns of single products of <see cref="ProductIndex"/>.</summary>
public sealed partial class ProductIndex
{
    /// <summary>
    /// Returns the names of the number columns: those of the snapshot, then those that only its delta's products have.
    /// </summary>
    public IReadOnlyList<string> GetNumberColumns() =>
        [.. Columns.NumberColumns.Names, .. DeltaLog?.NewNumberColumns ?? []];

    /// <summary>
    /// Returns how many products have a number in a column of the snapshot, and between which these lie, as of the
    /// build: the ends of a slider, or a check that the column was read. Reads the whole column.
    /// </summary>
    /// <param name="column">Name of the number column; <see cref="SnapshotInfo.NumberColumns"/> lists them.</param>
    /// <exception cref="ArgumentException">The snapshot has no such column; the message names the nearest.</exception>
    public NumberColumnSpan GetNumberSpan(string column)
    {
        Enter();
        try
        {
            int number = new ProductTerms(Columns).Number(column, allowUnknown: false)!.Value;
            return Columns.NumberColumns.SpanOf(number);
        }
        finally
        {
            Exit();
        }
    }

    /// <summary>
    /// Returns a number of a product, such as its rating; of several the least, and null where it has none. Allocates
    /// nothing.
    /// </summary>
    /// <param name="ordinal">Ordinal of the product.</param>
    /// <param name="column">Name of the number column; <see cref="GetNumberColumns"/> lists them.</param>
    /// <exception cref="ArgumentOutOfRangeException">The ordinal is not that of a product.</exception>
    /// <exception cref="ArgumentException">There is no such column; the message names the nearest.</exception>
    public double? GetNumber(int ordinal, string column)
    {
        double least = 0;
        return GetNumbers(ordinal, column, new Span<double>(ref least)) > 0 ? least : null;
    }

    /// <summary>Copies the numbers of a product in ascending order, as many as the destination holds.</summary>
    /// <param name="ordinal">Ordinal of the product.</param>
    /// <param name="column">Name of the number column.</param>
    /// <param name="destination">Receives the numbers; a product has at most 64 in a column.</param>
    /// <returns>How many numbers the product has, which may be more than the destination holds.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The ordinal is not that of a product.</exception>
    /// <exception cref="ArgumentException">There is no such column; the message names the nearest.</exception>
    public int GetNumbers(int ordinal, string column, Span<double> destination)
    {
        ArgumentNullException.ThrowIfNull(column);
        if (Columns.NumberColumns.Find(column) < 0 && DeltaLog?.KnowsNumberColumn(NormalForm.Of(column)) is not true)
        {
            new ProductTerms(Columns).Number(column, allowUnknown: false);
        }

        return ReadNumbers(ordinal, column, destination);
    }

    /// <summary>As <see cref="GetNumbers"/>; without numbers where there is no such column.</summary>
    internal int ReadNumbers(int ordinal, string column, Span<double> destination)
    {
        DeltaLog? log = CheckOrdinal(ordinal);
        Enter();
        try
        {
            int number = Columns.NumberColumns.Find(column);
            string name = number < 0 ? NormalForm.Of(column) : Columns.NumberColumns.Names[number];
            DeltaAttributes? said = log?.AttributesOf(ordinal, log.Count);
            if (said?.Numbers?.Of(name) is double[] written)
            {
                written.AsSpan(0, Math.Min(written.Length, destination.Length)).CopyTo(destination);
                return written.Length;
            }

            int product = said is null ? ordinal : said.Base;
            return number < 0 || (uint)product >= (uint)Count
                ? 0
                : Columns.NumberColumns.CopyTo(number, product, destination);
        }
        finally
        {
            Exit();
        }
    }
}
