using Mono.Cecil;
using Mono.Cecil.Cil;

namespace ProductSpace.Tests.Architecture;

/// <summary>One type that uses another of the same assembly; nested types count as the type around them.</summary>
internal readonly record struct TypeUse(TypeName User, TypeName Used);

/// <summary>A top-level type by namespace and name.</summary>
internal readonly record struct TypeName(string Namespace, string Name)
{
    public override string ToString() => $"{Namespace}.{Name}";
}

/// <summary>
/// Reads from a compiled assembly which types use which: base types, interfaces, attributes, fields, signatures, locals and
/// instructions. Text does not matter, so that a type of the root namespace, which needs no using, is seen as well. A constant
/// is copied by the compiler and leaves no trace.
/// </summary>
internal static class TypeUses
{
    /// <summary>All uses between types of a namespace and the namespaces below it, each once.</summary>
    public static HashSet<TypeUse> Of(string file, string root)
    {
        using ModuleDefinition module = ModuleDefinition.ReadModule(file);
        HashSet<TypeUse> uses = [];
        foreach (TypeDefinition type in module.Types.Where(type => IsIn(type.Namespace, root)))
        {
            Collect(new TypeName(type.Namespace, type.Name), type, root, uses);
        }

        return uses;
    }

    private static bool IsIn(string name, string root) => name == root || name.StartsWith(root + ".", StringComparison.Ordinal);

    private static void Collect(TypeName user, TypeDefinition type, string root, HashSet<TypeUse> uses)
    {
        Add(type.BaseType);
        AddAll(type.Interfaces.Select(item => item.InterfaceType));
        AddAll(type.CustomAttributes.Select(item => item.AttributeType));
        AddAll(type.Fields.Select(item => item.FieldType));
        AddAll(type.GenericParameters.SelectMany(item => item.Constraints).Select(item => item.ConstraintType));
        foreach (MethodDefinition method in type.Methods)
        {
            Add(method.ReturnType);
            AddAll(method.Parameters.Select(item => item.ParameterType));
            AddAll(method.GenericParameters.SelectMany(item => item.Constraints).Select(item => item.ConstraintType));
            if (method.HasBody)
            {
                AddAll(method.Body.Variables.Select(item => item.VariableType));
                foreach (Instruction instruction in method.Body.Instructions)
                {
                    AddOperand(instruction.Operand);
                }
            }
        }

        foreach (TypeDefinition nested in type.NestedTypes)
        {
            Collect(user, nested, root, uses);
        }

        void AddOperand(object? operand)
        {
            switch (operand)
            {
                case TypeReference used:
                    Add(used);
                    break;
                case MethodReference method:
                    Add(method.DeclaringType);
                    Add(method.ReturnType);
                    AddAll(method.Parameters.Select(item => item.ParameterType));
                    AddAll(method is GenericInstanceMethod generic ? generic.GenericArguments : []);
                    break;
                case FieldReference field:
                    Add(field.DeclaringType);
                    Add(field.FieldType);
                    break;
            }
        }

        void AddAll(IEnumerable<TypeReference> references)
        {
            foreach (TypeReference reference in references)
            {
                Add(reference);
            }
        }

        void Add(TypeReference? reference)
        {
            switch (reference)
            {
                case null or GenericParameter:
                    return;
                case GenericInstanceType generic:
                    AddAll(generic.GenericArguments);
                    Add(generic.ElementType);
                    return;
                case TypeSpecification specification:
                    Add(specification.ElementType);
                    return;
            }

            while (reference.DeclaringType is not null)
            {
                reference = reference.DeclaringType;
            }

            TypeName used = new(reference.Namespace, reference.Name);
            if (reference.Scope is ModuleDefinition && IsIn(used.Namespace, root) && used != user)
            {
                uses.Add(new TypeUse(user, used));
            }
        }
    }
}
