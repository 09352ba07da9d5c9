namespace ProductSpace.Filtering;

internal enum FormKind : byte
{
    Everything = 1,
    Nothing = 2,
    Literal = 3,
    And = 4,
    Or = 5,
}

/// <summary>
/// One node of a filter's normal form: a literal (a term or its opposite), or a group of at least two nodes, literals and
/// groups of the other kind. Nodes are interned: inside of one form equal nodes are one, and its parts, numbers of nodes
/// in ascending order, tell whether groups are equal.
/// </summary>
internal sealed class FilterNode : IEquatable<FilterNode>
{
    public required FormKind Kind { get; init; }

    public FilterTerm Term { get; init; }

    public bool IsNegated { get; init; }

    public int[] Parts { get; init; } = [];

    /// <summary>Hash of the content, for an order that does not depend on how the filter was written.</summary>
    public UInt128 Hash { get; init; }

    /// <summary>Sets that an evaluation holds at once, the heaviest part first (Ershov 1958).</summary>
    public int Weight { get; init; } = 1;

    public bool IsGroup => Kind is FormKind.And or FormKind.Or;

    public bool Equals(FilterNode? other) =>
        other is not null && Kind == other.Kind && IsNegated == other.IsNegated && Hash == other.Hash && Term == other.Term && Parts.AsSpan().SequenceEqual(other.Parts);

    public override bool Equals(object? obj) => Equals(obj as FilterNode);

    public override int GetHashCode() => Hash.GetHashCode();
}
