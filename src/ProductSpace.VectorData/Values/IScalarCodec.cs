namespace ProductSpace.VectorData.Values;

/// <summary>
/// Bytes and order of one scalar type. Static, so that a loop over a column is compiled for the type. Reading any bytes
/// of the width either gives a value or throws <see cref="InvalidDataException"/>.
/// </summary>
internal interface IScalarCodec<T>
    where T : struct
{
    static abstract ValueKind Kind { get; }

    /// <summary>Bytes of a value; 0 where values differ in length.</summary>
    static abstract int Width { get; }

    static abstract T Read(ReadOnlySpan<byte> bytes);

    /// <summary>Writes exactly <see cref="Width"/> bytes.</summary>
    static abstract void Write(T value, Span<byte> bytes);

    static abstract bool AreEqual(T left, T right);

    static abstract bool IsLess(T left, T right);
}
