namespace ProductSpace.Recommendations;

/// <summary>What a shopper did with a product.</summary>
public enum ShopperEventKind
{
    /// <summary>Looked at it.</summary>
    View,

    /// <summary>Put it into the cart.</summary>
    Cart,

    /// <summary>Bought it.</summary>
    Purchase,
}
