using System.Collections;
using System.Diagnostics.CodeAnalysis;
using System.Linq.Expressions;
using Microsoft.Extensions.VectorData.ProviderServices;
using ProductSpace.VectorData.Values;

namespace ProductSpace.VectorData.Filters;

/// <summary>
/// Turns a filter lambda into the terms of a collection. Properties are bound by their names in the record type or, for
/// dictionaries, by the indexer. What has no such form is a <see cref="NotSupportedException"/> that shows the part.
/// </summary>
/// <param name="model">Properties of the records.</param>
/// <param name="columnOf">Number of a property's column; -1 for one that no record has yet.</param>
internal sealed class FilterTranslator(CollectionModel model, Func<PropertyModel, int> columnOf)
{
    private ParameterExpression? _record;

    /// <exception cref="NotSupportedException">A part cannot be translated.</exception>
    /// <exception cref="InvalidOperationException">A name is no property of the records.</exception>
    public FilterNode Translate(LambdaExpression filter)
    {
        _record = filter.Parameters[0];
        return Node(filter.Body);
    }

    private FilterNode Node(Expression node)
    {
        if (!ConstantPart.DependsOnParameter(node))
        {
            return new FilterNode.Constant((bool)ConstantPart.Evaluate(node)!);
        }

        return node switch
        {
            BinaryExpression { NodeType: ExpressionType.AndAlso or ExpressionType.And } and => Group(and, isAnd: true),
            BinaryExpression { NodeType: ExpressionType.OrElse or ExpressionType.Or } or => Group(or, isAnd: false),
            BinaryExpression binary when ComparisonOf(binary.NodeType) is Comparison comparison =>
                Compare(binary, comparison),
            UnaryExpression { NodeType: ExpressionType.Not } not => new FilterNode.Not(Node(not.Operand)),
            MethodCallExpression call when !IsIndexer(call) => MethodTranslation.Call(this, call),
            MemberExpression { Member.Name: nameof(Nullable<>.HasValue), Expression: Expression inner }
                when IsNullable(inner.Type) && TryProperty(inner, out PropertyModel? asked) =>
                new FilterNode.Compare(columnOf(asked), Comparison.NotEqual, null),
            _ when TryProperty(node, out PropertyModel? flag) && ColumnValue.ScalarOf(flag).Kind == ValueKind.Boolean =>
                new FilterNode.Compare(columnOf(flag), Comparison.Equal, true),
            UnaryExpression { NodeType: ExpressionType.Convert } convert when IsTruth(convert) => Node(convert.Operand),
            _ => throw ConstantPart.Unsupported(node),
        };
    }

    /// <summary>Binds a property of the record, through conversions and the value of a nullable.</summary>
    /// <exception cref="InvalidOperationException">The name is no property of the records.</exception>
    public bool TryProperty(Expression node, [NotNullWhen(true)] out PropertyModel? property)
    {
        property = null;
        string? name = Stripped(node) switch
        {
            MemberExpression { Expression: ParameterExpression parameter } member when parameter == _record =>
                member.Member.Name,
            MethodCallExpression call when IsIndexer(call) => ConstantPart.Evaluate(call.Arguments[0]) as string,
            _ => null,
        };
        if (name is null)
        {
            return false;
        }

        return model.PropertyMap.TryGetValue(name, out property)
            ? true
            : throw new InvalidOperationException(
                $"the filter names '{name}', which is no property of these records; they have "
                + string.Join(", ", model.Properties.Select(known => known.ModelName)));
    }

    public int ColumnOf(PropertyModel property) => columnOf(property);

    /// <summary>A property that is a list, and the values to look for in it.</summary>
    public FilterNode ListHas(PropertyModel property, IEnumerable<object?> values)
    {
        List<object?> asked = [];
        foreach (object? value in values)
        {
            if (value is null)
            {
                asked.Add(null);
            }
            else if (ColumnValue.TryConvert(property, columnOf(property), value, out object? converted))
            {
                asked.Add(converted);
            }
        }

        return new FilterNode.HasAny(columnOf(property), asked);
    }

    /// <summary>A scalar property and a list of values that it may have.</summary>
    public FilterNode IsIn(PropertyModel property, IEnumerable values)
    {
        List<object> asked = [];
        bool hasNull = false;
        foreach (object? value in values)
        {
            if (value is null)
            {
                hasNull = true;
            }
            else if (ColumnValue.TryConvert(property, columnOf(property), value, out object? converted))
            {
                asked.Add(converted!);
            }
        }

        return new FilterNode.OneOf(columnOf(property), asked, hasNull);
    }

    private static Expression Stripped(Expression node)
    {
        while (true)
        {
            switch (node)
            {
                case UnaryExpression
                {
                    NodeType: ExpressionType.Convert or ExpressionType.ConvertChecked or ExpressionType.TypeAs,
                    Method: null,
                } convert:
                    node = convert.Operand;
                    break;
                case MemberExpression { Member.Name: nameof(Nullable<>.Value), Expression: Expression inner }
                    when IsNullable(inner.Type):
                    node = inner;
                    break;
                default:
                    return node;
            }
        }
    }

    private bool IsIndexer(MethodCallExpression call) =>
        call.Object == _record
        && call.Method is { Name: "get_Item" }
        && call.Arguments.Count == 1
        && call.Method.DeclaringType == typeof(Dictionary<string, object?>);

    private static Comparison? ComparisonOf(ExpressionType type) => type switch
    {
        ExpressionType.Equal => Comparison.Equal,
        ExpressionType.NotEqual => Comparison.NotEqual,
        ExpressionType.LessThan => Comparison.Less,
        ExpressionType.LessThanOrEqual => Comparison.LessOrEqual,
        ExpressionType.GreaterThan => Comparison.Greater,
        ExpressionType.GreaterThanOrEqual => Comparison.GreaterOrEqual,
        _ => null,
    };

    private static Comparison Turned(Comparison comparison) => comparison switch
    {
        Comparison.Less => Comparison.Greater,
        Comparison.LessOrEqual => Comparison.GreaterOrEqual,
        Comparison.Greater => Comparison.Less,
        Comparison.GreaterOrEqual => Comparison.LessOrEqual,
        _ => comparison,
    };

    /// <summary>Flattens a chain, so that a long one does not nest deep.</summary>
    private FilterNode.Group Group(BinaryExpression node, bool isAnd)
    {
        List<FilterNode> parts = [];
        Expression rest = node;
        while (rest is BinaryExpression binary && IsChain(binary, isAnd))
        {
            parts.Add(Node(binary.Right));
            rest = binary.Left;
        }

        parts.Add(Node(rest));
        parts.Reverse();
        return new FilterNode.Group(isAnd, parts);
    }

    private static bool IsChain(BinaryExpression node, bool isAnd) => isAnd
        ? node.NodeType is ExpressionType.AndAlso or ExpressionType.And
        : node.NodeType is ExpressionType.OrElse or ExpressionType.Or;

    private FilterNode Compare(BinaryExpression node, Comparison comparison)
    {
        bool isTurned = !ConstantPart.DependsOnParameter(node.Left);
        Expression asked = isTurned ? node.Right : node.Left;
        Expression with = isTurned ? node.Left : node.Right;
        if (ConstantPart.DependsOnParameter(with))
        {
            throw ConstantPart.Unsupported(node);
        }

        object? value = ConstantPart.Evaluate(with);
        if (TryProperty(asked, out PropertyModel? property))
        {
            return Scalars.TryKindOf(property.Type, out ValueKind kind) && Scalars.IsList(kind)
                ? CompareList(node, property, comparison, value)
                : ColumnValue.Compare(
                    property, columnOf(property), isTurned ? Turned(comparison) : comparison, value);
        }

        // (r.A > 1) == true
        if (value is bool flag && comparison is Comparison.Equal or Comparison.NotEqual && IsTruth(asked))
        {
            FilterNode inner = Node(asked);
            return flag == (comparison == Comparison.Equal) ? inner : new FilterNode.Not(inner);
        }

        throw ConstantPart.Unsupported(node);
    }

    private static bool IsNullable(Type type) => Nullable.GetUnderlyingType(type) is not null;

    private static bool IsTruth(Expression node) =>
        (Nullable.GetUnderlyingType(node.Type) ?? node.Type) == typeof(bool);

    /// <summary>A list equals null, or a list with equal elements, as a whole.</summary>
    private FilterNode CompareList(BinaryExpression node, PropertyModel property, Comparison comparison, object? value)
    {
        if (value is null && comparison is Comparison.Equal or Comparison.NotEqual)
        {
            return new FilterNode.Compare(columnOf(property), comparison, null);
        }

        return value is not null
            && comparison is Comparison.Equal or Comparison.NotEqual
            && ColumnValue.ScalarOf(property).CopyList(value) is Array list
            ? new FilterNode.SameList(columnOf(property), list, comparison == Comparison.NotEqual)
            : throw ConstantPart.Unsupported(node);
    }
}
