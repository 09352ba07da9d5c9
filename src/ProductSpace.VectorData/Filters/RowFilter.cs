using System.Globalization;
using ProductSpace.VectorData.Records;
using ProductSpace.VectorData.Values;

namespace ProductSpace.VectorData.Filters;

/// <summary>
/// Asks a filter of one record: the meaning of every node, of which <see cref="ColumnFilter"/> is the fast form for
/// whole columns.
/// </summary>
internal static class RowFilter
{
    public static bool Matches(FilterNode node, in RowRef row, Schema schema)
    {
        switch (node)
        {
            case FilterNode.Constant constant:
                return constant.Value;
            case FilterNode.Not not:
                return !Matches(not.Part, row, schema);
            case FilterNode.Group group:
                foreach (FilterNode part in group.Parts)
                {
                    if (Matches(part, row, schema) != group.IsAnd)
                    {
                        return !group.IsAnd;
                    }
                }

                return group.IsAnd;
            case FilterNode.Compare compare:
                return Compare(Get(row, compare.Column), compare, schema);
            case FilterNode.CompareNumber number:
                return Get(row, number.Column) is object value
                    ? CompareNumbers(value, number.Comparison, number.Value)
                    : number.Comparison == Comparison.NotEqual;
            case FilterNode.OneOf oneOf:
                return IsOneOf(Get(row, oneOf.Column), oneOf, schema);
            case FilterNode.HasAny hasAny:
                return Get(row, hasAny.Column) is Array list && HasAny(list, hasAny, schema);
            case FilterNode.HasElement hasElement:
                return Get(row, hasElement.Column) is Array { Length: > 0 };
            case FilterNode.SameList same:
                return (Get(row, same.Column) is Array elements && AreSame(elements, same, schema)) != same.IsNot;
            case FilterNode.Text text:
                return Get(row, text.Column) is string written && MatchesText(written, text);
            default:
                throw new InvalidOperationException($"a filter node {node.GetType().Name} has no meaning");
        }
    }

    public static bool MatchesText(string written, FilterNode.Text text)
    {
        StringComparison comparison =
            text.IgnoreCase ? StringComparison.OrdinalIgnoreCase : StringComparison.Ordinal;
        return text.Match switch
        {
            TextMatch.Contains => written.Contains(text.Value, comparison),
            TextMatch.StartsWith => written.StartsWith(text.Value, comparison),
            _ => written.EndsWith(text.Value, comparison),
        };
    }

    /// <summary>
    /// Compares numbers of different types: as decimals where the asked one is a decimal, else as doubles.
    /// </summary>
    public static bool CompareNumbers(object left, Comparison comparison, object right)
    {
        if (right is decimal exact)
        {
            decimal other = left is char letter ? letter : Convert.ToDecimal(left, CultureInfo.InvariantCulture);
            return FixedScalar<decimal, DecimalCodec>.Compare(other, comparison, exact);
        }

        double number = left is char c ? c : Convert.ToDouble(left, CultureInfo.InvariantCulture);
        double asked = (double)right;
        return comparison switch
        {
            Comparison.Equal => number == asked,
            Comparison.NotEqual => number != asked,
            Comparison.Less => number < asked,
            Comparison.LessOrEqual => number <= asked,
            Comparison.Greater => number > asked,
            _ => number >= asked,
        };
    }

    private static object? Get(in RowRef row, int column) => column < 0 ? null : row.Get(column);

    private static bool Compare(object? value, FilterNode.Compare compare, Schema schema)
    {
        if (compare.Value is null || value is null)
        {
            bool areEqual = compare.Value is null && value is null;
            return compare.Comparison switch
            {
                Comparison.Equal => areEqual,
                Comparison.NotEqual => !areEqual,
                _ => false,
            };
        }

        return Scalars.Of(schema[compare.Column].Kind).Compare(value, compare.Comparison, compare.Value);
    }

    private static bool IsOneOf(object? value, FilterNode.OneOf oneOf, Schema schema)
    {
        if (value is null)
        {
            return oneOf.HasNull;
        }

        Scalar scalar = Scalars.Of(schema[oneOf.Column].Kind);
        foreach (object asked in oneOf.Values)
        {
            if (scalar.Compare(value, Comparison.Equal, asked))
            {
                return true;
            }
        }

        return false;
    }

    private static bool AreSame(Array list, FilterNode.SameList same, Schema schema)
    {
        Scalar scalar = Scalars.Of(schema[same.Column].Kind);
        bool areSame = list.Length == same.Values.Length;
        for (int i = 0; areSame && i < list.Length; i++)
        {
            areSame = AreEqual(list.GetValue(i), same.Values.GetValue(i), scalar);
        }

        return areSame;
    }

    private static bool AreEqual(object? left, object? right, Scalar scalar) => left is null || right is null
        ? left is null && right is null
        : scalar.Compare(left, Comparison.Equal, right);

    private static bool HasAny(Array list, FilterNode.HasAny hasAny, Schema schema)
    {
        Scalar scalar = Scalars.Of(schema[hasAny.Column].Kind);
        foreach (object? element in list)
        {
            foreach (object? asked in hasAny.Values)
            {
                if (AreEqual(element, asked, scalar))
                {
                    return true;
                }
            }
        }

        return false;
    }
}
