namespace ProductSpace.Recommendations;

/// <summary>One thing that a shopper did.</summary>
/// <param name="Ordinal">Ordinal of the product; one that the index does not have is ignored.</param>
/// <param name="Kind">What was done with it.</param>
/// <param name="AgeDays">Days ago, 0 for now; used where a placement has a half-life.</param>
public readonly record struct ShopperEvent(
    int Ordinal, ShopperEventKind Kind = ShopperEventKind.View, float AgeDays = 0);
