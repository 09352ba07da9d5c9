using ProductSpace.Recommendations.Rules;

namespace ProductSpace.Recommendations;

/// <summary>Checks rules before anybody is recommended anything.</summary>
public static partial class ProductRecommendations
{
    /// <summary>
    /// Checks rules for an index and compiles them, as the first recommendation would; call it when they are made or a
    /// new index is opened, so that a mistake shows there.
    /// </summary>
    /// <param name="index">Index that is to be asked with these rules.</param>
    /// <param name="rules">Rules to check.</param>
    /// <exception cref="ArgumentException">
    /// A number is out of range, or a rule names something that the index does not know. The message names the rule.
    /// </exception>
    /// <exception cref="ObjectDisposedException">The index is closed.</exception>
    public static void Prepare(this ProductIndex index, MerchandisingRules rules)
    {
        ArgumentNullException.ThrowIfNull(index);
        ArgumentNullException.ThrowIfNull(rules);
        BoundRules.Of(rules, index);
    }
}
