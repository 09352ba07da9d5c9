using Mono.Cecil;

namespace ProductSpace.Tests.Architecture;

/// <summary>
/// Lists the internal types and members of other packages of the family that an assembly refers to, as its metadata says.
/// </summary>
internal static class InternalsUse
{
    private const string Family = "ProductSpace";

    /// <summary>
    /// Returns one block for each package: its name in brackets, each internal type, and below it the members that are used.
    /// A public type stands there with its internal members.
    /// </summary>
    public static string Of(string file)
    {
        using DefaultAssemblyResolver resolver = new();
        resolver.AddSearchDirectory(Path.GetDirectoryName(file));
        using ModuleDefinition module =
            ModuleDefinition.ReadModule(file, new ReaderParameters { AssemblyResolver = resolver });
        SortedSet<string> lines = new(StringComparer.Ordinal);
        foreach (TypeReference reference in module.GetTypeReferences().Where(IsOfFamily))
        {
            if (reference.Resolve() is TypeDefinition type && !IsPublic(type))
            {
                lines.Add(LineOf(type));
            }
        }

        foreach (MemberReference reference in module.GetMemberReferences().Where(IsOfFamily))
        {
            if (Resolve(reference) is IMemberDefinition member && !IsPublic(member))
            {
                lines.Add(LineOf(member.DeclaringType));
                lines.Add($"{LineOf(member.DeclaringType)}\n        {NameOf(member)}");
            }
        }

        return string.Join('\n', lines.GroupBy(PackageOf, TextOf).Select(package => $"[{package.Key}]\n{string.Join('\n', package)}\n"));
    }

    private static bool IsOfFamily(TypeReference reference) =>
        reference.Scope is AssemblyNameReference scope
        && (scope.Name == Family || scope.Name.StartsWith(Family + ".", StringComparison.Ordinal));

    private static bool IsOfFamily(MemberReference reference) =>
        reference.DeclaringType is TypeReference type && IsOfFamily(type.GetElementType());

    private static IMemberDefinition? Resolve(MemberReference reference) => reference switch
    {
        MethodReference method => method.Resolve(),
        FieldReference field => field.Resolve(),
        _ => null,
    };

    private static bool IsPublic(TypeDefinition type) =>
        type.IsNested ? (type.IsNestedPublic || type.IsNestedFamily) && IsPublic(type.DeclaringType) : type.IsPublic;

    private static bool IsPublic(IMemberDefinition member) => IsPublic(member.DeclaringType) && member switch
    {
        MethodDefinition method => method.IsPublic || method.IsFamily || method.IsFamilyOrAssembly,
        FieldDefinition field => field.IsPublic || field.IsFamily || field.IsFamilyOrAssembly,
        _ => true,
    };

    private static string NameOf(IMemberDefinition member) =>
        member is MethodDefinition { IsSpecialName: true, IsConstructor: false } accessor
            ? accessor.Name[(accessor.Name.IndexOf('_', StringComparison.Ordinal) + 1)..]
            : member.Name;

    /// <summary>Package and type, so that a sorted list groups them.</summary>
    private static string LineOf(TypeDefinition type) => $"{type.Module.Assembly.Name.Name}|{type.FullName}";

    private static string PackageOf(string line) => line[..line.IndexOf('|', StringComparison.Ordinal)];

    private static string TextOf(string line) =>
        line.Split('\n') is [_, string member] ? member : "    " + line[(PackageOf(line).Length + 1)..];
}
