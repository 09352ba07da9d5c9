using System.Collections;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using ProductSpace.Storage;

namespace ProductSpace.Cli.Output;

/// <summary>
/// Writes an object as JSON: camel case, indented, invariant numbers, enums by name, ids unescaped but for characters
/// that a terminal would obey.
/// </summary>
internal static class JsonOutput
{
    private static readonly JsonWriterOptions s_form = new()
    {
        Indented = true,
        NewLine = "\n",
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>Writes a value: fields, or a type that <see cref="JsonAnswers"/> names.</summary>
    public static void Write(TextWriter output, object value)
    {
        using MemoryStream bytes = new();
        using (Utf8JsonWriter writer = new(bytes, s_form))
        {
            WriteValue(writer, value);
        }

        string json = Encoding.UTF8.GetString(bytes.GetBuffer(), 0, (int)bytes.Length);
        output.Write(Escaped(json).ReplaceLineEndings(output.NewLine));
        output.WriteLine();
    }

    /// <summary>Returns the name of an enum value in camel case.</summary>
    public static string Name<T>(T value)
        where T : struct, Enum => JsonNamingPolicy.CamelCase.ConvertName(value.ToString());

    private static void WriteValue(Utf8JsonWriter writer, object? value)
    {
        switch (value)
        {
            case null:
                writer.WriteNullValue();
                break;
            case string text:
                writer.WriteStringValue(text);
                break;
            case bool truth:
                writer.WriteBooleanValue(truth);
                break;
            case int number:
                writer.WriteNumberValue(number);
                break;
            case long number:
                writer.WriteNumberValue(number);
                break;
            case ulong number:
                writer.WriteNumberValue(number);
                break;
            case float number:
                writer.WriteNumberValue(number);
                break;
            case double number:
                writer.WriteNumberValue(number);
                break;
            case Enum name:
                writer.WriteStringValue(JsonNamingPolicy.CamelCase.ConvertName(name.ToString()));
                break;
            case JsonNode node:
                node.WriteTo(writer);
                break;
            case IJsonFields line:
                WriteValue(writer, line.ToFields());
                break;
            case JsonFields fields:
                writer.WriteStartObject();
                foreach ((string name, object? field) in fields)
                {
                    writer.WritePropertyName(name);
                    WriteValue(writer, field);
                }

                writer.WriteEndObject();
                break;
            case IDictionary entries:
                writer.WriteStartObject();
                foreach (DictionaryEntry entry in entries)
                {
                    writer.WritePropertyName((string)entry.Key);
                    WriteValue(writer, entry.Value);
                }

                writer.WriteEndObject();
                break;
            case IEnumerable values:
                writer.WriteStartArray();
                foreach (object? one in values)
                {
                    WriteValue(writer, one);
                }

                writer.WriteEndArray();
                break;
            default:
                JsonSerializer.Serialize(writer, value, JsonAnswers.Default.Options.GetTypeInfo(value.GetType()));
                break;
        }
    }

    /// <summary>
    /// Escapes what a terminal would obey. Such characters stand in strings only, except for line ends, so that
    /// a program reads the same text.
    /// </summary>
    private static string Escaped(string json)
    {
        StringBuilder escaped = new(json.Length);
        foreach (char character in json)
        {
            if (character != '\n' && Printable.IsHidden(character))
            {
                escaped.Append(CultureInfo.InvariantCulture, $"\\u{(int)character:X4}");
            }
            else
            {
                escaped.Append(character);
            }
        }

        return escaped.ToString();
    }
}
