namespace ProductSpace.Training.Records;

/// <summary>
/// One event of a cleaned session in 32 bits. Bits 0 to 27: the product. Bit 28: put into the cart, which is told from
/// a view only where kinds are kept. Bit 29: a recommender caused the event. Bit 30: a purchase in a log of views,
/// which is not part of the sequence but global context of its session. Bit 31: the last event of its session.
/// </summary>
internal readonly record struct Token(int Bits)
{
    public const int MaxProducts = 1 << 28;

    private const int ProductMask = MaxProducts - 1;
    private const int CartBit = 1 << 28;
    private const int RecommendedBit = 1 << 29;
    private const int PurchaseBit = 1 << 30;
    private const int LastBit = 1 << 31;

    public Token(int product, bool isPurchase = false, bool isRecommended = false, bool isCart = false)
        : this(product | (isPurchase ? PurchaseBit : 0) | (isRecommended ? RecommendedBit : 0) | (isCart ? CartBit : 0))
    {
    }

    public int Product => Bits & ProductMask;

    public bool IsCart => (Bits & CartBit) != 0;

    public bool IsPurchase => (Bits & PurchaseBit) != 0;

    public bool IsRecommended => (Bits & RecommendedBit) != 0;

    public bool IsLast => (Bits & LastBit) != 0;

    public Token WithProduct(int product) => new((Bits & ~ProductMask) | product);

    public Token AsLast(bool last) => new(last ? Bits | LastBit : Bits & ~LastBit);
}
