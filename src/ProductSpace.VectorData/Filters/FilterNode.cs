using ProductSpace.VectorData.Values;

namespace ProductSpace.VectorData.Filters;

/// <summary>
/// A filter in the terms of a collection: columns by number (-1 for one that no record has yet) and values of the
/// column's own type. Immutable.
/// </summary>
internal abstract record FilterNode
{
    /// <summary>All records, or none.</summary>
    internal sealed record Constant(bool Value) : FilterNode;

    /// <summary>All of these, or any of these.</summary>
    internal sealed record Group(bool IsAnd, IReadOnlyList<FilterNode> Parts) : FilterNode;

    internal sealed record Not(FilterNode Part) : FilterNode;

    /// <summary>Compares a scalar column; with a null value, only Equal and NotEqual can be true.</summary>
    internal sealed record Compare(int Column, Comparison Comparison, object? Value) : FilterNode;

    /// <summary>Compares a column of numbers with a number of another type, as double or as decimal.</summary>
    internal sealed record CompareNumber(int Column, Comparison Comparison, object Value) : FilterNode;

    /// <summary>A scalar column has one of these values, or null where that is among them.</summary>
    internal sealed record OneOf(int Column, IReadOnlyList<object> Values, bool HasNull) : FilterNode;

    /// <summary>A list column has one of these elements.</summary>
    internal sealed record HasAny(int Column, IReadOnlyList<object?> Values) : FilterNode;

    /// <summary>A list column has an element.</summary>
    internal sealed record HasElement(int Column) : FilterNode;

    /// <summary>A list column has exactly these elements in this order, or not exactly these.</summary>
    internal sealed record SameList(int Column, Array Values, bool IsNot) : FilterNode;

    /// <summary>A text column contains, begins or ends with a text.</summary>
    internal sealed record Text(int Column, TextMatch Match, string Value, bool IgnoreCase) : FilterNode;
}

/// <summary>Where a text must stand in another.</summary>
internal enum TextMatch : byte
{
    Contains,
    StartsWith,
    EndsWith,
}
