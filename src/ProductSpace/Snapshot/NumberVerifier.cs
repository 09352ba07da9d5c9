using System.Text.Unicode;
using ProductSpace.Filtering;
using ProductSpace.Storage;

namespace ProductSpace.Snapshot;

/// <summary>
/// Checks that the number columns of a snapshot agree: usable names, each once; finite numbers, or the one NaN that
/// says that there is none; and further numbers by product, ascending from the least one.
/// </summary>
internal static class NumberVerifier
{
    private static readonly long s_none = BitConverter.DoubleToInt64Bits(double.NaN);

    public static void Verify(NumberColumns columns, int products, SnapshotSections sections)
    {
        if (columns.Count == 0)
        {
            return;
        }

        CheckNames(columns, sections);
        long end = 0;
        for (int column = 0; column < columns.Count; column++)
        {
            string name = columns.Names[column];
            for (int first = 0; first < products; first += 4096)
            {
                CheckLeast(columns.Bits(column, first, Math.Min(4096, products - first)), name, first, sections);
            }

            sections.Require(
                columns.EndOf(column) >= end && columns.EndOf(column) <= columns.FurtherCount,
                SectionId.FurtherNumberEnds,
                $"the further numbers of column {name} do not end where they can");
            end = columns.EndOf(column);
            CheckFurther(columns, column, products, sections);
        }

        sections.Require(
            end == columns.FurtherCount,
            SectionId.FurtherNumbers,
            "numbers behind those of the last column");
    }

    private static void CheckNames(NumberColumns columns, SnapshotSections sections)
    {
        ReadOnlySpan<byte> text =
            sections.Get<byte>(SectionId.NumberNames, -1).Slice(0, (int)sections.LengthOf(SectionId.NumberNames));
        sections.Require(Utf8.IsValid(text), SectionId.NumberNames, "the names are no UTF-8");
        for (int column = 0; column < columns.Count; column++)
        {
            string name = columns.Names[column];
            sections.Require(
                AttributeName.IsUsable(name) && columns.Find(name) == column,
                SectionId.NumberNames,
                $"the name of column {column} stands twice or is none");
        }
    }

    private static void CheckLeast(ReadOnlySpan<long> bits, string name, int first, SnapshotSections sections)
    {
        for (int i = 0; i < bits.Length; i++)
        {
            sections.Require(
                bits[i] == s_none || IsNumber(bits[i]),
                SectionId.Numbers,
                $"the number of product {first + i} in column {name} is no number, nor said to be unknown");
        }
    }

    private static void CheckFurther(NumberColumns columns, int column, int products, SnapshotSections sections)
    {
        int ordinalBefore = -1;
        double before = double.NaN;
        int count = 0;
        (long first, long end) = columns.FurtherOf(column);
        for (long place = first; place < end; place++)
        {
            (int ordinal, long bits) = columns.FurtherAt(place);
            sections.Require(
                ordinal >= Math.Max(0, ordinalBefore) && ordinal < products,
                SectionId.FurtherNumberProducts,
                $"the products of column {columns.Names[column]} are not in order");
            count = ordinal == ordinalBefore ? count + 1 : 2;
            before = ordinal == ordinalBefore ? before : columns.LeastOf(column, ordinal);
            double number = BitConverter.Int64BitsToDouble(bits);
            sections.Require(
                IsNumber(bits) && number > before && count <= NumberColumns.MaxNumbers,
                SectionId.FurtherNumbers,
                $"the numbers of product {ordinal} in column {columns.Names[column]} do not ascend from the least");
            (ordinalBefore, before) = (ordinal, number);
        }
    }

    /// <summary>Whether bits are a number as a writer keeps it: finite, and zero without a sign.</summary>
    private static bool IsNumber(long bits)
    {
        double number = BitConverter.Int64BitsToDouble(bits);
        return double.IsFinite(number) && BitConverter.DoubleToInt64Bits(NumberKey.WithoutSign(number)) == bits;
    }
}
