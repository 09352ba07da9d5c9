using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace ProductSpace.Training;

/// <summary>
/// Writes a <see cref="CleaningReport"/> by code that the compiler writes: no reflection, so that it also runs compiled
/// ahead of time.
/// </summary>
[JsonSourceGenerationOptions(GenerationMode = JsonSourceGenerationMode.Metadata)]
[JsonSerializable(typeof(CleaningReport))]
internal sealed partial class CleaningJson : JsonSerializerContext
{
    /// <summary>Indented, enum values by name, with the letters of column names as they are.</summary>
    public static CleaningJson Readable { get; } = new(new JsonSerializerOptions(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Converters = { new JsonStringEnumConverter<LogTimeUnit>(JsonNamingPolicy.CamelCase) },
    });
}
