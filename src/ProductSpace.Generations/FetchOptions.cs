namespace ProductSpace.Generations;

/// <summary>How a <see cref="GenerationFetcher"/> deals with links that are cut, and how much it takes.</summary>
public sealed record FetchOptions
{
    /// <summary>
    /// Largest snapshot in bytes; a larger one is refused before anything of it is fetched. The disk must have room for
    /// two of its length in any case: the fetched file, and the copy that is published.
    /// </summary>
    public long MostBytes { get; init; } = 1L << 40;

    /// <summary>Connections in a row that brought nothing, before it is given up; at least 1. One that brought anything starts the count anew.</summary>
    public int Attempts { get; init; } = 5;

    /// <summary>Pause before the second attempt; it doubles with each further one.</summary>
    public TimeSpan FirstPause { get; init; } = TimeSpan.FromMilliseconds(250);

    /// <summary>A connection that brings no byte for so long counts as cut.</summary>
    public TimeSpan StallTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// Client for requests, with the credentials that the source asks for; it stays the caller's. Redirects are refused, also
    /// where it follows them. Null: one without credentials that follows none.
    /// </summary>
    public HttpClient? Client { get; init; }
}
