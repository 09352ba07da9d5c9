using System.Collections;
using System.Collections.ObjectModel;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Linq.Expressions;
using System.Reflection;
using System.Runtime.ExceptionServices;

namespace ProductSpace.VectorData.Filters;

/// <summary>
/// Computes the parts of a filter that do not depend on the record: captured variables, members, constructors and
/// calls. By walking the tree, never by compiling it, which would cost a hundred times a search.
/// </summary>
internal static class ConstantPart
{
    /// <summary>Whether an expression leads to a parameter of a lambda.</summary>
    public static bool DependsOnParameter(Expression? node) => node switch
    {
        null or ConstantExpression or DefaultExpression => false,
        ParameterExpression => true,
        MemberExpression member => DependsOnParameter(member.Expression),
        UnaryExpression unary => DependsOnParameter(unary.Operand),
        BinaryExpression binary => DependsOnParameter(binary.Left) || DependsOnParameter(binary.Right),
        MethodCallExpression call => DependsOnParameter(call.Object) || Any(call.Arguments),
        NewExpression created => Any(created.Arguments),
        NewArrayExpression array => Any(array.Expressions),
        ListInitExpression list =>
            Any(list.NewExpression.Arguments) || list.Initializers.Any(one => Any(one.Arguments)),
        ConditionalExpression choice =>
            DependsOnParameter(choice.Test) || DependsOnParameter(choice.IfTrue) || DependsOnParameter(choice.IfFalse),
        IndexExpression index => DependsOnParameter(index.Object) || Any(index.Arguments),
        _ => true,
    };

    /// <summary>Returns the value of an expression that leads to no parameter.</summary>
    /// <exception cref="NotSupportedException">The expression has a part that cannot be computed here.</exception>
    /// <exception cref="InvalidOperationException">A member of null is asked for.</exception>
    public static object? Evaluate(Expression node) => node switch
    {
        ConstantExpression constant => constant.Value,
        MemberExpression member => Member(member),
        UnaryExpression { NodeType: ExpressionType.Convert or ExpressionType.ConvertChecked } convert =>
            Convert(convert),
        UnaryExpression { NodeType: ExpressionType.TypeAs or ExpressionType.Quote } same => Evaluate(same.Operand),
        UnaryExpression { NodeType: ExpressionType.Not, Method: null } not when not.Type == typeof(bool) =>
            !(bool)Evaluate(not.Operand)!,
        UnaryExpression { NodeType: ExpressionType.ArrayLength } length =>
            ((Array)NotNull(Evaluate(length.Operand), "Length")).Length,
        UnaryExpression { NodeType: ExpressionType.Negate, Method: null } negated => Negate(negated),
        MethodCallExpression call => Invoke(
            call.Method, call.Object is null ? null : Evaluate(call.Object), Arguments(call.Arguments)),
        NewExpression { Constructor: ConstructorInfo constructor } created =>
            Unwrapped(() => constructor.Invoke(Arguments(created.Arguments))),
        NewArrayExpression { NodeType: ExpressionType.NewArrayInit } array => Arguments(array.Expressions),
        ListInitExpression list => list.Initializers.Select(one => Evaluate(one.Arguments[0])).ToArray(),
        ConditionalExpression choice =>
            (bool)Evaluate(choice.Test)! ? Evaluate(choice.IfTrue) : Evaluate(choice.IfFalse),
        BinaryExpression { NodeType: ExpressionType.Coalesce } either =>
            Evaluate(either.Left) ?? Evaluate(either.Right),
        BinaryExpression { NodeType: ExpressionType.ArrayIndex } element =>
            ((Array)NotNull(Evaluate(element.Left), "element")).GetValue((int)Evaluate(element.Right)!),
        BinaryExpression binary => Binary(binary),
        _ => throw Unsupported(node),
    };

    public static NotSupportedException Unsupported(Expression node) => new(
        $"the filter has \"{node}\" ({node.NodeType}), which cannot be translated; compare properties with values, or "
        + "compute the value before the query");

    private static bool Any(ReadOnlyCollection<Expression> nodes)
    {
        foreach (Expression node in nodes)
        {
            if (DependsOnParameter(node))
            {
                return true;
            }
        }

        return false;
    }

    private static object?[] Arguments(ReadOnlyCollection<Expression> nodes)
    {
        object?[] values = new object?[nodes.Count];
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = Evaluate(nodes[i]);
        }

        return values;
    }

    private static object? Member(MemberExpression member)
    {
        object? target = member.Expression is null ? null : Evaluate(member.Expression);
        if (member.Expression is not null && Nullable.GetUnderlyingType(member.Expression.Type) is not null)
        {
            // A boxed nullable is its value or null, and has no such members.
            return member.Member.Name == nameof(Nullable<>.HasValue) ? target is not null : NotNull(target, "Value");
        }

        if (member.Expression is not null)
        {
            NotNull(target, member.Member.Name);
        }

        return member.Member switch
        {
            FieldInfo field => field.GetValue(target),
            PropertyInfo property => Unwrapped(() => property.GetValue(target)),
            _ => throw Unsupported(member),
        };
    }

    private static object NotNull(object? target, string member) => target
        ?? throw new InvalidOperationException($"the filter asks for member '{member}' of a null object");

    private static object? Convert(UnaryExpression convert)
    {
        object? value = Evaluate(convert.Operand);
        if (convert.Method is MethodInfo method)
        {
            return Invoke(method, null, [value]);
        }

        Type target = Nullable.GetUnderlyingType(convert.Type) ?? convert.Type;
        if (value is null)
        {
            return target.IsValueType && Nullable.GetUnderlyingType(convert.Type) is null
                ? throw new InvalidOperationException($"the filter converts null to {target.Name}")
                : null;
        }

        return target.IsInstanceOfType(value) ? value
            : target.IsEnum ? Enum.ToObject(target, value)
            : value is IConvertible && target.IsPrimitive || target == typeof(decimal)
                ? System.Convert.ChangeType(value, target, CultureInfo.InvariantCulture)
            : throw Unsupported(convert);
    }

    private static object Negate(UnaryExpression negated) => Evaluate(negated.Operand) switch
    {
        int value => -value,
        long value => -value,
        float value => -value,
        double value => -value,
        decimal value => -value,
        _ => throw Unsupported(negated),
    };

    private static object? Binary(BinaryExpression binary)
    {
        object? left = Evaluate(binary.Left);
        if (binary.NodeType is ExpressionType.AndAlso or ExpressionType.OrElse && left is bool first)
        {
            return first == (binary.NodeType == ExpressionType.OrElse) ? first : Evaluate(binary.Right);
        }

        object? right = Evaluate(binary.Right);
        if (binary.Method is MethodInfo method && (left is not null && right is not null || !method.IsSpecialName))
        {
            return Invoke(method, null, [left, right]);
        }

        return binary.NodeType switch
        {
            ExpressionType.Equal => Equals(left, right),
            ExpressionType.NotEqual => !Equals(left, right),
            _ when left is null || right is null => throw Unsupported(binary),
            ExpressionType.LessThan => Comparer.DefaultInvariant.Compare(left, right) < 0,
            ExpressionType.LessThanOrEqual => Comparer.DefaultInvariant.Compare(left, right) <= 0,
            ExpressionType.GreaterThan => Comparer.DefaultInvariant.Compare(left, right) > 0,
            ExpressionType.GreaterThanOrEqual => Comparer.DefaultInvariant.Compare(left, right) >= 0,
            _ => Arithmetic(binary, left, right),
        };
    }

    private static object Arithmetic(BinaryExpression binary, object left, object right) =>
        (binary.NodeType, left, right) switch
        {
            (ExpressionType.Add, int a, int b) => (object)(a + b),
            (ExpressionType.Subtract, int a, int b) => (object)(a - b),
            (ExpressionType.Multiply, int a, int b) => (object)(a * b),
            (ExpressionType.Divide, int a, int b) => (object)(a / b),
            (ExpressionType.Modulo, int a, int b) => (object)(a % b),
            (ExpressionType.Divide, long a, long b) => (object)(a / b),
            (ExpressionType.Modulo, long a, long b) => (object)(a % b),
            (ExpressionType.Add, long a, long b) => (object)(a + b),
            (ExpressionType.Subtract, long a, long b) => (object)(a - b),
            (ExpressionType.Multiply, long a, long b) => (object)(a * b),
            (ExpressionType.Add, double a, double b) => (object)(a + b),
            (ExpressionType.Subtract, double a, double b) => (object)(a - b),
            (ExpressionType.Multiply, double a, double b) => (object)(a * b),
            (ExpressionType.Divide, double a, double b) => (object)(a / b),
            _ => throw Unsupported(binary),
        };

    private static object? Invoke(MethodInfo method, object? target, object?[] arguments)
    {
        if (!method.IsStatic)
        {
            NotNull(target, method.Name);
        }

        return Unwrapped(() => method.Invoke(target, arguments));
    }

    /// <summary>Lets an exception of the called code through as it was thrown.</summary>
    private static object? Unwrapped(Func<object?> call)
    {
        try
        {
            return call();
        }
        catch (TargetInvocationException fault) when (fault.InnerException is not null)
        {
            ExceptionDispatchInfo.Throw(fault.InnerException);
            return Unreachable();
        }
    }

    [DoesNotReturn]
    private static object Unreachable() => throw new System.Diagnostics.UnreachableException();
}
