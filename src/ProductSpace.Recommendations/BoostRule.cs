namespace ProductSpace.Recommendations;

/// <summary>
/// Pushes products up, or down with a negative amount. A product gets the amount times each factor that the rule has:
/// whether it matches the filter, how near its price, its age or a number column of it is to a number, and the host's
/// own score. At least one of them is needed.
/// </summary>
/// <remarks>
/// A boost with a filter also finds products: the best matches of the filter are scored even where the search for
/// candidates does not come to them. So does a boost by price, age or number column, with the products around its
/// origin.
/// </remarks>
/// <example><code>
/// new BoostRule { Name = "clearance", Amount = 1.5f, Where = new() { Categories = ["sale"], InStock = true } }
/// new BoostRule { Name = "about 20", Amount = 1, Near = new(ProductNumber.Price, Origin: 20_00, Scale: 5_00) }
/// new BoostRule { Name = "well rated", Amount = 2, Near = NumberDecay.Of("rating", origin: 5, scale: 0.5) }
/// </code></example>
public sealed record BoostRule
{
    /// <summary>Name in explanations and messages.</summary>
    public string Name { get; init; } = string.Empty;

    /// <summary>
    /// Standard scores that a product gains, from -<see cref="MerchandisingRules.MaxAmount"/> to
    /// <see cref="MerchandisingRules.MaxAmount"/>.
    /// </summary>
    public float Amount { get; init; }

    /// <summary>Conditions that a product has to meet; null for none. Not together with <see cref="Filter"/>.</summary>
    public ProductConditions? Where { get; init; }

    /// <summary>
    /// Compiled filter that a product has to match; null for none. Rules with it serve the index that compiled it.
    /// </summary>
    public ProductFilter? Filter { get; init; }

    /// <summary>Number that a product should be near to; null for none.</summary>
    public NumberDecay? Near { get; init; }

    /// <summary>
    /// The host's own score of each product by ordinal, cut to [-1, 1]; empty for none. Products behind its end, and
    /// scores that are not a number, count 0. Rules with it serve the index that the ordinals are of; the numbers must
    /// not change during a call.
    /// </summary>
    public ReadOnlyMemory<float> Scores { get; init; }
}
