namespace ProductSpace.Interchange.ParquetForm;

/// <summary>How the values of a column are stored.</summary>
internal enum PhysicalType
{
    Boolean = 0,
    Int32 = 1,
    Int64 = 2,
    Int96 = 3,
    Float = 4,
    Double = 5,
    ByteArray = 6,
    FixedByteArray = 7,
}

/// <summary>One leaf column of a Parquet file, as the schema in the footer describes it.</summary>
/// <param name="Name">Name as users know it: "embedding" for embedding.list.element.</param>
/// <param name="Index">Number among the leaf columns, which is its number in every row group.</param>
/// <param name="Type">How its values are stored.</param>
/// <param name="ValueBytes">Bytes of a value of fixed length; 0 for texts.</param>
/// <param name="MaxDefinition">Definition level of a value that is there.</param>
/// <param name="MaxRepetition">0 for one value a row, 1 for a list a row.</param>
/// <param name="IsHalf">Whether two bytes are a float16.</param>
/// <param name="IsUuid">Whether 16 bytes are a UUID.</param>
/// <param name="IsUnsigned">Whether integers have no sign.</param>
internal sealed record ParquetColumn(
    string Name, int Index, PhysicalType Type, int ValueBytes, int MaxDefinition, int MaxRepetition, bool IsHalf,
    bool IsUuid, bool IsUnsigned)
{
    /// <summary>Whether rows are lists of numbers.</summary>
    public bool IsVector =>
        MaxRepetition == 1
        && (Type is PhysicalType.Float or PhysicalType.Double or PhysicalType.Int32 or PhysicalType.Int64 || IsHalf);

    /// <summary>Whether rows can be ids.</summary>
    public bool IsId =>
        MaxRepetition == 0
        && (Type is PhysicalType.ByteArray or PhysicalType.Int32 or PhysicalType.Int64 || IsUuid);
}

/// <summary>The pages of one column in one row group.</summary>
/// <param name="Start">Offset of the first page.</param>
/// <param name="Bytes">Bytes of all its pages.</param>
/// <param name="Values">Values, those of nothing included.</param>
/// <param name="Codec">How pages are compressed.</param>
internal readonly record struct ParquetChunk(long Start, long Bytes, long Values, int Codec);
