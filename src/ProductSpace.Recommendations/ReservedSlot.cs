namespace ProductSpace.Recommendations;

/// <summary>
/// A slot that is kept for some products: the best of them stands there that stands nowhere before. Without one it is
/// an ordinary slot. Needs one of <see cref="Where"/> and <see cref="Filter"/>.
/// </summary>
/// <param name="Slot">Slot, 1 for the first; one above k is ignored.</param>
public sealed record ReservedSlot(int Slot)
{
    /// <summary>Conditions that its product meets; null for none.</summary>
    public ProductConditions? Where { get; init; }

    /// <summary>
    /// Compiled filter that its product matches; null for none. Rules with it serve the index that compiled it.
    /// </summary>
    public ProductFilter? Filter { get; init; }
}
