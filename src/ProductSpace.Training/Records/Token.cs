namespace ProductSpace.Training.Records;

/// <summary>
/// One event of a cleaned session in 32 bits: bits 0 to 28 the product, bit 29 an event that a recommender caused, bit 30 a
/// purchase beside views (no part of the sequence; the global context of its session), bit 31 the last event of its session.
/// </summary>
internal readonly record struct Token(int Bits)
{
    public const int MaxProducts = 1 << 29;

    private const int ProductMask = MaxProducts - 1;
    private const int RecommendedBit = 1 << 29;
    private const int PurchaseBit = 1 << 30;
    private const int LastBit = 1 << 31;

    public Token(int product, bool isPurchase = false, bool isRecommended = false)
        : this(product | (isPurchase ? PurchaseBit : 0) | (isRecommended ? RecommendedBit : 0))
    {
    }

    public int Product => Bits & ProductMask;

    public bool IsPurchase => (Bits & PurchaseBit) != 0;

    public bool IsRecommended => (Bits & RecommendedBit) != 0;

    public bool IsLast => (Bits & LastBit) != 0;

    public Token WithProduct(int product) => new((Bits & ~ProductMask) | product);

    public Token AsLast(bool last) => new(last ? Bits | LastBit : Bits & ~LastBit);
}
