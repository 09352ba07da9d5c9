using System.Text.Json;
using ProductSpace.Recommendations.Rules;

namespace ProductSpace.Recommendations.Placements;

/// <summary>
/// Writes the rules of a placement as <see cref="RuleSettings"/> reads them; refuses what no text can say.
/// </summary>
internal static class RuleWriter
{
    /// <exception cref="ArgumentException">A rule is wrong or holds what only code can give.</exception>
    public static void Write(Utf8JsonWriter json, string placement, MerchandisingRules rules)
    {
        RuleChecks.Check(rules);
        json.WriteStartObject(RuleSettings.Name);
        WriteBoosts(json, placement, rules.Boosts);
        json.WriteStartArray("pins");
        foreach (ProductPin pin in rules.Pins)
        {
            json.WriteStartObject();
            json.WriteNumber("slot", pin.Slot);
            json.WriteString("id", pin.Id);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteStartArray("reservedSlots");
        foreach (ReservedSlot slot in rules.ReservedSlots)
        {
            json.WriteStartObject();
            json.WriteNumber("slot", slot.Slot);
            Write(json, slot.Where ?? throw OnlyInCode(placement, $"slot {slot.Slot}", "a compiled filter"));
            json.WriteEndObject();
        }

        json.WriteEndArray();
        if (rules.MinSimilarity is float least)
        {
            json.WriteNumber("minSimilarity", least);
        }

        Write(json, rules.GroupLimit);
        json.WriteNumber("foldAt", rules.FoldAt);
        json.WriteNumber("diversity", rules.Diversity);
        json.WriteNumber("novelty", rules.Novelty);
        json.WriteNumber("freshness", rules.Freshness);
        json.WriteNumber("freshnessHalfLifeDays", rules.FreshnessHalfLifeDays);
        if (rules.Exploration is Exploration exploration)
        {
            json.WriteStartObject("exploration");
            json.WriteNumber("slot", exploration.Slot);
            json.WriteNumber("rate", exploration.Rate);
            json.WriteNumber("temperature", exploration.Temperature);
            json.WriteNumber("candidates", exploration.Candidates);
            json.WriteEndObject();
        }

        json.WriteEndObject();
    }

    private static void WriteBoosts(Utf8JsonWriter json, string placement, IReadOnlyList<BoostRule> boosts)
    {
        json.WriteStartArray("boosts");
        for (int i = 0; i < boosts.Count; i++)
        {
            BoostRule rule = boosts[i];
            if (rule.Filter is not null || !rule.Scores.IsEmpty)
            {
                string what = rule.Filter is null ? "own scores" : "a compiled filter";
                throw OnlyInCode(placement, $"\"{RuleChecks.NameOf(rule, i)}\"", what);
            }

            json.WriteStartObject();
            json.WriteString("name", rule.Name);
            json.WriteNumber("amount", rule.Amount);
            if (rule.Where is ProductConditions where)
            {
                Write(json, where);
            }

            if (rule.Near is NumberDecay near)
            {
                Write(json, near);
            }

            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void Write(Utf8JsonWriter json, GroupLimit limit)
    {
        if (limit.Max == 0)
        {
            return;
        }

        json.WriteStartObject("groupLimit");
        if (limit.Facet is string facet)
        {
            json.WriteString("facet", facet);
        }
        else
        {
            json.WriteNumber("categoryLevel", limit.CategoryLevel);
        }

        json.WriteNumber("max", limit.Max);
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, NumberDecay near)
    {
        json.WriteStartObject("near");
        json.WriteString("number", near.Number switch
        {
            ProductNumber.Price => "price",
            ProductNumber.AgeDays => "ageDays",
            _ => "column",
        });
        if (near.Column is string column)
        {
            json.WriteString("column", column);
        }

        json.WriteNumber("origin", near.Origin);
        json.WriteNumber("scale", near.Scale);
        json.WriteString("shape", near.Shape switch
        {
            DecayShape.Linear => "linear",
            DecayShape.Gauss => "gauss",
            _ => "exponential",
        });
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, ProductConditions where)
    {
        json.WriteStartObject("where");
        WriteTexts(json, "categories", where.Categories);
        WriteTexts(json, "notCategories", where.NotCategories);
        json.WriteStartObject("facets");
        foreach ((string facet, IReadOnlyList<string> values) in where.Facets)
        {
            WriteTexts(json, facet, values);
        }

        json.WriteEndObject();
        WriteBound(json, "minPrice", where.MinPrice);
        WriteBound(json, "maxPrice", where.MaxPrice);
        json.WriteStartObject("numbers");
        foreach ((string column, NumberRange range) in where.Numbers)
        {
            json.WriteStartObject(column);
            WriteBound(json, "min", range.Min);
            WriteBound(json, "max", range.Max);
            json.WriteEndObject();
        }

        json.WriteEndObject();
        json.WriteBoolean("inStock", where.InStock);
        WriteTexts(json, "products", where.Products);
        json.WriteBoolean("allowUnknown", where.AllowUnknown);
        json.WriteEndObject();
    }

    private static void WriteTexts(Utf8JsonWriter json, string setting, IReadOnlyList<string> texts)
    {
        json.WriteStartArray(setting);
        foreach (string text in texts)
        {
            json.WriteStringValue(text);
        }

        json.WriteEndArray();
    }

    private static void WriteBound(Utf8JsonWriter json, string setting, long? bound)
    {
        if (bound is long number)
        {
            json.WriteNumber(setting, number);
        }
    }

    private static void WriteBound(Utf8JsonWriter json, string setting, double? bound)
    {
        // JSON has no infinity; a bound that is missing means the same.
        if (bound is double number && !double.IsInfinity(number))
        {
            json.WriteNumber(setting, number);
        }
    }

    private static ArgumentException OnlyInCode(string placement, string rule, string what) => new(
        $"placement \"{PlacementDocument.Shown(placement)}\": {rule} has {what}, which cannot be written; say it by "
        + "Where or Near, or add the rule in code");
}
