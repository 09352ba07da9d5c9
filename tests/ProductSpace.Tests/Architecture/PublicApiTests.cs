using System.Reflection;
using System.Text;

namespace ProductSpace.Tests.Architecture;

/// <summary>The public surface of the engine as checked text: a change shows in review.</summary>
public class PublicApiTests
{
    private const BindingFlags Declared = BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    [Fact]
    public void Surface_Engine_IsAsWritten()
    {
        StringBuilder text = new();
        foreach (Type type in typeof(ProductIndex).Assembly.GetExportedTypes().OrderBy(type => type.FullName, StringComparer.Ordinal))
        {
            text.Append(Kind(type)).Append(' ').Append(type.FullName).Append('\n');
            foreach (string member in type.GetMembers(Declared).Where(IsWorthSaying).Select(member => $"    {member}").Order(StringComparer.Ordinal))
            {
                text.Append(member).Append('\n');
            }
        }

        Snap.Match(text.ToString(), "PublicApi");
    }

    [Fact]
    public void Surface_Engine_StaysSmall()
    {
        Assert.InRange(typeof(ProductIndex).Assembly.GetExportedTypes().Length, 1, 20);
        Assert.InRange(typeof(SearchOptions).GetProperties().Length, 1, 14);
    }

    private static string Kind(Type type) =>
        type.IsEnum ? "enum" : type.IsValueType ? "struct" : type.IsSealed && type.IsAbstract ? "static class" : type.IsSealed ? "sealed class" : "class";

    private static bool IsWorthSaying(MemberInfo member) =>
        member is not MethodInfo { IsSpecialName: true } && !member.Name.Contains('<', StringComparison.Ordinal) && member.Name is not ("Equals" or "GetHashCode" or "ToString" or "Deconstruct" or "value__");
}
