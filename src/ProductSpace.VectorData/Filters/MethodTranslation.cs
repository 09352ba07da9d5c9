using System.Collections;
using System.Diagnostics.CodeAnalysis;
using System.Linq.Expressions;
using Microsoft.Extensions.VectorData.ProviderServices;
using ProductSpace.VectorData.Values;

namespace ProductSpace.VectorData.Filters;

/// <summary>
/// The calls that a filter may have: Contains of a list or a text, Any, StartsWith, EndsWith, Equals and IsNullOrEmpty.
/// C# chooses between several Contains by the types around it; all of them mean one thing here.
/// </summary>
internal static class MethodTranslation
{
    public static FilterNode Call(FilterTranslator translator, MethodCallExpression call)
    {
        if (TryContains(call, out Expression? source, out Expression? item))
        {
            return Contains(translator, call, source, item);
        }

        if (call.Method.DeclaringType == typeof(Enumerable) && call.Method.Name == nameof(Enumerable.Any))
        {
            return Any(translator, call);
        }

        if (call.Method.DeclaringType == typeof(string))
        {
            return Text(translator, call);
        }

        if (call.Method.Name == nameof(Equals) && TryPair(call, out Expression? left, out Expression? right))
        {
            return EqualTo(translator, call, left, right);
        }

        throw ConstantPart.Unsupported(call);
    }

    /// <summary>Matches Contains of LINQ, of spans with the standard comparer, and of collections.</summary>
    private static bool TryContains(
        MethodCallExpression call, [NotNullWhen(true)] out Expression? source, [NotNullWhen(true)] out Expression? item)
    {
        (source, item) = call switch
        {
            { Method.Name: not nameof(Enumerable.Contains) } => (null, null),
            { Object: null, Arguments: [Expression list, Expression asked] } when IsStatic(call) => (list, asked),
            { Object: null, Arguments: [Expression list, Expression asked, Expression comparer] }
                when IsStatic(call) && IsNull(comparer) => (list, asked),
            { Object: Expression list, Arguments: [Expression asked] }
                when list.Type != typeof(string) => (list, asked),
            _ => (default(Expression), default(Expression)),
        };
        source = source is null ? null : WithoutSpan(source);
        return source is not null && item is not null;
    }

    private static bool IsStatic(MethodCallExpression call) =>
        call.Method.DeclaringType == typeof(Enumerable) || call.Method.DeclaringType == typeof(MemoryExtensions);

    private static bool IsNull(Expression node) =>
        !ConstantPart.DependsOnParameter(node) && ConstantPart.Evaluate(node) is null;

    /// <summary>A span cannot be a value here; what it was made of can.</summary>
    private static Expression WithoutSpan(Expression node)
    {
        while (true)
        {
            switch (node)
            {
                case MethodCallExpression { Method.Name: "op_Implicit", Arguments: [Expression from] }:
                    node = from;
                    break;
                case UnaryExpression { NodeType: ExpressionType.Convert } convert:
                    node = convert.Operand;
                    break;
                default:
                    return node;
            }
        }
    }

    private static FilterNode Contains(
        FilterTranslator translator, MethodCallExpression call, Expression source, Expression item)
    {
        if (!ConstantPart.DependsOnParameter(source))
        {
            return translator.TryProperty(item, out PropertyModel? property)
                ? translator.IsIn(property, ValuesOf(source, call))
                : throw ConstantPart.Unsupported(call);
        }

        return translator.TryProperty(source, out PropertyModel? list) && !ConstantPart.DependsOnParameter(item)
            ? translator.ListHas(list, [ConstantPart.Evaluate(item)])
            : throw ConstantPart.Unsupported(call);
    }

    private static IEnumerable ValuesOf(Expression source, Expression call) =>
        ConstantPart.Evaluate(source) is IEnumerable values and not string
            ? values
            : throw ConstantPart.Unsupported(call);

    /// <summary>list.Any(), and list.Any(e => ...) where the lambda says which elements are meant.</summary>
    private static FilterNode Any(FilterTranslator translator, MethodCallExpression call)
    {
        if (!translator.TryProperty(call.Arguments[0], out PropertyModel? list))
        {
            throw ConstantPart.Unsupported(call);
        }

        if (call.Arguments.Count == 1)
        {
            return new FilterNode.HasElement(translator.ColumnOf(list));
        }

        if (call.Arguments is not [_, LambdaExpression { Parameters: [ParameterExpression element] } lambda])
        {
            throw ConstantPart.Unsupported(call);
        }

        List<object?> values = [];
        Collect(lambda.Body, element, values, call);
        return translator.ListHas(list, values);
    }

    private static void Collect(Expression node, ParameterExpression element, List<object?> values, Expression call)
    {
        switch (node)
        {
            case BinaryExpression { NodeType: ExpressionType.OrElse } or:
                Collect(or.Left, element, values, call);
                Collect(or.Right, element, values, call);
                break;
            case BinaryExpression { NodeType: ExpressionType.Equal } equal
                when equal.Left == element && !ConstantPart.DependsOnParameter(equal.Right):
                values.Add(ConstantPart.Evaluate(equal.Right));
                break;
            case BinaryExpression { NodeType: ExpressionType.Equal } equal
                when equal.Right == element && !ConstantPart.DependsOnParameter(equal.Left):
                values.Add(ConstantPart.Evaluate(equal.Left));
                break;
            case MethodCallExpression inner
                when TryContains(inner, out Expression? source, out Expression? item)
                    && item == element
                    && !ConstantPart.DependsOnParameter(source):
                values.AddRange(ValuesOf(source, call).Cast<object?>());
                break;
            default:
                throw ConstantPart.Unsupported(call);
        }
    }

    private static FilterNode Text(FilterTranslator translator, MethodCallExpression call)
    {
        if (call is { Object: null, Method.Name: nameof(string.IsNullOrEmpty), Arguments: [Expression tested] }
            && translator.TryProperty(tested, out PropertyModel? property))
        {
            int column = translator.ColumnOf(property);
            return new FilterNode.OneOf(column, [string.Empty], HasNull: true);
        }

        if (call.Method.Name == nameof(Equals) && TryPair(call, out Expression? left, out Expression? right))
        {
            return EqualTo(translator, call, left, right);
        }

        TextMatch? match = call.Method.Name switch
        {
            nameof(string.Contains) => TextMatch.Contains,
            nameof(string.StartsWith) => TextMatch.StartsWith,
            nameof(string.EndsWith) => TextMatch.EndsWith,
            _ => null,
        };
        if (match is null
            || call.Object is null
            || !translator.TryProperty(call.Object, out PropertyModel? text)
            || ConstantPart.DependsOnParameter(call.Arguments[0])
            || ConstantPart.Evaluate(call.Arguments[0])?.ToString() is not string value)
        {
            throw ConstantPart.Unsupported(call);
        }

        object? how = call.Arguments.Count == 1 ? StringComparison.Ordinal : ConstantPart.Evaluate(call.Arguments[1]);
        return how is StringComparison.Ordinal or StringComparison.OrdinalIgnoreCase && call.Arguments.Count <= 2
            ? new FilterNode.Text(
                translator.ColumnOf(text), match.Value, value, how is StringComparison.OrdinalIgnoreCase)
            : throw ConstantPart.Unsupported(call);
    }

    /// <summary>The two sides of a.Equals(b) and Equals(a, b).</summary>
    private static bool TryPair(
        MethodCallExpression call, [NotNullWhen(true)] out Expression? left, [NotNullWhen(true)] out Expression? right)
    {
        (left, right) = call switch
        {
            { Object: Expression one, Arguments: [Expression other] } => (one, other),
            { Object: null, Arguments: [Expression one, Expression other] } => (one, other),
            _ => (default(Expression), default(Expression)),
        };
        return left is not null && right is not null;
    }

    private static FilterNode EqualTo(FilterTranslator translator, Expression call, Expression left, Expression right)
    {
        if (ConstantPart.DependsOnParameter(right))
        {
            (left, right) = (right, left);
        }

        return translator.TryProperty(left, out PropertyModel? property) && !ConstantPart.DependsOnParameter(right)
            ? ColumnValue.Compare(
                property, translator.ColumnOf(property), Comparison.Equal, ConstantPart.Evaluate(right))
            : throw ConstantPart.Unsupported(call);
    }
}
