using System.Globalization;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text;

namespace ProductSpace.Tests.Architecture;

/// <summary>
/// The public surface of an assembly as text, near to how C# writes it: whatever a caller's source depends on shows in
/// review, such as names of parameters, default values, nullability and whether a property can be set.
/// </summary>
internal static class SurfaceText
{
    private const BindingFlags Declared =
        BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    private static readonly Dictionary<Type, string> s_keywords = new()
    {
        [typeof(bool)] = "bool", [typeof(byte)] = "byte", [typeof(char)] = "char", [typeof(double)] = "double",
        [typeof(float)] = "float", [typeof(int)] = "int", [typeof(long)] = "long", [typeof(object)] = "object",
        [typeof(short)] = "short", [typeof(string)] = "string", [typeof(uint)] = "uint", [typeof(ulong)] = "ulong",
        [typeof(ushort)] = "ushort", [typeof(void)] = "void",
    };

    public static string Of(Assembly assembly) =>
        string.Concat(assembly.GetExportedTypes().OrderBy(type => type.FullName, StringComparer.Ordinal).Select(Of));

    /// <summary>One type: a line for itself and one for each member, in one order.</summary>
    public static string Of(Type type)
    {
        StringBuilder text = new($"{Kind(type)} {type.FullName}{Bases(type)}\n");
        foreach (string member in type.GetMembers(Declared).Select(Line).OfType<string>().Order(StringComparer.Ordinal))
        {
            text.Append("    ").Append(member).Append('\n');
        }

        return text.ToString();
    }

    private static string Kind(Type type)
    {
        if (type.IsEnum || type.IsInterface)
        {
            return type.IsEnum ? "enum" : "interface";
        }

        bool isRecord = type.GetMethod("PrintMembers", Declared) is not null;
        string record = isRecord ? "record " : string.Empty;
        if (type.IsValueType)
        {
            string isReadOnly = type.IsDefined(typeof(IsReadOnlyAttribute), inherit: false) ? "readonly " : string.Empty;
            return $"{isReadOnly}{(type.IsByRefLike ? "ref " : string.Empty)}{record}struct";
        }

        string form = type.IsSealed && type.IsAbstract ? "static " : type.IsSealed ? "sealed " : type.IsAbstract ? "abstract " : string.Empty;
        return isRecord ? $"{form}record" : $"{form}class";
    }

    private static string Bases(Type type)
    {
        if (type.IsEnum)
        {
            return string.Empty;
        }

        List<string> bases = [];
        if (type.BaseType is Type parent && parent != typeof(object) && parent != typeof(ValueType))
        {
            bases.Add(Name(parent, nullability: null));
        }

        bases.AddRange(type.GetInterfaces()
            .Except(type.BaseType?.GetInterfaces() ?? [])
            .Where(one => one.IsPublic && !(one.IsGenericType && one.GetGenericTypeDefinition() == typeof(IEquatable<>)))
            .Select(one => Name(one, nullability: null))
            .Order(StringComparer.Ordinal));
        return bases.Count == 0 ? string.Empty : $" : {string.Join(", ", bases)}";
    }

    /// <summary>A member as a line; null for what the compiler adds and for what no caller can reach.</summary>
    private static string? Line(MemberInfo member)
    {
        NullabilityInfoContext context = new();
        switch (member)
        {
            case FieldInfo { DeclaringType.IsEnum: true, IsSpecialName: false } value:
                return $"{value.Name} = {Convert.ToInt64(value.GetRawConstantValue(), CultureInfo.InvariantCulture)}";
            case FieldInfo { IsSpecialName: false } field when IsReachable(field.IsPublic, field.IsFamily || field.IsFamilyOrAssembly):
                string form = field.IsLiteral ? "const " : $"{Static(field.IsStatic)}{(field.IsInitOnly ? "readonly " : string.Empty)}";
                string constant = field.IsLiteral ? $" = {Literal(field.GetRawConstantValue(), field.FieldType)}" : string.Empty;
                return $"{form}{Name(field.FieldType, context.Create(field))} {field.Name}{constant}";
            case PropertyInfo property when property.Name != "EqualityContract" && property.GetAccessors(nonPublic: true).Any(IsReachable):
                return Property(property, context.Create(property));
            case EventInfo { AddMethod: MethodInfo add } happening when IsReachable(add):
                return $"{Modifiers(add)}event {Name(happening.EventHandlerType!, context.Create(happening))} {happening.Name}";
            case ConstructorInfo constructor when IsReachable(constructor):
                return $"{Access(constructor)}new({Parameters(constructor, context)})";
            case MethodInfo { IsSpecialName: false } method when IsReachable(method) && !IsCompilers(method):
                string generic = method.IsGenericMethod ? $"<{string.Join(", ", method.GetGenericArguments().Select(one => one.Name))}>" : string.Empty;
                string result = Name(method.ReturnType, context.Create(method.ReturnParameter));
                return $"{Modifiers(method)}{result} {method.Name}{generic}({Parameters(method, context)})";
            default:
                return null;
        }
    }

    private static string Property(PropertyInfo property, NullabilityInfo nullability)
    {
        StringBuilder accessors = new();
        MethodInfo any = property.GetMethod ?? property.SetMethod!;
        foreach (MethodInfo accessor in new[] { property.GetMethod, property.SetMethod }.OfType<MethodInfo>().Where(IsReachable))
        {
            bool isInit = accessor.ReturnParameter.GetRequiredCustomModifiers().Contains(typeof(IsExternalInit));
            accessors.Append(accessor == property.GetMethod ? "get; " : isInit ? "init; " : "set; ");
        }

        string required = property.IsDefined(typeof(RequiredMemberAttribute), inherit: false) ? "required " : string.Empty;
        string index = property.GetIndexParameters() is { Length: > 0 } parameters
            ? $"[{string.Join(", ", parameters.Select(one => Parameter(one, new NullabilityInfoContext())))}]"
            : string.Empty;
        return $"{Modifiers(any)}{required}{Name(property.PropertyType, nullability)} {property.Name}{index} {{ {accessors}}}";
    }

    private static string Parameters(MethodBase method, NullabilityInfoContext context) =>
        string.Join(", ", method.GetParameters().Select(parameter => Parameter(parameter, context)));

    private static string Parameter(ParameterInfo parameter, NullabilityInfoContext context)
    {
        bool isExtension = parameter.Position == 0 && parameter.Member.IsDefined(typeof(ExtensionAttribute), inherit: false);
        bool isParams = parameter.IsDefined(typeof(ParamArrayAttribute)) || parameter.IsDefined(typeof(ParamCollectionAttribute));
        string passing = parameter.IsOut ? "out " : parameter.IsIn ? "in " : parameter.ParameterType.IsByRef ? "ref " : string.Empty;
        string type = Name(parameter.ParameterType, context.Create(parameter));
        string optional = parameter.HasDefaultValue ? $" = {Literal(parameter.DefaultValue, parameter.ParameterType)}" : string.Empty;
        return $"{(isExtension ? "this " : string.Empty)}{(isParams ? "params " : string.Empty)}{passing}{type} {parameter.Name}{optional}";
    }

    /// <summary>A type as source writes it, with a question mark wherever null may stand.</summary>
    private static string Name(Type type, NullabilityInfo? nullability)
    {
        if (type.IsByRef)
        {
            return Name(type.GetElementType()!, nullability?.Type.IsByRef == true ? nullability.ElementType ?? nullability : nullability);
        }

        if (Nullable.GetUnderlyingType(type) is Type underlying)
        {
            return Name(underlying, nullability: null) + "?";
        }

        string mark = !type.IsValueType && !type.IsGenericParameter && nullability is { ReadState: NullabilityState.Nullable } or { WriteState: NullabilityState.Nullable } ? "?" : string.Empty;
        if (type.IsArray)
        {
            return $"{Name(type.GetElementType()!, nullability?.ElementType)}[]{mark}";
        }

        if (type.IsGenericType)
        {
            NullabilityInfo[] infos = nullability?.GenericTypeArguments ?? [];
            string arguments = string.Join(", ", type.GetGenericArguments().Select((one, i) => Name(one, i < infos.Length ? infos[i] : null)));
            return $"{type.Name[..type.Name.IndexOf('`', StringComparison.Ordinal)]}<{arguments}>{mark}";
        }

        return s_keywords.GetValueOrDefault(type, type.Name) + mark;
    }

    private static string Literal(object? value, Type type)
    {
        Type real = Nullable.GetUnderlyingType(type) ?? type;
        return value switch
        {
            null => type.IsByRef || (type.IsValueType && real == type) ? "default" : "null",
            string text => $"\"{text}\"",
            bool flag => flag ? "true" : "false",
            _ when real.IsEnum => $"{real.Name}.{Enum.ToObject(real, value)}",
            _ => Convert.ToString(value, CultureInfo.InvariantCulture)!,
        };
    }

    private static string Modifiers(MethodInfo method)
    {
        bool isOverride = method.GetBaseDefinition() != method;
        string form = method.IsStatic || method.DeclaringType!.IsInterface ? string.Empty
            : isOverride ? "override "
            : method.IsAbstract ? "abstract "
            : method.IsVirtual && !method.IsFinal ? "virtual " : string.Empty;
        return $"{Access(method)}{Static(method.IsStatic)}{form}";
    }

    private static string Access(MethodBase method) => method.IsPublic ? string.Empty : "protected ";

    private static string Static(bool isStatic) => isStatic ? "static " : string.Empty;

    private static bool IsReachable(MethodBase method) =>
        IsReachable(method.IsPublic, (method.IsFamily || method.IsFamilyOrAssembly) && !method.DeclaringType!.IsSealed);

    private static bool IsReachable(bool isPublic, bool isProtected) => isPublic || isProtected;

    private static bool IsCompilers(MethodInfo method) =>
        method.IsDefined(typeof(CompilerGeneratedAttribute), inherit: false) || method.Name.Contains('<', StringComparison.Ordinal);
}
