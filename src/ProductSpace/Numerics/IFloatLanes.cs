namespace ProductSpace.Numerics;

/// <summary>
/// A vector of float32 numbers of some width, as <see cref="HadamardRotation"/> needs it: one algorithm is written
/// once and compiled for every width. All operations round like their scalar forms, so that widths agree to the bit.
/// </summary>
internal interface IFloatLanes<T>
    where T : struct, IFloatLanes<T>
{
    /// <summary>Numbers of a vector, a power of two of at most 16.</summary>
    static abstract int Count { get; }

    static abstract T operator +(T a, T b);

    static abstract T operator -(T a, T b);

    static abstract T operator *(T a, float b);

    static abstract T Load(ref float start, int place);

    void Store(ref float start, int place);

    /// <summary>
    /// Negates each number whose bit is set: bit 31 - <paramref name="shift"/> of its word in
    /// <paramref name="words"/>.
    /// </summary>
    T Flip(ref uint words, int shift);

    /// <summary>The Walsh-Hadamard transform of the numbers of this vector, not scaled.</summary>
    T Transform();
}
