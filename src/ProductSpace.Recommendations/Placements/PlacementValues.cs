using System.Text.Json;

namespace ProductSpace.Recommendations.Placements;

/// <summary>
/// Reads single values of a placement's JSON. A value of another kind is refused by the name of the placement and of
/// the setting.
/// </summary>
internal static class PlacementValues
{
    public static string Text(string name, string setting, JsonElement value) =>
        value.ValueKind == JsonValueKind.String
            ? value.GetString()!
            : throw Wrong(name, $"{setting} must be a text");

    public static string[] Texts(string name, string setting, JsonElement value) =>
        Array.ConvertAll(List(name, setting, value), one => Text(name, $"each of {setting}", one));

    public static float Number(string name, string setting, JsonElement value) =>
        value.ValueKind == JsonValueKind.Number && value.TryGetSingle(out float number) && float.IsFinite(number)
            ? number
            : throw Wrong(name, $"{setting} must be a number");

    public static double Double(string name, string setting, JsonElement value) =>
        value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out double number) && double.IsFinite(number)
            ? number
            : throw Wrong(name, $"{setting} must be a number");

    public static int Whole(string name, string setting, JsonElement value) =>
        value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out int number)
            ? number
            : throw Wrong(name, $"{setting} must be a whole number");

    public static long Long(string name, string setting, JsonElement value) =>
        value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out long number)
            ? number
            : throw Wrong(name, $"{setting} must be a whole number");

    public static bool IsTrue(string name, string setting, JsonElement value) =>
        value.ValueKind is JsonValueKind.True or JsonValueKind.False
            ? value.GetBoolean()
            : throw Wrong(name, $"{setting} must be true or false");

    public static JsonElement[] List(string name, string setting, JsonElement value) =>
        value.ValueKind == JsonValueKind.Array
            ? [.. value.EnumerateArray()]
            : throw Wrong(name, $"{setting} must be a list");

    public static JsonProperty[] Properties(string name, string setting, JsonElement value) =>
        value.ValueKind == JsonValueKind.Object
            ? [.. value.EnumerateObject()]
            : throw Wrong(name, $"{setting} must be a JSON object");

    /// <summary>Refuses a setting that nobody knows.</summary>
    public static InvalidDataException Unknown(string name, string of, JsonProperty one) =>
        Wrong(name, $"\"{PlacementDocument.Shown(one.Name)}\" is no setting of {of}");

    public static InvalidDataException Wrong(string name, string problem) =>
        new($"placement \"{name}\": {problem}");
}
