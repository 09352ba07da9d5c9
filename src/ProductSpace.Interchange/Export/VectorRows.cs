namespace ProductSpace.Interchange.Export;

/// <summary>Vectors that are written to a file: [Count x Dimension], each with an id.</summary>
internal abstract class VectorRows
{
    public abstract int Count { get; }

    public abstract int Dimension { get; }

    /// <summary>Returns the id of a row as UTF-8, valid until the next call.</summary>
    public abstract ReadOnlySpan<byte> IdOf(int row);

    /// <summary>Copies a vector.</summary>
    public abstract void Read(int row, Span<float> destination);
}
