using System.CommandLine;
using System.Globalization;
using ProductSpace.Cli.Catalog;
using ProductSpace.Recommendations;

namespace ProductSpace.Cli.Arguments;

/// <summary>
/// Options of the merchandiser: what to push up or down, fixed slots, limits, variety, exploration. Refuses wrong
/// values before any file is opened.
/// </summary>
internal sealed class RuleArguments
{
    private const string Form = "category=PATH, FACET=VALUE, price=MIN..MAX, NUMBER=MIN..MAX, id=ID or in-stock";
    private const int MaxLevel = 16;

    private readonly Option<string[]> _boost = new("--boost")
    {
        Description = $"Push products up by standard scores: --boost brand=acme:1.5. One of {Form}, and the amount.",
    };
    private readonly Option<string[]> _bury = new("--bury")
    {
        Description = "Push products down: --bury category=sale:2.",
    };
    private readonly Option<string[]> _pin = new("--pin")
    {
        Description = "Give a product a slot: --pin 3=p-17.",
    };
    private readonly Option<string[]> _reserve = new("--reserve")
    {
        Description = "Keep a slot for the best of some products: --reserve 3:brand=acme.",
    };
    private readonly Option<float?> _minSimilarity = new("--min-similarity")
    {
        Description = "Lowest similarity to the session of a product that does not only fill up the answer.",
    };
    private readonly Option<string?> _groupLimit = new("--group-limit")
    {
        Description = "Maximum number of results of a group: --group-limit brand=2, or of a category level: 1=3.",
    };
    private readonly Option<float?> _foldAt = new("--fold-at")
    {
        Description = "Show only one of several products whose similarity is at least this, such as 0.999.",
    };
    private readonly Option<float?> _diversity = new("--diversity")
    {
        Description = "Standard scores that a product loses which is equal to one before it, 0 to 100.",
    };
    private readonly Option<float?> _novelty = new("--novelty")
    {
        Description = "Standard scores that the most popular product loses, 0 to 100.",
    };
    private readonly Option<float?> _freshness = new("--freshness")
    {
        Description = "Standard scores that a product gains which is new today, 0 to 100.",
    };
    private readonly Option<float?> _halfLife = new("--freshness-half-life-days")
    {
        Description = "Days after which this gain is half. [default: 30]",
    };
    private readonly Option<string?> _explore = new("--explore")
    {
        Description = "Draw the product of a slot with a rate, else show the best: --explore 10:0.1.",
    };
    private readonly Option<ulong?> _request = new("--request-number")
    {
        Description = "Number of the request, from which the draw follows. [default: 0]",
    };

    public void AddTo(Command verb) => verb.AddOptions(
        _boost, _bury, _pin, _reserve, _minSimilarity, _groupLimit, _foldAt, _diversity, _novelty, _freshness,
        _halfLife, _explore, _request);

    /// <summary>Number of the request.</summary>
    public ulong RequestNumber(ParseResult parsed) => parsed.GetValue(_request) ?? 0;

    /// <summary>
    /// Refuses wrong values before any file is opened; returns what the options make of the rules of a placement.
    /// Boosts join those that are there; a pin or a reserved slot takes the place of one for the same slot, a pin
    /// also of one of the same product; all else takes the place of the same rule. Null for no rules.
    /// </summary>
    /// <exception cref="UsageException">An option is wrong, or one needs another.</exception>
    public Func<MerchandisingRules?, MerchandisingRules?> Read(ParseResult parsed)
    {
        BoostRule[] boosts =
        [
            .. (parsed.GetValue(_boost) ?? []).Select(text => Boost(_boost, text, 1)),
            .. (parsed.GetValue(_bury) ?? []).Select(text => Boost(_bury, text, -1)),
        ];
        ProductPin[] pins = [.. (parsed.GetValue(_pin) ?? []).Select(Pin)];
        ReservedSlot[] reserved = [.. (parsed.GetValue(_reserve) ?? []).Select(Reserved)];
        float? least = parsed.GetValue(_minSimilarity);
        GroupLimit? limit = parsed.GetValue(_groupLimit) is string group ? Limit(group) : null;
        float? foldAt = Amount(parsed, _foldAt, 1);
        float? diversity = Amount(parsed, _diversity, MerchandisingRules.MaxAmount);
        float? novelty = Amount(parsed, _novelty, MerchandisingRules.MaxAmount);
        float? freshness = Amount(parsed, _freshness, MerchandisingRules.MaxAmount);
        float? halfLife = parsed.GetValue(_halfLife);
        Exploration? exploration = parsed.GetValue(_explore) is string explore ? Explore(explore) : null;
        Require(least is null || float.IsFinite(least.Value), $"{_minSimilarity.Name} must be a number");
        Require(
            halfLife is null || (halfLife > 0 && float.IsFinite(halfLife.Value)),
            $"{_halfLife.Name} must be above 0");
        bool asks = boosts.Length + pins.Length + reserved.Length > 0
            || (least ?? foldAt ?? diversity ?? novelty ?? freshness ?? halfLife) is not null
            || limit is not null || exploration is not null;
        return stored =>
        {
            MerchandisingRules before = stored ?? new();
            MerchandisingRules rules = before with
            {
                Boosts = [.. before.Boosts, .. boosts],
                Pins =
                [
                    .. before.Pins.Where(old => !pins.Any(pin => pin.Slot == old.Slot || pin.Id == old.Id)), .. pins,
                ],
                ReservedSlots =
                [
                    .. before.ReservedSlots.Where(old => !reserved.Any(slot => slot.Slot == old.Slot)), .. reserved,
                ],
                MinSimilarity = least ?? before.MinSimilarity,
                GroupLimit = limit ?? before.GroupLimit,
                FoldAt = foldAt ?? before.FoldAt,
                Diversity = diversity ?? before.Diversity,
                Novelty = novelty ?? before.Novelty,
                Freshness = freshness ?? before.Freshness,
                FreshnessHalfLifeDays = halfLife ?? before.FreshnessHalfLifeDays,
                Exploration = exploration ?? before.Exploration,
            };
            Require(
                halfLife is null || rules.Freshness > 0,
                $"{_halfLife.Name} is about {_freshness.Name}; give both");
            Require(
                parsed.GetValue(_request) is null || rules.Exploration is not null,
                $"{_request.Name} is about {_explore.Name}; give both");
            return asks ? rules : stored;
        };
    }

    private static BoostRule Boost(Option option, string text, float sign)
    {
        int colon = text.LastIndexOf(':');
        float amount = 0;
        Require(
            colon > 0 && TryNumber(text[(colon + 1)..], out amount)
                && amount is > 0 and <= MerchandisingRules.MaxAmount,
            $"{option.Name} {text}: write {Form}, then a colon and an amount above 0, at most 100");
        string name = $"{(sign < 0 ? "bury" : "boost")} {text[..colon]}";
        return new BoostRule { Name = name, Amount = sign * amount, Where = Where(option, text[..colon]) };
    }

    private ProductPin Pin(string text)
    {
        int equals = text.IndexOf('=', StringComparison.Ordinal);
        int slot = 0;
        Require(
            equals > 0 && equals < text.Length - 1 && TrySlot(text[..equals], out slot),
            $"{_pin.Name} {text}: write a slot from 1 on and a product id: 3=p-17");
        return new ProductPin(slot, text[(equals + 1)..]);
    }

    private ReservedSlot Reserved(string text)
    {
        int colon = text.IndexOf(':', StringComparison.Ordinal);
        int slot = 0;
        Require(
            colon > 0 && TrySlot(text[..colon], out slot),
            $"{_reserve.Name} {text}: write a slot from 1 on, a colon and what it is for: 3:brand=acme");
        return new ReservedSlot(slot) { Where = Where(_reserve, text[(colon + 1)..]) };
    }

    private GroupLimit Limit(string text)
    {
        int equals = text.LastIndexOf('=');
        int max = 0;
        Require(
            equals > 0 && TrySlot(text[(equals + 1)..], out max),
            $"{_groupLimit.Name} {text}: write a facet or a category level, and a number from 1 on: brand=2");
        string group = text[..equals];
        bool isLevel = int.TryParse(group, NumberStyles.None, CultureInfo.InvariantCulture, out int level);
        Require(
            !isLevel || level is >= 1 and <= MaxLevel,
            $"{_groupLimit.Name} {text}: a level is from 1 to {MaxLevel}");
        return isLevel ? GroupLimit.ByCategory(level, max) : GroupLimit.ByFacet(group, max);
    }

    private Exploration Explore(string text)
    {
        int colon = text.IndexOf(':', StringComparison.Ordinal);
        int slot = 0;
        float rate = 0;
        Require(
            colon > 0 && TrySlot(text[..colon], out slot) && TryNumber(text[(colon + 1)..], out rate)
                && rate is > 0 and <= 1,
            $"{_explore.Name} {text}: write a slot from 1 on, a colon and a rate above 0, at most 1: 10:0.1");
        return new Exploration(slot) { Rate = rate };
    }

    private static ProductConditions Where(Option option, string text)
    {
        if (text == "in-stock")
        {
            return new ProductConditions { InStock = true };
        }

        int equals = text.IndexOf('=', StringComparison.Ordinal);
        Require(equals > 0 && equals < text.Length - 1, $"{option.Name} {text}: write {Form}");
        (string name, string value) = (text[..equals], text[(equals + 1)..]);
        switch (name)
        {
            case "category":
                return new ProductConditions { Categories = [value] };
            case "id":
                return new ProductConditions { Products = [value] };
            case "price":
                int dots = value.IndexOf("..", StringComparison.Ordinal);
                Require(dots >= 0 && value.Length > 2, $"{option.Name} {text}: write price=MIN..MAX, one may be empty");
                return new ProductConditions
                {
                    MinPrice = Price(option, value[..dots]), MaxPrice = Price(option, value[(dots + 2)..]),
                };
            case var _ when NumberNames.TryParseRange(value, out double? least, out double? most):
                return new ProductConditions
                {
                    Numbers = new Dictionary<string, NumberRange> { [name] = new(least, most) },
                };
            default:
                return new ProductConditions
                {
                    Facets = new Dictionary<string, IReadOnlyList<string>> { [name] = [value] },
                };
        }
    }

    private static long? Price(Option option, string text) =>
        text.Length == 0 ? null : Common.Cell(() => CellParsers.Price(text, () => option.Name));

    private static float? Amount(ParseResult parsed, Option<float?> option, float most)
    {
        float? amount = parsed.GetValue(option);
        Require(
            amount is null || (amount >= 0 && amount <= most),
            FormattableString.Invariant($"{option.Name} must be from 0 to {most}"));
        return amount;
    }

    private static bool TrySlot(string text, out int slot) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out slot) && slot >= 1;

    private static bool TryNumber(string text, out float number) =>
        float.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out number) && float.IsFinite(number);

    private static void Require(bool holds, string message)
    {
        if (!holds)
        {
            throw new UsageException(message);
        }
    }
}
