using System.Text.Json;
using ProductSpace.Recommendations.Rules;
using static ProductSpace.Recommendations.Placements.PlacementValues;

namespace ProductSpace.Recommendations.Placements;

/// <summary>
/// Reads the rules of one placement from JSON: each setting is a property of <see cref="MerchandisingRules"/>. What
/// only code can give is no setting: compiled filters and the host's own scores.
/// </summary>
internal static class RuleSettings
{
    public const string Name = "rules";

    /// <exception cref="InvalidDataException">Something is wrong; the message names it.</exception>
    public static MerchandisingRules Read(string name, JsonElement json)
    {
        MerchandisingRules rules = new();
        foreach (JsonProperty one in Properties(name, Name, json))
        {
            rules = Set(rules, name, one);
        }

        try
        {
            RuleChecks.Check(rules);
        }
        catch (ArgumentException exception)
        {
            throw Wrong(name, exception.Message);
        }

        return rules;
    }

    private static MerchandisingRules Set(MerchandisingRules rules, string name, JsonProperty one)
    {
        JsonElement value = one.Value;
        string setting = $"{Name}.{PlacementDocument.Shown(one.Name)}";
        return one.Name switch
        {
            "boosts" => rules with { Boosts = Each(name, setting, value, Boost) },
            "pins" => rules with { Pins = Each(name, setting, value, Pin) },
            "reservedSlots" => rules with { ReservedSlots = Each(name, setting, value, Reserved) },
            "minSimilarity" => rules with { MinSimilarity = Number(name, setting, value) },
            "groupLimit" => rules with { GroupLimit = Limit(name, setting, value) },
            "foldAt" => rules with { FoldAt = Number(name, setting, value) },
            "diversity" => rules with { Diversity = Number(name, setting, value) },
            "novelty" => rules with { Novelty = Number(name, setting, value) },
            "freshness" => rules with { Freshness = Number(name, setting, value) },
            "freshnessHalfLifeDays" => rules with { FreshnessHalfLifeDays = Number(name, setting, value) },
            "exploration" => rules with { Exploration = Explore(name, setting, value) },
            _ => throw Unknown(name, "rules", one),
        };
    }

    private static T[] Each<T>(string name, string setting, JsonElement json, Func<string, string, JsonElement, T> read)
    {
        JsonElement[] list = List(name, setting, json);
        if (list.Length > MerchandisingRules.MaxRules)
        {
            throw Wrong(name, $"{setting} must be at most {MerchandisingRules.MaxRules}");
        }

        T[] rules = new T[list.Length];
        for (int i = 0; i < rules.Length; i++)
        {
            rules[i] = read(name, FormattableString.Invariant($"{setting}[{i}]"), list[i]);
        }

        return rules;
    }

    private static BoostRule Boost(string name, string at, JsonElement json)
    {
        BoostRule rule = new();
        foreach (JsonProperty one in Properties(name, at, json))
        {
            string setting = $"{at}.{PlacementDocument.Shown(one.Name)}";
            rule = one.Name switch
            {
                "name" => rule with { Name = Text(name, setting, one.Value) },
                "amount" => rule with { Amount = Number(name, setting, one.Value) },
                "where" => rule with { Where = ConditionSettings.Read(name, setting, one.Value) },
                "near" => rule with { Near = ConditionSettings.ReadNear(name, setting, one.Value) },
                _ => throw Unknown(name, at, one),
            };
        }

        return json.TryGetProperty("amount", out _) ? rule : throw Wrong(name, $"{at} needs an amount");
    }

    private static ProductPin Pin(string name, string at, JsonElement json)
    {
        int? slot = null;
        string? id = null;
        foreach (JsonProperty one in Properties(name, at, json))
        {
            switch (one.Name)
            {
                case "slot":
                    slot = Whole(name, $"{at}.slot", one.Value);
                    break;
                case "id":
                    id = Text(name, $"{at}.id", one.Value);
                    break;
                default:
                    throw Unknown(name, at, one);
            }
        }

        return slot is int place && id is not null
            ? new ProductPin(place, id)
            : throw Wrong(name, $"{at} needs a slot and an id");
    }

    private static ReservedSlot Reserved(string name, string at, JsonElement json)
    {
        int? slot = null;
        ProductConditions? where = null;
        foreach (JsonProperty one in Properties(name, at, json))
        {
            switch (one.Name)
            {
                case "slot":
                    slot = Whole(name, $"{at}.slot", one.Value);
                    break;
                case "where":
                    where = ConditionSettings.Read(name, $"{at}.where", one.Value);
                    break;
                default:
                    throw Unknown(name, at, one);
            }
        }

        return slot is int place && where is not null
            ? new ReservedSlot(place) { Where = where }
            : throw Wrong(name, $"{at} needs a slot and a where");
    }

    private static GroupLimit Limit(string name, string at, JsonElement json)
    {
        string? facet = null;
        int? level = null;
        int? max = null;
        foreach (JsonProperty one in Properties(name, at, json))
        {
            switch (one.Name)
            {
                case "facet":
                    facet = Text(name, $"{at}.facet", one.Value);
                    break;
                case "categoryLevel":
                    level = Whole(name, $"{at}.categoryLevel", one.Value);
                    break;
                case "max":
                    max = Whole(name, $"{at}.max", one.Value);
                    break;
                default:
                    throw Unknown(name, at, one);
            }
        }

        if ((facet is null) == (level is null) || max is not int most)
        {
            throw Wrong(name, $"{at} needs a max, and a facet or a categoryLevel");
        }

        try
        {
            return facet is null ? GroupLimit.ByCategory(level!.Value, most) : GroupLimit.ByFacet(facet, most);
        }
        catch (ArgumentOutOfRangeException exception)
        {
            string problem = exception.ParamName == "level"
                ? "categoryLevel must be from 1 to 16"
                : "max must be 1 or more";
            throw Wrong(name, $"{at}.{problem}");
        }
    }

    private static Exploration Explore(string name, string at, JsonElement json)
    {
        Exploration exploration = new(0);
        foreach (JsonProperty one in Properties(name, at, json))
        {
            string setting = $"{at}.{PlacementDocument.Shown(one.Name)}";
            exploration = one.Name switch
            {
                "slot" => exploration with { Slot = Whole(name, setting, one.Value) },
                "rate" => exploration with { Rate = Number(name, setting, one.Value) },
                "temperature" => exploration with { Temperature = Number(name, setting, one.Value) },
                "candidates" => exploration with { Candidates = Whole(name, setting, one.Value) },
                _ => throw Unknown(name, at, one),
            };
        }

        return json.TryGetProperty("slot", out _) ? exploration : throw Wrong(name, $"{at} needs a slot");
    }
}
