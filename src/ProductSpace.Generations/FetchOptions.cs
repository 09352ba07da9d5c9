namespace ProductSpace.Generations;

/// <summary>How a <see cref="GenerationFetcher"/> deals with links that are cut, and how much it takes.</summary>
public sealed record FetchOptions
{
    /// <summary>
    /// Largest snapshot in bytes; a larger one is refused before anything of it is fetched. The disk must hold it twice
    /// in any case: the fetched file, and the copy that is published.
    /// </summary>
    public long MaxBytes { get; init; } = 1L << 40;

    /// <summary>
    /// Connections in a row that bring nothing before the fetch is given up; at least 1. A connection that brings
    /// anything starts the count again.
    /// </summary>
    public int MaxAttempts { get; init; } = 5;

    /// <summary>Delay before the second attempt; it doubles with each further one.</summary>
    public TimeSpan RetryDelay { get; init; } = TimeSpan.FromMilliseconds(250);

    /// <summary>Time without a byte after which a connection counts as cut.</summary>
    public TimeSpan StallTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// Client for requests, with the credentials that the source asks for; it stays the caller's. Redirects are
    /// refused, even if the client follows them. Null: a client without credentials that follows none.
    /// </summary>
    public HttpClient? Client { get; init; }
}
