namespace ProductSpace.Generations.Shipping;

/// <summary>A stream of a source's file from some position on.</summary>
/// <param name="stream">The bytes; owned.</param>
/// <param name="start">Position in the file where they begin.</param>
/// <param name="length">Length of the file; -1 if the source does not say.</param>
/// <param name="validator">Tells this file from another of the same name; null if the source has no such value.</param>
/// <param name="owner">Disposed with the stream.</param>
internal sealed class SourceBody(
    Stream stream, long start, long length, string? validator, IDisposable? owner = null) : IDisposable
{
    public Stream Stream { get; } = stream;

    public long Position { get; set; } = start;

    public long Length { get; } = length;

    public string? Validator { get; } = validator;

    public void Dispose()
    {
        Stream.Dispose();
        owner?.Dispose();
    }
}
