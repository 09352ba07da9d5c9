using System.Globalization;
using Microsoft.Extensions.VectorData.ProviderServices;
using ProductSpace.VectorData.Values;

namespace ProductSpace.VectorData.Filters;

/// <summary>
/// Compares a property with a value of any type, as C# would after its conversions: with the column's own type where
/// the value can be that, else by a number of a wider type.
/// </summary>
internal static class ColumnValue
{
    /// <param name="property">The property, for messages.</param>
    /// <param name="column">Its column; -1 for one that no record has yet.</param>
    /// <param name="comparison">The comparison, with the property on the left.</param>
    /// <param name="value">The value on the right.</param>
    /// <exception cref="NotSupportedException">The two types cannot be compared.</exception>
    public static FilterNode Compare(PropertyModel property, int column, Comparison comparison, object? value)
    {
        Scalar scalar = ScalarOf(property);
        if (value is null || value.GetType() == scalar.Type)
        {
            return new FilterNode.Compare(column, comparison, value);
        }

        if (!IsNumber(scalar.Kind) || KindOf(value) is not ValueKind other || !IsNumber(other))
        {
            throw new NotSupportedException(
                $"property '{property.ModelName}' of type {scalar.Type.Name} is compared with a "
                + $"{value.GetType().Name} in the filter; give a value of the property's type");
        }

        if (IsIntegral(other) && (IsIntegral(scalar.Kind) || scalar.Kind == ValueKind.Decimal))
        {
            return CompareWhole(scalar, column, comparison, WholeOf(value));
        }

        bool isExact = other == ValueKind.Decimal || (scalar.Kind == ValueKind.Decimal && IsIntegral(other));
        object number = isExact
            ? Convert.ToDecimal(value, CultureInfo.InvariantCulture)
            : Convert.ToDouble(value, CultureInfo.InvariantCulture);
        return new FilterNode.CompareNumber(column, comparison, number);
    }

    /// <summary>
    /// Converts a value to the element type of a column, for lists of values; false if no element can equal it.
    /// </summary>
    /// <exception cref="NotSupportedException">The two types cannot be compared.</exception>
    public static bool TryConvert(PropertyModel property, int column, object value, out object? converted)
    {
        FilterNode node = Compare(property, column, Comparison.Equal, value);
        converted = (node as FilterNode.Compare)?.Value;
        return node switch
        {
            FilterNode.Compare => true,
            FilterNode.Constant => false,
            _ => throw new NotSupportedException(
                $"property '{property.ModelName}' is looked up in a list of {value.GetType().Name}; give a list of the "
                + "property's type"),
        };
    }

    /// <summary>The scalar type of a property, or of the elements of its list.</summary>
    /// <exception cref="NotSupportedException">The property is a vector.</exception>
    public static Scalar ScalarOf(PropertyModel property) => Scalars.TryKindOf(property.Type, out ValueKind kind)
        ? Scalars.Of(kind)
        : throw new NotSupportedException(
            $"property '{property.ModelName}' is a vector and cannot be in a filter; search by it");

    private static ValueKind? KindOf(object value) =>
        Scalars.TryKindOf(value.GetType(), out ValueKind kind) && !Scalars.IsList(kind) ? kind : null;

    private static bool IsIntegral(ValueKind kind) =>
        kind is >= ValueKind.Byte and <= ValueKind.UInt64 or ValueKind.Char;

    private static bool IsNumber(ValueKind kind) =>
        IsIntegral(kind) || kind is ValueKind.Single or ValueKind.Double or ValueKind.Decimal;

    private static decimal WholeOf(object value) =>
        value is char letter ? letter : Convert.ToDecimal(value, CultureInfo.InvariantCulture);

    /// <summary>A whole number either fits the column's type, or is above or below all of its values.</summary>
    private static FilterNode CompareWhole(Scalar scalar, int column, Comparison comparison, decimal value)
    {
        (decimal least, decimal most) = scalar.Kind switch
        {
            ValueKind.Byte => (byte.MinValue, byte.MaxValue),
            ValueKind.SByte => (sbyte.MinValue, sbyte.MaxValue),
            ValueKind.Int16 => (short.MinValue, short.MaxValue),
            ValueKind.UInt16 or ValueKind.Char => (ushort.MinValue, ushort.MaxValue),
            ValueKind.Int32 => (int.MinValue, int.MaxValue),
            ValueKind.UInt32 => (uint.MinValue, uint.MaxValue),
            ValueKind.Int64 => (long.MinValue, long.MaxValue),
            ValueKind.UInt64 => (ulong.MinValue, (decimal)ulong.MaxValue),
            _ => (decimal.MinValue, decimal.MaxValue),
        };
        if (value >= least && value <= most)
        {
            object fitting = scalar.Kind == ValueKind.Char
                ? (char)value
                : Convert.ChangeType(value, scalar.Type, CultureInfo.InvariantCulture);
            return new FilterNode.Compare(column, comparison, fitting);
        }

        bool isAbove = value > most;
        bool holds = comparison switch
        {
            Comparison.Equal => false,
            Comparison.NotEqual => true,
            Comparison.Less or Comparison.LessOrEqual => isAbove,
            _ => !isAbove,
        };

        // Nulls are not equal to the value either, and neither less nor greater.
        return !holds || comparison == Comparison.NotEqual
            ? new FilterNode.Constant(holds)
            : new FilterNode.Compare(column, Comparison.NotEqual, null);
    }
}
