namespace ProductSpace.Generations.Shipping;

/// <summary>A folder of generations to fetch from, by path or behind a server of plain files.</summary>
/// <remarks>
/// Throws a <see cref="FetchException"/> if another request is of no use, or any <see cref="IOException"/>,
/// <see cref="HttpRequestException"/> or <see cref="TimeoutException"/> if the link was cut.
/// </remarks>
internal interface ISnapshotSource
{
    /// <summary>Returns the name of a file in messages.</summary>
    string NameOf(string file);

    /// <summary>
    /// Opens bytes [start, end) of a file, or more: the body says where it begins. With the validator of an earlier
    /// body, any other file is refused as changed.
    /// </summary>
    Task<SourceBody> OpenAsync(
        string file, long start, long end, string? validator, CancellationToken cancellationToken);
}
