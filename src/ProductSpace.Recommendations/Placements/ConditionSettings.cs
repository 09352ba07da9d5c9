using System.Text.Json;
using static ProductSpace.Recommendations.Placements.PlacementValues;

namespace ProductSpace.Recommendations.Placements;

/// <summary>
/// Reads from JSON which products a rule is about: conditions, and nearness to a number. Names that only an index knows
/// are checked where the rules are compiled for one.
/// </summary>
internal static class ConditionSettings
{
    public static ProductConditions Read(string name, string at, JsonElement json)
    {
        ProductConditions where = new();
        foreach (JsonProperty one in Properties(name, at, json))
        {
            where = Set(where, name, at, one);
        }

        return where;
    }

    public static NumberDecay ReadNear(string name, string at, JsonElement json)
    {
        ProductNumber? number = null;
        double? origin = null;
        double? scale = null;
        DecayShape shape = DecayShape.Exponential;
        string? column = null;
        foreach (JsonProperty one in Properties(name, at, json))
        {
            string setting = $"{at}.{PlacementDocument.Shown(one.Name)}";
            switch (one.Name)
            {
                case "number":
                    number = Text(name, setting, one.Value) switch
                    {
                        "price" => ProductNumber.Price,
                        "ageDays" => ProductNumber.AgeDays,
                        "column" => ProductNumber.Column,
                        _ => throw Wrong(name, $"{setting} must be \"price\", \"ageDays\" or \"column\""),
                    };
                    break;
                case "column":
                    column = Text(name, setting, one.Value);
                    break;
                case "origin":
                    origin = Double(name, setting, one.Value);
                    break;
                case "scale":
                    scale = Double(name, setting, one.Value);
                    break;
                case "shape":
                    shape = Text(name, setting, one.Value) switch
                    {
                        "exponential" => DecayShape.Exponential,
                        "linear" => DecayShape.Linear,
                        "gauss" => DecayShape.Gauss,
                        _ => throw Wrong(name, $"{setting} must be \"exponential\", \"linear\" or \"gauss\""),
                    };
                    break;
                default:
                    throw Unknown(name, at, one);
            }
        }

        return number is ProductNumber which && origin is double wanted && scale is double half
            ? new NumberDecay(which, wanted, half, shape) { Column = column }
            : throw Wrong(name, $"{at} needs a number, an origin and a scale");
    }

    private static ProductConditions Set(ProductConditions where, string name, string at, JsonProperty one)
    {
        JsonElement value = one.Value;
        string setting = $"{at}.{PlacementDocument.Shown(one.Name)}";
        return one.Name switch
        {
            "categories" => where with { Categories = Texts(name, setting, value) },
            "notCategories" => where with { NotCategories = Texts(name, setting, value) },
            "facets" => where with { Facets = Facets(name, setting, value) },
            "minPrice" => where with { MinPrice = Long(name, setting, value) },
            "maxPrice" => where with { MaxPrice = Long(name, setting, value) },
            "numbers" => where with { Numbers = Numbers(name, setting, value) },
            "inStock" => where with { InStock = IsTrue(name, setting, value) },
            "products" => where with { Products = Texts(name, setting, value) },
            "allowUnknown" => where with { AllowUnknown = IsTrue(name, setting, value) },
            _ => throw Unknown(name, at, one),
        };
    }

    private static Dictionary<string, IReadOnlyList<string>> Facets(string name, string at, JsonElement json)
    {
        Dictionary<string, IReadOnlyList<string>> facets = [];
        foreach (JsonProperty one in Properties(name, at, json))
        {
            facets.Add(one.Name, Texts(name, $"{at}.{PlacementDocument.Shown(one.Name)}", one.Value));
        }

        return facets;
    }

    private static Dictionary<string, NumberRange> Numbers(string name, string at, JsonElement json)
    {
        Dictionary<string, NumberRange> numbers = [];
        foreach (JsonProperty one in Properties(name, at, json))
        {
            string column = $"{at}.{PlacementDocument.Shown(one.Name)}";
            NumberRange range = default;
            foreach (JsonProperty bound in Properties(name, column, one.Value))
            {
                range = bound.Name switch
                {
                    "min" => range with { Min = Double(name, $"{column}.min", bound.Value) },
                    "max" => range with { Max = Double(name, $"{column}.max", bound.Value) },
                    _ => throw Unknown(name, column, bound),
                };
            }

            numbers.Add(one.Name, range);
        }

        return numbers;
    }
}
