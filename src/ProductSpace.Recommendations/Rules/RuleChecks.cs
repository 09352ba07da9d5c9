namespace ProductSpace.Recommendations.Rules;

/// <summary>Refuses rules that are wrong, by the name of the rule.</summary>
internal static class RuleChecks
{
    private const float Most = MerchandisingRules.MaxAmount;

    /// <summary>The name that messages and explanations use for the boost at a place.</summary>
    public static string NameOf(BoostRule rule, int place) =>
        rule.Name.Length > 0 ? rule.Name : FormattableString.Invariant($"boost {place + 1}");

    /// <summary>Checks what can be told without an index: numbers, slots, and what a rule is about.</summary>
    /// <exception cref="ArgumentException">A number is out of range, or a rule says too little or too much.</exception>
    public static void Check(MerchandisingRules rules)
    {
        Require(rules.Boosts.Count <= MerchandisingRules.MaxRules, "Boosts", "at most 32");
        Require(rules.Pins.Count <= MerchandisingRules.MaxRules, "Pins", "at most 32");
        Require(rules.ReservedSlots.Count <= MerchandisingRules.MaxRules, "ReservedSlots", "at most 32");
        for (int i = 0; i < rules.Boosts.Count; i++)
        {
            CheckBoost(rules.Boosts[i], NameOf(rules.Boosts[i], i));
        }

        HashSet<int> slots = [];
        HashSet<string> ids = new(StringComparer.Ordinal);
        foreach (ProductPin pin in rules.Pins)
        {
            Require(pin.Slot >= 1, $"the slot of the pin of {pin.Id}", "1 or more");
            Require(pin.Id.Length > 0, "the id of a pin", "a product id");
            Require(slots.Add(pin.Slot), $"slot {pin.Slot}", "pinned once");
            Require(ids.Add(pin.Id), $"product {pin.Id}", "pinned once");
        }

        slots.Clear();
        foreach (ReservedSlot slot in rules.ReservedSlots)
        {
            Require(slot.Slot >= 1, "a reserved slot", "1 or more");
            Require(slots.Add(slot.Slot), $"slot {slot.Slot}", "reserved once");
            Require((slot.Where is null) != (slot.Filter is null), $"slot {slot.Slot}", "for one of Where and Filter");
        }

        Require(rules.MinSimilarity is not float least || float.IsFinite(least), "MinSimilarity", "a number");
        Require(rules.FoldAt is >= 0 and <= 1, "FoldAt", "above 0 and at most 1, or 0 for none");
        Require(rules.Diversity is >= 0 and <= Most, "Diversity", "from 0 to 100");
        Require(rules.Novelty is >= 0 and <= Most, "Novelty", "from 0 to 100");
        Require(rules.Freshness is >= 0 and <= Most, "Freshness", "from 0 to 100");
        Require(
            rules.FreshnessHalfLifeDays > 0 && float.IsFinite(rules.FreshnessHalfLifeDays),
            "FreshnessHalfLifeDays",
            "above 0 days");
        if (rules.Exploration is Exploration exploration)
        {
            Require(exploration.Slot >= 1, "the slot of Exploration", "1 or more");
            Require(exploration.Rate is > 0 and <= 1, "Rate of Exploration", "above 0 and at most 1");
            Require(
                exploration.Temperature >= 0 && float.IsFinite(exploration.Temperature),
                "Temperature of Exploration",
                "0 or more");
            Require(exploration.Candidates is >= 2 and <= 1000, "Candidates of Exploration", "from 2 to 1,000");
        }
    }

    /// <summary>Checks rules for an index, which has to know what they name.</summary>
    /// <exception cref="ArgumentException">A number is out of range, or a rule does not fit the index.</exception>
    public static void Check(MerchandisingRules rules, ProductIndex index)
    {
        bool isDot = index.Info.Similarity != Similarity.Cosine || index.Info.NextSimilarity == Similarity.Dot;
        Require(
            rules.MinSimilarity is not float least || (isDot ? float.IsFinite(least) : least is >= -1 and <= 1),
            "MinSimilarity",
            isDot ? "a number" : "from -1 to 1");
        Check(rules);
        for (int i = 0; i < rules.Boosts.Count; i++)
        {
            CheckOwner(rules.Boosts[i].Filter, $"\"{NameOf(rules.Boosts[i], i)}\"", index);
            if (rules.Boosts[i].Near?.Column is string column)
            {
                // The index knows its columns and says which is nearest.
                index.CreateFilter(filter => filter.HasNumber(column));
            }
        }

        foreach (ReservedSlot slot in rules.ReservedSlots)
        {
            CheckOwner(slot.Filter, $"slot {slot.Slot}", index);
        }

        // The search knows facets and says which is nearest.
        index.ScorePopularity([], [], new SearchOptions { GroupLimit = rules.GroupLimit });
    }

    private static void CheckBoost(BoostRule rule, string name)
    {
        Require(rule.Amount is >= -Most and <= Most, $"Amount of \"{name}\"", "from -100 to 100");
        Require(rule.Where is null || rule.Filter is null, $"\"{name}\"", "by one of Where and Filter");
        Require(
            rule.Where is not null || rule.Filter is not null || rule.Near is not null || !rule.Scores.IsEmpty,
            $"\"{name}\"",
            "by Where, Filter, Near or Scores");
        Require(
            rule.Near is not NumberDecay near
                || (double.IsFinite(near.Origin) && near.Scale > 0 && double.IsFinite(near.Scale)),
            $"Near of \"{name}\"",
            "from a finite origin, with a scale above 0");
        Require(
            rule.Near is null || (rule.Near.Number == ProductNumber.Column) == (rule.Near.Column is not null),
            $"Near of \"{name}\"",
            "by a named column if it goes by Column, and without a name otherwise");
    }

    private static void CheckOwner(ProductFilter? filter, string name, ProductIndex index) => Require(
        filter is null || filter.Owner == index,
        $"the filter of {name}",
        "compiled by the index that is asked; use Where for rules that serve any index");

    private static void Require(bool isTrue, string name, string range)
    {
        if (!isTrue)
        {
            throw new ArgumentException($"{name} of the merchandising rules must be {range}");
        }
    }
}
