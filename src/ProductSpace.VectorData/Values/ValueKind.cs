namespace ProductSpace.VectorData.Values;

/// <summary>
/// What a column of a collection holds, as files say it: the numbers never change. A list of a kind is the kind plus
/// <see cref="List"/>.
/// </summary>
internal enum ValueKind : byte
{
    Boolean = 1,
    Byte = 2,
    SByte = 3,
    Int16 = 4,
    UInt16 = 5,
    Int32 = 6,
    UInt32 = 7,
    Int64 = 8,
    UInt64 = 9,
    Single = 10,
    Double = 11,
    Decimal = 12,
    Char = 13,
    String = 14,
    Guid = 15,
    DateTime = 16,
    DateTimeOffset = 17,
    DateOnly = 18,
    TimeOnly = 19,
    TimeSpan = 20,

    /// <summary>Components of 32-bit floating point; their number is that of the column.</summary>
    Vector = 32,

    /// <summary>Flag of a list.</summary>
    List = 64,
}
