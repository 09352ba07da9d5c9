using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using ProductSpace.Training;
using ProductSpace.Training.Models;

namespace ProductSpace.TrainerBench.Training;

/// <summary>Options of a training from words like window=5 windowMode=fixed, by the names that model.json uses.</summary>
internal static class OptionWords
{
    private static readonly HashSet<string> s_names = [.. Json(new Prod2VecOptions()).Select(pair => pair.Key)];

    /// <summary>The defaults, or another start, with what the words change.</summary>
    public static Prod2VecOptions Read(IEnumerable<string> words, Prod2VecOptions? start = null)
    {
        JsonObject json = Json(start ?? new Prod2VecOptions());
        foreach (string word in words)
        {
            string[] parts = word.Split('=', 2);
            if (parts.Length != 2 || !s_names.Contains(parts[0]))
            {
                throw new ArgumentException($"\"{word}\" is no option of a training; write name=value with one of {string.Join(", ", s_names)}");
            }

            json[parts[0]] = bool.TryParse(parts[1], out bool flag)
                ? flag
                : double.TryParse(parts[1], NumberStyles.Float, CultureInfo.InvariantCulture, out _) ? JsonNode.Parse(parts[1]) : parts[1];
        }

        using JsonDocument document = JsonDocument.Parse(json.ToJsonString());
        return OptionsJson.Read(document.RootElement);
    }

    private static JsonObject Json(Prod2VecOptions options)
    {
        using MemoryStream stream = new();
        using (Utf8JsonWriter writer = new(stream))
        {
            OptionsJson.Write(writer, options);
        }

        return JsonNode.Parse(stream.ToArray())!.AsObject();
    }
}
