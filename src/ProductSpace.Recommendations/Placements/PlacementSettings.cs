using System.Text.Json;
using static ProductSpace.Recommendations.Placements.PlacementValues;

namespace ProductSpace.Recommendations.Placements;

/// <summary>Reads the settings of one placement from JSON: each is a property of <see cref="Placement"/>.</summary>
internal static class PlacementSettings
{
    private const string Base = "base";
    private const string Tables = "tables";
    private const string OtherTables = "otherTables";

    /// <summary>Says where the settings are from, for people: an object of texts and numbers.</summary>
    private const string Provenance = "provenance";

    public static Placement Read(string name, JsonElement json, IReadOnlyList<string> tables)
    {
        Placement placement = Begin(name, json, tables);
        float[] weights = new float[tables.Count];
        for (int i = 0; i < weights.Length; i++)
        {
            weights[i] = placement.WeightOf(i);
        }

        if (json.TryGetProperty(OtherTables, out JsonElement others))
        {
            Array.Fill(weights, Number(name, OtherTables, others));
        }

        foreach (JsonProperty one in json.EnumerateObject())
        {
            switch (one.Name)
            {
                case Base or OtherTables:
                    break;
                case Provenance:
                    RequireFlat(name, one.Value);
                    break;
                case Tables:
                    SetWeights(name, one.Value, tables, weights);
                    break;
                default:
                    placement = Set(placement, name, one);
                    break;
            }
        }

        placement = placement with { TableWeights = weights };
        try
        {
            placement.Check();
        }
        catch (ArgumentException exception)
        {
            throw Wrong(name, exception.Message);
        }

        return placement;
    }

    private static Placement Begin(string name, JsonElement json, IReadOnlyList<string> tables)
    {
        if (!json.TryGetProperty(Base, out JsonElement given))
        {
            return BuiltInPlacements.Find(name, tables) ?? Placement.Default;
        }

        return BuiltInPlacements.Find(Text(name, Base, given), tables) ?? throw Wrong(
            name,
            $"there is no built-in placement \"{PlacementDocument.Shown(given.GetString()!)}\" to be its base; they "
            + "are " + string.Join(", ", BuiltInPlacements.Names));
    }

    private static Placement Set(Placement placement, string name, JsonProperty one)
    {
        JsonElement value = one.Value;
        return one.Name switch
        {
            "space" => placement with { Space = SpaceOf(name, value) },
            "vectorWeight" => placement with { VectorWeight = Number(name, one.Name, value) },
            "categoryWeight" => placement with { CategoryWeight = Number(name, one.Name, value) },
            "interests" => placement with { Interests = Whole(name, one.Name, value) },
            "interestSimilarity" => placement with { InterestSimilarity = Number(name, one.Name, value) },
            "lastEvents" => placement with { LastEvents = Whole(name, one.Name, value) },
            "decay" => placement with { Decay = Number(name, one.Name, value) },
            "lastTableEvents" => placement with { LastTableEvents = Whole(name, one.Name, value) },
            "tableDecay" => placement with { TableDecay = Number(name, one.Name, value) },
            "halfLifeDays" => placement with { HalfLifeDays = Number(name, one.Name, value) },
            "cartWeight" => placement with { CartWeight = Number(name, one.Name, value) },
            "excludesViewed" => placement with { ExcludesViewed = IsTrue(name, one.Name, value) },
            "excludesCart" => placement with { ExcludesCart = IsTrue(name, one.Name, value) },
            "excludesPurchased" => placement with { ExcludesPurchased = IsTrue(name, one.Name, value) },
            "candidates" => placement with { Candidates = Whole(name, one.Name, value) },
            "usesRanker" => placement with { UsesRanker = IsTrue(name, one.Name, value) },
            "rankedCandidates" => placement with { RankedCandidates = Whole(name, one.Name, value) },
            "targetRecall" => placement with { TargetRecall = Number(name, one.Name, value) },
            "rules" => placement with { Rules = RuleSettings.Read(name, value) },
            _ => throw Wrong(name, $"\"{PlacementDocument.Shown(one.Name)}\" is no setting of a placement"),
        };
    }

    private static void SetWeights(string name, JsonElement json, IReadOnlyList<string> tables, float[] weights)
    {
        if (json.ValueKind != JsonValueKind.Object)
        {
            throw Wrong(name, $"{Tables} must be a JSON object of weights by table");
        }

        foreach (JsonProperty one in json.EnumerateObject())
        {
            int at = -1;
            for (int i = 0; i < tables.Count; i++)
            {
                at = tables[i] == one.Name ? i : at;
            }

            if (at < 0)
            {
                string known = tables.Count == 0 ? "none" : string.Join(", ", tables);
                throw Wrong(
                    name, $"the snapshot has no table \"{PlacementDocument.Shown(one.Name)}\"; it has: {known}");
            }

            weights[at] = Number(name, Tables, one.Value);
        }
    }

    private static void RequireFlat(string name, JsonElement json)
    {
        bool isFlat = json.ValueKind == JsonValueKind.Object;
        if (isFlat)
        {
            foreach (JsonProperty one in json.EnumerateObject())
            {
                isFlat &= one.Value.ValueKind is JsonValueKind.String or JsonValueKind.Number;
            }
        }

        if (!isFlat)
        {
            throw Wrong(name, $"{Provenance} must be a JSON object of texts and numbers");
        }
    }

    private static Space? SpaceOf(string name, JsonElement value) => Text(name, "space", value) switch
    {
        "similar" => Space.Similar,
        "next" => Space.Next,
        _ => throw Wrong(name, "space must be \"similar\" or \"next\""),
    };
}
