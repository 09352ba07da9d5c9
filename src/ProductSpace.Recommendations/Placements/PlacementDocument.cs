using System.Text.Json;

namespace ProductSpace.Recommendations.Placements;

/// <summary>
/// The JSON of named placements, read strictly: a file may be hostile, and a typing error must not pass. Anything
/// unknown, given twice or out of its range is refused by its name.
/// </summary>
internal static class PlacementDocument
{
    /// <summary>Maximum number of bytes.</summary>
    public const int MaxBytes = 64 * 1024;

    /// <summary>Maximum number of placements.</summary>
    public const int MaxPlacements = 64;

    private const int MaxNameLength = 64;

    /// <summary>Down to the values of a facet: file, placement, rules, boosts, boost, where, facets, values.</summary>
    private const int MaxNesting = 8;

    /// <summary>Reads and checks all placements.</summary>
    public static IReadOnlyDictionary<string, Placement> Parse(
        ReadOnlySpan<byte> json, IReadOnlyList<string> tables)
    {
        Require(json.Length <= MaxBytes, $"take {json.Length} bytes; at most {MaxBytes} are read");
        try
        {
            JsonDocumentOptions strict = new() { MaxDepth = MaxNesting, AllowDuplicateProperties = false };
            using JsonDocument document = JsonDocument.Parse(json.ToArray(), strict);
            return Read(document.RootElement, tables);
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            // The second one tells of text that is no UTF-8, or half a pair of surrogates.
            throw new InvalidDataException(
                $"the placements are no JSON that can be read: {exception.Message}", exception);
        }
    }

    /// <summary>Cuts a name of a file to what a message can show.</summary>
    public static string Shown(string name) => name.Length <= MaxNameLength ? name : name[..MaxNameLength] + "...";

    private static Dictionary<string, Placement> Read(JsonElement root, IReadOnlyList<string> tables)
    {
        Require(root.ValueKind == JsonValueKind.Object, "must be one JSON object of placements by name");
        Dictionary<string, Placement> placements = [];
        foreach (JsonProperty one in root.EnumerateObject())
        {
            RequireName(one.Name);
            Require(placements.Count < MaxPlacements, $"hold more than {MaxPlacements}");
            Require(one.Value.ValueKind == JsonValueKind.Object, $"\"{one.Name}\" must be a JSON object");
            placements.Add(one.Name, PlacementSettings.Read(one.Name, one.Value, tables));
        }

        return placements;
    }

    /// <summary>Throws unless a placement may have this name.</summary>
    private static void RequireName(string name)
    {
        bool isSound = name.Length is > 0 and <= MaxNameLength;
        foreach (char letter in name)
        {
            isSound &= char.IsAsciiLetterLower(letter) || char.IsAsciiDigit(letter) || letter == '-';
        }

        Require(
            isSound,
            $"\"{Shown(name)}\" is no name: a name has 1 to {MaxNameLength} small letters, digits and hyphens");
    }

    private static void Require(bool isTrue, string problem)
    {
        if (!isTrue)
        {
            throw new InvalidDataException($"the placements: {problem}");
        }
    }
}
