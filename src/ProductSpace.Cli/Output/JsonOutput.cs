using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using ProductSpace.Storage;

namespace ProductSpace.Cli.Output;

/// <summary>
/// Writes an object as JSON: camel case, indented, invariant numbers, enums by name, ids unescaped but for characters
/// that a terminal would obey.
/// </summary>
internal static class JsonOutput
{
    private static readonly JsonSerializerOptions s_options = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        NewLine = "\n",
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
    };

    public static void Write(TextWriter output, object value)
    {
        output.Write(Escaped(JsonSerializer.Serialize(value, s_options)).ReplaceLineEndings(output.NewLine));
        output.WriteLine();
    }

    /// <summary>Returns the name of an enum value in camel case.</summary>
    public static string Name<T>(T value)
        where T : struct, Enum => JsonNamingPolicy.CamelCase.ConvertName(value.ToString());

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
