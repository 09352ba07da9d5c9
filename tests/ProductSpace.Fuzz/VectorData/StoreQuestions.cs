using ProductSpace.VectorData.Filters;
using ProductSpace.VectorData.Records;
using ProductSpace.VectorData.Values;

namespace ProductSpace.Fuzz.VectorData;

/// <summary>Filters of every kind over the columns that a file says it has, whatever these are.</summary>
internal static class StoreQuestions
{
    /// <summary>Columns of a file that are asked for.</summary>
    private const int MostColumns = 32;

    public static List<FilterNode> Filters(Schema schema)
    {
        List<FilterNode> filters = [new FilterNode.Constant(true), new FilterNode.Compare(-1, Comparison.NotEqual, 1)];
        for (int column = 0; column < Math.Min(schema.Count, MostColumns); column++)
        {
            ValueKind kind = schema[column].Kind;
            if (kind == ValueKind.Vector)
            {
                filters.Add(new FilterNode.Compare(column, Comparison.Equal, null));
            }
            else if (Scalars.IsList(kind))
            {
                AddOfList(filters, column, Scalars.Of(kind));
            }
            else
            {
                AddOfScalar(filters, column, Scalars.Of(kind));
            }
        }

        filters.Add(new FilterNode.Group(IsAnd: false, [filters[^1], new FilterNode.Not(filters[filters.Count / 2])]));
        filters.Add(new FilterNode.Group(IsAnd: true, [filters[^1], new FilterNode.Not(filters[1])]));
        return filters;
    }

    private static void AddOfScalar(List<FilterNode> filters, int column, Scalar scalar)
    {
        object asked = Asked(scalar, 1);
        foreach (Comparison comparison in Enum.GetValues<Comparison>())
        {
            filters.Add(new FilterNode.Compare(column, comparison, asked));
        }

        filters.Add(new FilterNode.Compare(column, Comparison.Equal, null));
        filters.Add(new FilterNode.Compare(column, Comparison.NotEqual, null));
        filters.Add(new FilterNode.OneOf(column, [asked, Asked(scalar, 2)], HasNull: column % 2 == 0));
        if (scalar.Kind == ValueKind.String)
        {
            filters.Add(new FilterNode.Text(column, TextMatch.Contains, "Em 1", IgnoreCase: true));
            filters.Add(new FilterNode.Text(column, TextMatch.StartsWith, "item", IgnoreCase: false));
        }
        else if (scalar.Kind is >= ValueKind.Byte and <= ValueKind.Char)
        {
            filters.Add(new FilterNode.CompareNumber(column, Comparison.LessOrEqual, 1.5));
        }
    }

    private static void AddOfList(List<FilterNode> filters, int column, Scalar scalar)
    {
        filters.Add(new FilterNode.HasAny(column, [Asked(scalar, 1), Asked(scalar, 0)]));
        filters.Add(new FilterNode.HasAny(column, [Asked(scalar, 1), null]));
        filters.Add(new FilterNode.HasElement(column));
        filters.Add(new FilterNode.SameList(column, scalar.ReadList([]), IsNot: false));
    }

    /// <summary>A value of a type; the texts are those of the sound files.</summary>
    private static object Asked(Scalar scalar, byte number)
    {
        byte[] bytes = scalar.Width == 0 ? [.. "tag "u8, (byte)('0' + number)] : new byte[scalar.Width];
        if (scalar.Width > 0)
        {
            bytes[0] = number;
        }

        return scalar.Read(bytes);
    }
}
