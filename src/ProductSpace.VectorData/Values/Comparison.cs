namespace ProductSpace.VectorData.Values;

/// <summary>A comparison of C#: NaN equals nothing and is neither less nor greater; null equals null alone.</summary>
internal enum Comparison : byte
{
    Equal,
    NotEqual,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
}
