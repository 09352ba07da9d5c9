using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using ProductSpace.Cli.Output;
using Xunit;

namespace ProductSpace.Cli.Tests.Output;

public sealed class JsonAnswersTests
{
    [Fact]
    public void Default_EnumOfAnyAnswer_IsWrittenByName()
    {
        Type[] enums = [.. TypesOfAnswers().Where(type => type.IsEnum)];

        Assert.NotEmpty(enums);
        Assert.All(enums, type => Assert.True(IsNamed(type), type.FullName));
    }

    [Fact]
    public void Default_EnumOfNoAnswer_IsNotWrittenByName() => Assert.False(IsNamed(typeof(DayOfWeek)));

    [Fact]
    public void Write_TypeThatIsNotListed_IsRefusedWithItsName()
    {
        NotSupportedException refused = Assert.Throws<NotSupportedException>(
            () => JsonOutput.Write(TextWriter.Null, new { name = "a" }));

        Assert.Contains(nameof(JsonAnswers), refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Write_AnyKindOfValue_IsJson()
    {
        StringWriter output = new() { NewLine = "\n" };

        JsonOutput.Write(
            output,
            new JsonFields
            {
                ["none"] = null,
                ["yes"] = true,
                ["single"] = 0.1f,
                ["numbers"] = new object[] { 1, 2L, 3UL, 0.5 },
                ["lazy"] = Enumerable.Range(0, 2).Select(number => new JsonFields { ["number"] = number }),
                ["enum"] = DayOfWeek.Monday,
                ["named"] = new Dictionary<string, double> { ["Key"] = 1.5 },
            });

        Assert.Equal(
            """{"none":null,"yes":true,"single":0.1,"numbers":[1,2,3,0.5],"lazy":[{"number":0},{"number":1}],"""
            + """
              "enum":"monday","named":{"Key":1.5}}
              """,
            JsonSerializer.Serialize(JsonDocument.Parse(output.ToString()).RootElement));
    }

    private static bool IsNamed(Type type) =>
        JsonAnswers.Default.Options.Converters.Any(converter => converter.CanConvert(type));

    /// <summary>Returns the types that answers hold, down to the last property and element.</summary>
    private static HashSet<Type> TypesOfAnswers()
    {
        HashSet<Type> seen = [];
        Stack<Type> open = new(
            typeof(JsonAnswers)
                .GetCustomAttributesData()
                .Where(data => data.AttributeType == typeof(JsonSerializableAttribute))
                .Select(data => (Type)data.ConstructorArguments[0].Value!));
        while (open.TryPop(out Type? next))
        {
            Type type = Nullable.GetUnderlyingType(next) ?? next;
            if (!seen.Add(type))
            {
                continue;
            }

            JsonTypeInfo info = JsonAnswers.Default.Options.GetTypeInfo(type);
            foreach (JsonPropertyInfo property in info.Properties)
            {
                open.Push(property.PropertyType);
            }

            if (info.ElementType is Type element)
            {
                open.Push(element);
            }
        }

        return seen;
    }
}
