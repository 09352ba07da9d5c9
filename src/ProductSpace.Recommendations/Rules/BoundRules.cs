using System.Runtime.CompilerServices;
using ProductSpace.Search;

namespace ProductSpace.Recommendations.Rules;

/// <summary>
/// Rules checked and compiled for one index. Kept as long as both the rules and the index live; finding them again
/// allocates nothing. Immutable.
/// </summary>
internal sealed class BoundRules
{
    private static readonly ConditionalWeakTable<MerchandisingRules, ConditionalWeakTable<ProductIndex, BoundRules>>
        s_bound = [];

    private BoundRules(MerchandisingRules rules, ProductIndex index)
    {
        RuleChecks.Check(rules, index);
        Rules = rules;
        List<BoundBoost> boosts = [];
        for (int i = 0; i < rules.Boosts.Count; i++)
        {
            boosts.Add(Bind(rules.Boosts[i], RuleChecks.NameOf(rules.Boosts[i], i), index));
        }

        if (rules.Freshness > 0)
        {
            NumberDecay age = new(ProductNumber.AgeDays, 0, rules.FreshnessHalfLifeDays);
            boosts.Add(Bind(new BoostRule { Amount = rules.Freshness, Near = age }, "freshness", index));
        }

        double largest = rules.Novelty > 0 ? Math.Log2(1 + (double)LargestPopularity(index)) : 0;
        if (largest > 0)
        {
            boosts.Add(new BoundBoost { Name = "novelty", Amount = -rules.Novelty, PopularityUnit = 1 / largest });
        }

        Boosts = [.. boosts];
        Reserved = new BoundSlot[rules.ReservedSlots.Count];
        for (int i = 0; i < Reserved.Length; i++)
        {
            ReservedSlot slot = rules.ReservedSlots[i];
            FilterMemo filter = new(index, slot.Filter ?? slot.Where!.Compile(index), near: null);
            Reserved[i] = new BoundSlot(slot.Slot, filter);
        }

        Pins = [.. rules.Pins];
        foreach (BoundBoost boost in Boosts)
        {
            Searches += boost.Search is null ? 0 : 1;
            ReordersWidely |= boost.Search is null && boost.Filter is null;
            PutsDown |= boost.Amount < 0 || !boost.Scores.IsEmpty;
        }

        Searches += Reserved.Length;
    }

    public MerchandisingRules Rules { get; }

    public BoundBoost[] Boosts { get; }

    public BoundSlot[] Reserved { get; }

    public ProductPin[] Pins { get; }

    /// <summary>Number of searches that the filters of boosts and reserved slots make.</summary>
    public int Searches { get; }

    /// <summary>
    /// Whether a rule changes the scores of all products in a way that no filter tells, so that more candidates have to
    /// be scored.
    /// </summary>
    public bool ReordersWidely { get; }

    /// <summary>Whether a rule takes from the scores of some products, so that farther ones come before them.</summary>
    public bool PutsDown { get; }

    /// <summary>Whether products are compared with those before them.</summary>
    public bool Compares => Rules.Diversity > 0 || Rules.FoldAt > 0;

    public bool LimitsGroups => Rules.GroupLimit.Max > 0;

    /// <summary>
    /// Returns how many of the best an answer is chosen of where it is to be diverse, as many as in the search; 0 where
    /// it need not be.
    /// </summary>
    /// <param name="k">Number of results.</param>
    public int Compared(int k) => Rules.Diversity > 0 ? (int)Math.Min(int.MaxValue, DiversityPlan.Candidates(k)) : 0;

    /// <summary>Returns how many products a search for a rule brings to the candidates.</summary>
    /// <param name="k">Number of results.</param>
    /// <param name="isByNumber">Whether the order of the search is not that of the rule.</param>
    public int Depth(int k, bool isByNumber) =>
        Math.Max(k * (Compares ? 2 : 1) * (isByNumber ? 4 : 1), Compared(k));

    /// <summary>Returns how many products the rules can add to the candidates.</summary>
    public int MaxCandidates(int k, int products) =>
        (Searches * Math.Min(Depth(k, isByNumber: true), products)) + (2 * Math.Min(k, products)) + Pins.Length;

    /// <summary>Returns the rules for an index; compiles them the first time.</summary>
    /// <exception cref="ArgumentException">A rule is wrong.</exception>
    public static BoundRules Of(MerchandisingRules rules, ProductIndex index)
    {
        if (s_bound.TryGetValue(rules, out ConditionalWeakTable<ProductIndex, BoundRules>? byIndex)
            && byIndex.TryGetValue(index, out BoundRules? bound))
        {
            return bound;
        }

        BoundRules made = new(rules, index);
        s_bound.GetOrCreateValue(rules).AddOrUpdate(index, made);
        return made;
    }

    private static BoundBoost Bind(BoostRule rule, string name, ProductIndex index)
    {
        ProductFilter? filter = rule.Filter ?? rule.Where?.Compile(index);
        bool isFound = rule.Amount > 0 && (filter is not null || rule.Near is not null);
        return new BoundBoost
        {
            Name = name,
            Amount = rule.Amount,
            Filter = filter,
            Near = rule.Near,
            Scores = rule.Scores,
            Search = isFound ? new FilterMemo(index, filter, rule.Near) : null,
        };
    }

    private static float LargestPopularity(ProductIndex index)
    {
        float largest = 0;
        for (int ordinal = 0; ordinal < index.Count; ordinal++)
        {
            largest = Math.Max(largest, index.GetPopularity(ordinal));
        }

        return largest;
    }
}

/// <summary>A slot that is kept for the products of a filter.</summary>
internal sealed record BoundSlot(int Slot, FilterMemo Filter);
