namespace ProductSpace.Storage.Embeddings;

/// <summary>
/// A trained embedding file, opened for reading rows in file order or at random: [Count x Dimension] numbers and, if
/// the format carries them, one product id per row. Rows can be read from any number of threads.
/// </summary>
internal abstract class EmbeddingFile : IDisposable
{
    /// <summary>Number of rows.</summary>
    public abstract int Count { get; }

    /// <summary>Number of numbers in a row.</summary>
    public abstract int Dimension { get; }

    /// <summary>Name of the format as the user knows it, for example "npy &lt;f2" or "word2vec text".</summary>
    public abstract string Format { get; }

    /// <summary>Whether the file itself names its rows.</summary>
    public abstract bool HasIds { get; }

    /// <summary>XXH3 (64 bit) of the file's bytes as found on disk, for the provenance of the snapshot.</summary>
    public abstract ulong ContentHash { get; }

    /// <summary>
    /// Copies row <paramref name="row"/> as float32 into <paramref name="destination"/>, whose length is Dimension.
    /// </summary>
    public abstract void ReadRow(int row, Span<float> destination);

    /// <summary>
    /// Returns the id of a row as UTF-8; empty if <see cref="HasIds"/> is false. The span is valid until the file is
    /// disposed.
    /// </summary>
    public abstract ReadOnlySpan<byte> GetId(int row);

    /// <summary>Describes the position of a row for messages: "row 12", "line 14".</summary>
    public virtual string Locate(int row) => $"row {row}";

    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    protected virtual void Dispose(bool disposing)
    {
    }

    protected void CheckRow(int row) =>
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)row, (uint)Count, nameof(row));

    protected void CheckRow(int row, int length)
    {
        CheckRow(row);
        if (length != Dimension)
        {
            throw new ArgumentException(
                $"the destination holds {length} numbers, but a row has {Dimension}", nameof(length));
        }
    }
}
