namespace ProductSpace.Generations.Shipping;

/// <summary>Where generations are fetched from: a folder of them, by path or behind a server of plain files.</summary>
/// <remarks>
/// Faults are a <see cref="FetchException"/>, where asking again is of no use, or any <see cref="IOException"/>,
/// <see cref="HttpRequestException"/> or <see cref="TimeoutException"/>, where the link was cut.
/// </remarks>
internal interface ISnapshotSource
{
    /// <summary>The name of a file in messages.</summary>
    string NameOf(string file);

    /// <summary>
    /// Opens bytes [start, end) of a file, or more: the body says where it begins. Where <paramref name="validator"/> is one that an
    /// earlier body told, another file than that is refused as changed.
    /// </summary>
    Task<SourceBody> OpenAsync(string file, long start, long end, string? validator, CancellationToken cancellationToken);
}

/// <summary>Bytes on their way, from a place of the file on.</summary>
/// <param name="stream">The bytes; owned.</param>
/// <param name="start">Where in the file they begin.</param>
/// <param name="length">How long the file is; -1 where the source does not tell.</param>
/// <param name="validator">What tells this file from another of the same name; null where the source has no such thing.</param>
/// <param name="owner">Disposed with the stream.</param>
internal sealed class SourceBody(Stream stream, long start, long length, string? validator, IDisposable? owner = null) : IDisposable
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
