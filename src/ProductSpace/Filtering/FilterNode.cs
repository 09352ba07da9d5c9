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
/// One node of a filter's normal form: a literal (a term or its opposite), or a group of at least two literals or
/// groups of the other kind. Nodes are interned, so that equal nodes of a form are one, and groups are equal if their
/// parts, ascending node numbers, are equal.
/// </summary>
internal sealed class FilterNode : IEquatable<FilterNode>
{
    public required FormKind Kind { get; init; }

    public FilterTerm Term { get; init; }

    public bool IsNegated { get; init; }

    public int[] Parts { get; init; } = [];

    /// <summary>Hash of the content, for an order that is independent of how the filter was written.</summary>
    public UInt128 Hash { get; init; }

    /// <summary>Number of sets that an evaluation holds at once, heaviest part first (Ershov 1958).</summary>
    public int Weight { get; init; } = 1;

    public bool IsGroup => Kind is FormKind.And or FormKind.Or;

    public bool Equals(FilterNode? other) =>
        other is not null
            && Kind == other.Kind
            && IsNegated == other.IsNegated
            && Hash == other.Hash
            && Term == other.Term
            && Parts.AsSpan().SequenceEqual(other.Parts);

    public override bool Equals(object? obj) => Equals(obj as FilterNode);

    public override int GetHashCode() => Hash.GetHashCode();
}
